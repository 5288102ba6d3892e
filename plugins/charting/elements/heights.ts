/**
 * Pixels that each summary card takes at least: reserved by the shell before the module is there, kept by the card
 * afterwards, so that nothing below jumps and an empty card leaves no hole. About the height with usual content.
 */
export const HEIGHTS = {
  changes: 104,
  vitals: 86,
  problems: 264,
  results: 300,
  visits: 300,
  medicines: 300,
  allergies: 100,
  immunizations: 240,
} as const
