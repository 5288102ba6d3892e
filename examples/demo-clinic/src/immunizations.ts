import type { Chart, Ref } from './chart.js'
import { VACCINES, type VaccineId } from './codes/vaccines.js'
import { coded, CVX, hl7, SNOMED } from './codes/systems.js'
import { clinicRef, HERE, NURSE } from './clinic.js'
import { dateOf, dayOf, workingDay, yearOf, type Day } from './dates.js'
import { WINDOW, type Life } from './life.js'

/** Age in months at each dose, as this clinic schedules them. */
const CHILDHOOD: readonly (readonly [VaccineId, readonly number[]])[] = [
  ['hepatitisB', [0, 1, 6]],
  ['rotavirus', [2, 4]],
  ['dtap', [2, 4, 6, 15, 50]],
  ['hib', [2, 4, 12]],
  ['pneumococcalChild', [2, 4, 6, 12]],
  ['polio', [2, 4, 6, 50]],
  ['mmr', [12, 50]],
  ['varicella', [12, 50]],
  ['hepatitisA', [12, 18]],
  ['tdap', [134]],
  ['hpv', [134, 140]],
  ['meningococcal', [134, 194]],
]
const MONTH = 30.44
const YEAR = 365.25

export interface Shot {
  vaccine: VaccineId
  day: Day
  dose?: number
  refused?: boolean
}

/** What a person got by now. Grown-ups' childhood is not in this clinic's books. */
export function planShots(life: Life): Shot[] {
  const { person, source, end } = life
  const shots: Shot[] = []
  const careful = source.chance(0.93)
  const give = (vaccine: VaccineId, day: number, dose?: number) => {
    const on = workingDay(Math.floor(day))
    if (on <= person.birth || on >= end || (!careful && source.chance(0.5))) return
    shots.push({
      vaccine,
      day: on,
      ...(dose === undefined ? {} : { dose }),
      ...(!careful && source.chance(0.4) ? { refused: true } : {}),
    })
  }
  const age = (end - person.birth) / YEAR
  if (age < 22)
    for (const [vaccine, months] of CHILDHOOD)
      for (const [place, month] of months.entries())
        give(vaccine, person.birth + 1 + month * MONTH + source.int(0, 12), place + 1)
  const year = yearOf(end)
  for (let season = year - 4; season <= year; season++) {
    const day = dayOf(season, 9, 20) + source.int(0, 66)
    if (day - person.birth < 200 || !source.chance(age > 64 || age < 6 ? 0.78 : 0.5)) continue
    give(day - person.birth > 65 * YEAR ? 'influenzaSenior' : 'influenza', day)
    if (age > 12 && source.chance(0.45)) give('covid', day)
  }
  if (age >= 22) give('tdap', end - source.int(60, 9 * 365))
  if (age > 51 && source.chance(0.6)) {
    const first = Math.max(person.birth + 50 * YEAR, end - 6 * 365) + source.int(30, 300)
    give('zoster', first, 1)
    give('zoster', first + source.int(70, 150), 2)
  }
  if (age > 65.5 && source.chance(0.7))
    give('pneumococcalAdult', Math.max(person.birth + 65 * YEAR, end - WINDOW) + source.int(10, 170))
  return shots
}

export function addShot(chart: Chart, patient: Ref, shot: Shot, today: Day): void {
  const [code, display, disease] = VACCINES[shot.vaccine]
  chart.add({
    resourceType: 'Immunization',
    status: shot.refused ? 'not-done' : 'completed',
    ...(shot.refused ? { statusReason: hl7('v3-ActReason', 'PATOBJ', 'patient objection') } : {}),
    vaccineCode: coded(CVX, code, display, disease),
    patient,
    occurrenceDateTime: dateOf(shot.day),
    primarySource: true,
    ...(shot.refused
      ? {}
      : {
          location: HERE.location,
          lotNumber: `MS${(shot.day * 7 + code.charCodeAt(0) * 131) % 100_000}`,
          expirationDate: dateOf(shot.day + 240),
          site: coded(SNOMED, '368208006', 'Left upper arm structure', 'Left arm'),
          route: hl7('v3-RouteOfAdministration', 'IM', 'Injection, intramuscular'),
          doseQuantity: {
            value: shot.vaccine === 'covid' ? 0.3 : 0.5,
            unit: 'mL',
            system: 'http://unitsofmeasure.org',
            code: 'mL',
          },
          performer: [{ actor: today - shot.day < WINDOW ? NURSE : clinicRef }],
        }),
    ...(shot.dose === undefined
      ? {}
      : { protocolApplied: [{ targetDisease: [{ text: disease }], doseNumberPositiveInt: shot.dose }] }),
  })
}
