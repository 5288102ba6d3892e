import type { Ref } from './chart.js'
import type { Day } from './dates.js'

/** Who is taken when, over all charts of one clinic, in the order in which they are written. */
export interface Diary {
  /** Writes down a time that is fixed. */
  take(provider: Ref, time: Time): void
  /**
   * Takes the first free time of that day from the wanted minute on, else from the morning.
   *
   * @returns its minute; undefined when the day is full
   */
  find(provider: Ref, time: Time): number | undefined
}

interface Time {
  day: Day
  /** Minute of the day at which it begins. */
  minute: number
  minutes: number
}

/** 8 to 12 and 13 to 17 o'clock, as the front desk has it. */
const HOURS = [
  [480, 720],
  [780, 1_020],
] as const
const STEP = 10

export function openDiary(): Diary {
  const taken = new Map<string, (readonly [from: number, to: number])[]>()
  const of = (provider: Ref, day: Day) => {
    const key = `${provider.reference} ${day}`
    const known = taken.get(key) ?? []
    taken.set(key, known)
    return known
  }
  return {
    take(provider, { day, minute, minutes }) {
      of(provider, day).push([minute, minute + minutes])
    },
    find(provider, { day, minute: wanted, minutes }) {
      const busy = of(provider, day)
      const free = HOURS.flatMap(([from, to]) =>
        Array.from({ length: Math.max(0, (to - from - minutes) / STEP + 1) }, (_, step) => from + step * STEP),
      ).filter((minute) => busy.every(([from, to]) => minute >= to || minute + minutes <= from))
      const minute = free.find((each) => each >= wanted) ?? free[0]
      if (minute !== undefined) busy.push([minute, minute + minutes])
      return minute
    },
  }
}
