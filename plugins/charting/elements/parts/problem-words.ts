import { msg, str } from '@lit/localize'
import type { Place } from '@tessera/web-components'
import type { Condition } from 'fhir/r4.js'
import { firstCode } from '../../domain/terms.js'
import { sinceDate } from './words.js'

/** When it began, as exact as it is known; empty when nobody has said. */
export function problemOnset(condition: Condition, place: Place): string {
  const onset = condition.onsetDateTime ?? condition.onsetPeriod?.start
  if (onset) return sinceDate(onset, place)
  return condition.onsetAge?.value === undefined
    ? (condition.onsetString ?? '')
    : msg(str`age ${condition.onsetAge.value}`)
}

/** `since 2019`, else when it was written down. */
export function problemSince(condition: Condition, place: Place): string {
  const onset = problemOnset(condition, place)
  if (onset) return condition.onsetString ?? msg(str`since ${onset}`)
  return condition.recordedDate ? msg(str`recorded ${sinceDate(condition.recordedDate, place)}`) : ''
}

/** What isn't confirmed says so; empty for what is. */
export function problemDoubt({ verificationStatus }: Condition): string {
  const words: Record<string, () => string> = {
    unconfirmed: () => msg('not confirmed'),
    provisional: () => msg('provisional'),
    differential: () => msg('one of several possible'),
    refuted: () => msg('refuted'),
    'entered-in-error': () => msg('withdrawn'),
  }
  return words[firstCode(verificationStatus) ?? '']?.() ?? ''
}

export function clinicalStatusWord({ clinicalStatus }: Condition): string {
  const words: Record<string, () => string> = {
    active: () => msg('Active'),
    recurrence: () => msg('Recurrence'),
    relapse: () => msg('Relapse'),
    inactive: () => msg('Inactive'),
    remission: () => msg('In remission'),
    resolved: () => msg('Resolved'),
  }
  return words[firstCode(clinicalStatus) ?? '']?.() ?? msg('Withdrawn')
}
