import { msg, str } from '@lit/localize'
import type { Finding } from '../../domain/notes/checks.js'

/** A finding in a sentence: what is missing. */
export function findingWords({ check, title = '', count = 0, text = '' }: Finding): string {
  switch (check) {
    case 'required':
      return msg(str`${title} is empty`)
    case 'plan':
      return msg(str`${title} is empty: write what happens next`)
    case 'gaps':
      return count === 1
        ? msg(str`${title} has a gap (***) to fill`)
        : msg(str`${title} has ${count} gaps (***) to fill`)
    case 'problem':
      return msg(str`${title} names no problem of this chart`)
    case 'carried':
      return count === 1
        ? msg(str`${title} has carried text that nobody touched`)
        : msg(str`${title} has ${count} carried texts that nobody touched`)
    case 'vitals':
      return msg('No vital signs were taken at this visit')
    case 'plugin':
      return text
  }
}

/** What the primary button says: never disabled, it leads to what is missing. */
export function signLabel(refusals: number, warnings: number, conflicts: number): string {
  if (conflicts > 0) return conflicts === 1 ? msg('Choose 1 text to sign') : msg(str`Choose ${conflicts} texts to sign`)
  if (refusals > 0) return refusals === 1 ? msg('Fix 1 check to sign') : msg(str`Fix ${refusals} checks to sign`)
  if (warnings > 0)
    return warnings === 1 ? msg('Answer 1 warning to sign') : msg(str`Answer ${warnings} warnings to sign`)
  return msg('Sign note')
}
