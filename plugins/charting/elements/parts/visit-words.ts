import { msg } from '@lit/localize'
import type { VisitWords } from '../../domain/visits.js'

/** What kind of visit: its type, else its class in words. */
export const visitKind = ({ type, classCode }: Pick<VisitWords, 'type' | 'classCode'>): string =>
  type || className(classCode)

/** v3 ActEncounterCode. */
function className(code: string): string {
  const names: Record<string, () => string> = {
    AMB: () => msg('Visit'),
    EMER: () => msg('Emergency visit'),
    IMP: () => msg('Hospital stay'),
    ACUTE: () => msg('Hospital stay'),
    NONAC: () => msg('Hospital stay'),
    OBSENC: () => msg('Observation stay'),
    PRENC: () => msg('Pre-admission'),
    SS: () => msg('Short stay'),
    HH: () => msg('Home visit'),
    FLD: () => msg('Field visit'),
    VR: () => msg('Video or phone visit'),
  }
  return (names[code] ?? (() => msg('Visit')))()
}
