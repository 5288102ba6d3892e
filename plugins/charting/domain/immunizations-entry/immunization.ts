import type { Immunization } from 'fhir/r4.js'
import { coded, given, hl7, patientRef, type Occasion } from '../concepts.js'
import { CVX } from '../immunizations.js'
import { noteOf } from '../problems/problem.js'
import { termText } from '../terms.js'
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

/**
 * The same dose with what was changed. What the form doesn't ask (who gave it, at which visit, the number in its series)
 * stays; a code stays unless another vaccine was named, a moment unless another day was.
 */
export function changedImmunization(before: Immunization, entry: ImmunizationEntry, occasion: Occasion): Immunization {
  const {
    statusReason: _reason,
    reportOrigin: _origin,
    manufacturer: _maker,
    lotNumber: _lot,
    expirationDate: _expires,
    site: _site,
    route: _route,
    occurrenceString: _words,
    note = [],
    ...rest
  } = before
  const {
    note: fresh = [],
    recorded: _recorded,
    performer: _performer,
    encounter: _visit,
    ...said
  } = newImmunization(entry, occasion)
  const notes = [...note, ...(note.at(-1)?.text === entry.note ? [] : fresh)]
  return {
    ...rest,
    ...said,
    ...(entry.text === termText(before.vaccineCode) ? { vaccineCode: before.vaccineCode } : {}),
    ...(before.occurrenceDateTime?.startsWith(entry.on) ? { occurrenceDateTime: before.occurrenceDateTime } : {}),
    // an origin that was told more exactly than this form tells it
    ...(entry.how === 'reported' ? given('reportOrigin', before.reportOrigin ?? said.reportOrigin) : {}),
    ...(entry.how === 'refused' ? given('statusReason', before.statusReason ?? said.statusReason) : {}),
    ...(notes.length > 0 ? { note: notes } : {}),
  }
}

/** How it was entered: what the form starts with. */
export function enteredImmunization(dose: Immunization): ImmunizationEntry {
  const site = siteOf(dose)
  const route = routeOf(dose)
  return {
    ...given('cvx', dose.vaccineCode.coding?.find(({ system }) => system === CVX)?.code),
    text: termText(dose.vaccineCode),
    how: dose.status === 'not-done' ? 'refused' : dose.primarySource === false ? 'reported' : 'here',
    on: dose.occurrenceDateTime?.slice(0, 10) ?? '',
    ...given('lot', dose.lotNumber),
    ...given('expires', dose.expirationDate),
    ...given('manufacturer', dose.manufacturer?.display),
    ...given('site', site),
    ...given('route', route),
    ...given('note', dose.note?.at(-1)?.text),
  }
}

const siteOf = ({ site }: Immunization): SiteCode | undefined =>
  site?.coding?.map(({ code }) => code).find((code): code is SiteCode => code !== undefined && code in SITES)
const routeOf = ({ route }: Immunization): RouteCode | undefined =>
  route?.coding?.map(({ code }) => code).find((code): code is RouteCode => code !== undefined && code in ROUTES)

/** The record was wrong; the dose isn't. */
export const withdrawnImmunization = (dose: Immunization): Immunization => ({ ...dose, status: 'entered-in-error' })
