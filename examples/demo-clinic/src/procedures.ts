import type { Chart, Ref } from './chart.js'
import { coded, SNOMED } from './codes/systems.js'
import { clinicRef, HOSPITAL } from './clinic.js'
import { dateOf, workingDay, type Day } from './dates.js'
import { WINDOW, type Life } from './life.js'

const PROCEDURES = {
  colonoscopy: ['73761001', 'Colonoscopy', 'Colonoscopy'],
  footExam: ['401191002', 'Diabetic foot examination', 'Diabetic foot exam'],
  eyeExam: ['134395001', 'Diabetic retinal screening', 'Diabetic eye exam'],
  electrocardiogram: ['29303009', 'Electrocardiographic procedure', 'Electrocardiogram'],
} as const satisfies Record<string, readonly [string, string, string]>

export type ProcedureId = keyof typeof PROCEDURES

export const addProcedure = (chart: Chart, subject: Ref, id: ProcedureId, day: Day, performer: Ref): Ref => {
  const [code, display, text] = PROCEDURES[id]
  return chart.add({
    resourceType: 'Procedure',
    status: 'completed',
    code: coded(SNOMED, code, display, text),
    subject,
    performedDateTime: dateOf(day),
    performer: [{ actor: performer }],
  })
}

/** The few that a family clinic does or hears of. */
export function addProcedures(chart: Chart, subject: Ref, life: Life, doctor: Ref): void {
  const { source, person, end } = life
  const age = (end - person.birth) / 365.25
  if (age > 47 && age < 82 && source.chance(0.55))
    addProcedure(chart, subject, 'colonoscopy', workingDay(end - source.int(100, 2400)), HOSPITAL.organization)
  if (age > 62 && source.chance(0.4))
    addProcedure(chart, subject, 'electrocardiogram', workingDay(end - source.int(20, WINDOW)), clinicRef)
  const diabetes = life.courses.find((each) => each.id === 'diabetes')
  if (!diabetes) return
  for (let day = end - source.int(30, 420); day > Math.max(diabetes.from, end - WINDOW); day -= source.int(350, 420)) {
    addProcedure(chart, subject, 'footExam', workingDay(day), doctor)
    if (source.chance(0.6))
      addProcedure(chart, subject, 'eyeExam', workingDay(day - 20), {
        reference: 'Organization/demo-riverside',
        display: 'Riverside Hospital',
      })
  }
}
