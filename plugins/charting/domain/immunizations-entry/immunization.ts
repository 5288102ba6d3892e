import type { Immunization } from 'fhir/r4.js'
import { coded, given, hl7, patientRef, type Occasion } from '../concepts.js'
import { CVX } from '../immunizations.js'
import { noteOf } from '../problems/problem.js'
import { ROUTES, SITES, vaccineOf, type RouteCode, type SiteCode } from './vaccines.js'

export interface ImmunizationEntry {
  cvx?: string
  text: string
  /** `here`: given at this clinic; `reported`: from a card or from memory; `refused`: it was offered. */
  how: 'here' | 'reported' | 'refused'
  /** Day it was given, as exact as it is known. */
  on: string
  lot?: string
  expires?: string
  manufacturer?: string
  site?: SiteCode
  route?: RouteCode
  note?: string
}

/** A dose, valid against US Core 6.1.0. */
export function newImmunization(entry: ImmunizationEntry, occasion: Occasion): Immunization {
  const { how, on, lot, expires, manufacturer, site, route, note } = entry
  const here = how === 'here'
  const known = entry.cvx === undefined ? undefined : vaccineOf(entry.cvx)
  return {
    resourceType: 'Immunization',
    status: how === 'refused' ? 'not-done' : 'completed',
    ...(how === 'refused' ? { statusReason: hl7('v3-ActReason', 'PATOBJ', 'Patient objection') } : {}),
    vaccineCode: known ? coded(CVX, known.cvx, known.display, entry.text) : { text: entry.text },
    patient: patientRef(occasion),
    ...(how === 'reported' ? {} : given('encounter', occasion.encounter)),
    occurrenceDateTime: on,
    recorded: occasion.at,
    primarySource: how !== 'reported',
    ...(how === 'reported'
      ? { reportOrigin: hl7('immunization-origin', 'recall', 'Parent/Guardian/Patient Recall') }
      : {}),
    ...(manufacturer ? { manufacturer: { display: manufacturer } } : {}),
    ...given('lotNumber', lot),
    ...given('expirationDate', expires),
    ...(site ? { site: { ...hl7('v3-ActSite', site, SITES[site]), text: SITES[site] } } : {}),
    ...(route ? { route: hl7('v3-RouteOfAdministration', route, ROUTES[route]) } : {}),
    ...(here && occasion.by
      ? { performer: [{ function: hl7('v2-0443', 'AP', 'Administering Provider'), actor: occasion.by }] }
      : {}),
    ...noteOf(note, occasion),
  }
}

/** The record was wrong; the dose isn't. */
export const withdrawnImmunization = (dose: Immunization): Immunization => ({ ...dose, status: 'entered-in-error' })
