import { msg, str } from '@lit/localize'
import type { Place } from '@tessera/web-components'
import type { Condition } from 'fhir/r4.js'
import { firstCode } from '../../domain/terms.js'
import { sinceDate } from './words.js'

/** `since 2019`, else when it was written down. */
export function problemSince(condition: Condition, place: Place): string {
  const onset = condition.onsetDateTime ?? condition.onsetPeriod?.start
  if (onset) return msg(str`since ${sinceDate(onset, place)}`)
  if (condition.onsetString) return condition.onsetString
  if (condition.onsetAge?.value !== undefined) return msg(str`since age ${condition.onsetAge.value}`)
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
