const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What `every` may say. */
export const DURATION = /^([1-9]\d{0,5})([smhd])$/

/**
 * @returns ms, null when it isn't a whole number with its unit
 * @example durationMs('15m') // 900000
 */
export function durationMs(text: string): number | null {
  const [, count, unit = ''] = DURATION.exec(text) ?? []
  return count === undefined ? null : Number(count) * (UNITS[unit] ?? 0)
}
