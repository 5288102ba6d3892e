import type { Day } from '../../domain/day.js'
import { visitAt, type Cursor } from './grid.js'

/**
 * Where a key takes the cursor: up and down by a step (over a visit as a whole), left and right to the next provider,
 * Home and End to the ends of the day.
 *
 * @param through steps go through visits: what is moved may look at any time
 * @returns undefined when the key moves nothing
 */
export function stepFrom(
  day: Day,
  { practitioner, minute }: Cursor,
  key: string,
  through: boolean,
): Cursor | undefined {
  const [from, to] = day.open
  const at = day.columns.findIndex((each) => each.practitioner === practitioner)
  const column = day.columns[at]
  const visit = through ? undefined : visitAt(column, minute)
  const held = (wanted: number) => Math.min(Math.max(wanted, from), to - day.step)
  switch (key) {
    case 'ArrowDown':
      return { practitioner, minute: held(visit ? visit.at[1] : onGrid(minute + day.step, day.step)) }
    case 'ArrowUp': {
      const before = held((visit ? visit.at[0] : minute) - day.step)
      const above = through ? undefined : visitAt(column, before)
      return { practitioner, minute: above ? above.at[0] : before }
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      const other = day.columns[at + (key === 'ArrowLeft' ? -1 : 1)]
      return other && { practitioner: other.practitioner, minute: visit ? visit.at[0] : minute }
    }
    case 'Home':
      return { practitioner, minute: from }
    case 'End':
      return { practitioner, minute: to - day.step }
    default:
      return undefined
  }
}

const onGrid = (minute: number, step: number): number => Math.floor(minute / step) * step

/** The next free time that is long enough: of one provider, or the soonest of all. */
export function nextFree(day: Day, after: number, least: number, practitioner?: string): Cursor | undefined {
  const found = day.columns
    .filter((each) => practitioner === undefined || each.practitioner === practitioner)
    .flatMap((column) => {
      const times = column.free.flatMap(([from, to]) => {
        const start = Math.ceil(Math.max(from, after) / day.step) * day.step
        return start + least <= to ? [start] : []
      })
      const [minute] = times
      return minute === undefined ? [] : [{ practitioner: column.practitioner, minute }]
    })
  return found.sort((a, b) => a.minute - b.minute)[0]
}
