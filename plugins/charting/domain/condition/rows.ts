import type { Point } from '../measures.js'
import { momentOf } from '../moments.js'
import type { LaneId } from './lanes.js'
import type { MedicineChange } from './taken.js'

/** All that happened on one day. */
export interface DayRow {
  /** Civil date in the clinic's zone. */
  day: string
  points: Partial<Record<LaneId, Point>>
  change?: MedicineChange
  visits: string[]
  outside?: string
}

/** The same data as the lanes, a row a day, newest first. */
export function dayRows(
  lanes: readonly { id: LaneId; points: readonly Point[] }[],
  changes: readonly MedicineChange[],
  visits: readonly { at: string; name: string; outside?: string }[],
  dayOf: (at: string) => string,
): DayRow[] {
  const rows = new Map<string, DayRow>()
  const on = (day: string): DayRow => {
    const row = rows.get(day) ?? { day, points: {}, visits: [] }
    rows.set(day, row)
    return row
  }
  for (const { id, points } of lanes)
    for (const point of points) {
      const row = on(dayOf(point.at))
      // the newest of a day stands for it
      row.points[id] ??= point
      if (point.outside) row.outside ??= point.outside
    }
  for (const change of changes) on(dayOf(new Date(change.at).toISOString())).change = change
  for (const { at, name, outside } of visits) {
    const row = on(dayOf(at))
    row.visits.push(name)
    if (outside) row.outside ??= outside
  }
  return [...rows.values()].toSorted((one, other) => momentOf(other.day) - momentOf(one.day))
}

/** RFC 4180, with a guard against cells that a spreadsheet would run. */
export function csvOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}

function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
