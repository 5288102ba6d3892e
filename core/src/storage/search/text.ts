/** Longest text that an index keeps (`libsql/index-writer.ts` cuts there); what is sought is cut alike. */
export const INDEXED_TEXT = 400

/**
 * A text as the string index keeps and compares it: without case, accents and superfluous white space.
 *
 * @example normaliseText('  José  MÜLLER ') // 'jose muller'
 */
export function normaliseText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}

/** @returns the text as far as an index keeps it */
export const cutText = (text: string): string => (text.length > INDEXED_TEXT ? text.slice(0, INDEXED_TEXT) : text)
