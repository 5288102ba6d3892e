import { msg, str } from '@lit/localize'
import { formatDate, formatNumber, type Place } from '@tessera/web-components'
import type { Judgement } from '../../domain/condition/judged.js'
import type { MeasureId } from '../../domain/measures.js'
import { sinceDate } from '../parts/words.js'
import { laneName, pointText, unitText } from './lane-words.js'

/** Why it is better, the same, worse or unknown: the numbers it rests on, in a sentence. */
export function verdictSentence(measure: MeasureId, judgement: Judgement, place: Place): string {
  const { word, unknown, now, from, since, moved = 0, step = 0 } = judgement
  const name = laneName(measure)
  const value = now ? [pointText(now, place), unitText(now, place)].filter(Boolean).join(' ') : ''
  if (word === 'unknown') {
    switch (unknown) {
      case 'old':
        return msg(
          str`The newest ${name}, ${value}, is of ${sinceDate(now?.at, place)}: too old to tell how it goes now.`,
        )
      case 'unit':
        return msg(str`${name} is ${value}, in a unit that isn’t compared here.`)
      case 'direction':
        return msg(str`${name} is ${value}. More of it is neither better nor worse, so no verdict is given.`)
      default:
        return now
          ? msg(str`${name} is ${value}, the only value within three years: one value shows no direction.`)
          : msg(str`No ${name} is in this chart yet.`)
    }
  }
  const before = from === undefined ? '' : formatNumber(from, place)
  const by = formatNumber(Math.abs(moved), place)
  const limit = formatNumber(step, place)
  const day = sinceDate(since, place)
  if (word === 'same')
    return msg(
      str`${name} is ${value}, against ${before}, the median of the values since ${day}. It moved by ${by}; only ${limit} or more counts as a change.`,
    )
  return moved < 0
    ? msg(
        str`${name} fell to ${value} from ${before}, the median of the values since ${day}. That is ${by} less; ${limit} or more counts as a change.`,
      )
    : msg(
        str`${name} rose to ${value} from ${before}, the median of the values since ${day}. That is ${by} more; ${limit} or more counts as a change.`,
      )
}

/** What the goal says to it; empty without one. */
export function goalSentence(judgement: Judgement, aim: string, place: Place): string {
  const { goal, reached } = judgement
  if (goal === 'met') return msg(str`It keeps to the goal of ${aim}.`)
  if (goal === 'none') return msg('No goal is set.')
  return reached === undefined
    ? msg(str`The goal of ${aim} is not reached.`)
    : msg(
        str`The goal of ${aim} is not reached; at this pace it is in ${formatDate(new Date(reached).toISOString().slice(0, 7), place)}.`,
      )
}
