import { Buffer } from 'node:buffer'
import type { Chart, Ref } from './chart.js'
import { coded, hl7, LOINC, SNOMED } from './codes/systems.js'
import { ATTENDING, HOSPITAL, IMAGING } from './clinic.js'
import { addCondition } from './conditions.js'
import { at, dateOf, workingDay, type Day } from './dates.js'
import { addPanel, draw } from './labs.js'
import { WINDOW, type Life } from './life.js'
import { addPrescription } from './medications.js'
import { addVitals, takeVitals } from './vitals.js'
import { addEncounter, type Visit } from './visits.js'

/** Pictures that Lakeside Imaging takes: SNOMED CT code, display, what it says when nothing is wrong. */
const STUDIES = {
  chest: ['399208008', 'Plain chest X-ray', 'Chest X-ray', 'No infiltrate. Heart of normal size.'],
  mammogram: [
    '71651007',
    'Mammography',
    'Screening mammogram',
    'No sign of malignancy. BI-RADS 1. Routine screening in two years.',
  ],
  bones: ['312681000', 'Bone density scan', 'Bone density scan', 'T-score of the hip −2.6: osteoporosis.'],
  knee: [
    '74016001',
    'Radiography of knee',
    'X-ray of the right knee',
    'Narrowed medial joint space with osteophytes: moderate osteoarthritis.',
  ],
} as const satisfies Record<string, readonly [string, string, string, string]>

export type StudyId = keyof typeof STUDIES

/** Our order and Lakeside's report. */
export function addStudy(chart: Chart, subject: Ref, id: StudyId, day: Day, requester: Ref): void {
  const [snomed, display, text, conclusion] = STUDIES[id]
  const code = coded(SNOMED, snomed, display, text)
  const order = chart.add({
    resourceType: 'ServiceRequest',
    status: 'completed',
    intent: 'order',
    category: [coded(SNOMED, '363679005', 'Imaging')],
    code,
    subject,
    authoredOn: at(workingDay(day - 9), 11 * 60),
    requester,
    performer: [IMAGING.organization],
  })
  chart.add({
    resourceType: 'DiagnosticReport',
    meta: { source: `${IMAGING.source}` },
    identifier: [{ system: `${IMAGING.source}/DiagnosticReport`, value: `${id}-${day}` }],
    basedOn: [order],
    status: 'final',
    category: [hl7('v2-0074', 'RAD', 'Radiology')],
    code,
    subject,
    effectiveDateTime: at(day, 13 * 60),
    issued: at(day, 16 * 60 + 30),
    performer: [IMAGING.organization],
    conclusion,
  })
}

/** A letter or summary that came from elsewhere, as text. */
export function addDischargeSummary(chart: Chart, subject: Ref, encounter: Ref, day: Day, text: string): void {
  chart.add({
    resourceType: 'DocumentReference',
    meta: { source: `${HOSPITAL.source}` },
    identifier: [{ system: `${HOSPITAL.source}/DocumentReference`, value: `ds-${day}` }],
    status: 'current',
    docStatus: 'final',
    type: coded(LOINC, '18842-5', 'Discharge summary'),
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
            display: 'Clinical Note',
          },
        ],
      },
    ],
    subject,
    date: at(day, 22 * 60),
    author: [HOSPITAL.organization],
    custodian: HOSPITAL.organization,
    description: `Discharge summary, ${HOSPITAL.organization.display}`,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language: 'en-US',
          data: Buffer.from(text, 'utf8').toString('base64'),
          title: `Discharge summary of ${dateOf(day)}`,
          creation: at(day, 22 * 60),
        },
      },
    ],
    context: { encounter: [encounter], period: { start: at(day, 18 * 60), end: at(day, 22 * 60) } },
  })
}

/** Some people went to the hospital at night, without us. */
export function addEmergencies(chart: Chart, subject: Ref, life: Life): void {
  const { source, person, end, today } = life
  const age = (end - person.birth) / 365.25
  const chance = age > 60 ? 0.22 : age > 40 ? 0.14 : age > 5 ? 0.06 : 0
  if (!source.chance(chance)) return
  const day = end - source.int(9, Math.min(WINDOW, Math.floor((end - person.birth) / 2)))
  const reason = age > 45 && source.chance(0.6) ? 'chestPain' : age < 18 || age > 64 ? 'wrist' : 'backPain'
  const visit: Visit = { kind: 'emergency', day, minute: 18 * 60 + source.int(0, 90), minutes: 205, reason }
  const encounter = addEncounter(chart, subject, visit, ATTENDING, { place: HOSPITAL })
  const occasion = {
    subject,
    encounter,
    effective: at(day, visit.minute + 25),
    performer: HOSPITAL.organization,
    place: HOSPITAL,
  }
  addVitals(chart, occasion, takeVitals(life, day, false))
  addCondition(
    chart,
    subject,
    {
      id: reason,
      from: day,
      to: day + (reason === 'wrist' ? 44 : 3),
      encounter,
      recorder: ATTENDING,
      recorded: day,
      onProblemList: false,
      source: `${HOSPITAL.source}`,
    },
    today,
  )
  if (reason === 'chestPain') {
    addPanel(chart, occasion, 'metabolic', draw(life, 'metabolic', day), ATTENDING)
    addPanel(chart, occasion, 'troponin', draw(life, 'troponin', day), ATTENDING)
  } else {
    addPrescription(
      chart,
      subject,
      { drug: 'ibuprofen400', reason, from: day, to: day + 10, place: HOSPITAL },
      { encounter, today },
    )
  }
  if (life.courses.some((each) => each.id === 'diabetes' && each.from < day))
    addPanel(chart, occasion, 'a1c', draw(life, 'a1c', day), ATTENDING)
  addDischargeSummary(chart, subject, encounter, day, SUMMARIES[reason](person.given[0] ?? 'The patient'))
}

const SUMMARIES: Record<'chestPain' | 'wrist' | 'backPain', (name: string) => string> = {
  chestPain: (name) =>
    `${name} came with chest pressure that began two hours earlier at rest. Electrocardiogram without acute changes, high-sensitivity troponin normal twice. Pain gone without treatment. Discharged home; see the family doctor within two weeks.\n`,
  wrist: (name) =>
    `${name} fell on the outstretched right hand. X-ray: fracture of the distal radius, not displaced. Splint for six weeks, hand surgery clinic in one week. Pain medicine as prescribed.\n`,
  backPain: (name) =>
    `${name} came with low back pain after lifting. No weakness, no numbness, reflexes equal. No imaging needed. Pain medicine as prescribed, keep moving, family doctor if not better in two weeks.\n`,
}

/** Screening and follow-up pictures at Lakeside. */
export function addImaging(chart: Chart, subject: Ref, life: Life, requester: Ref): void {
  const { source, person, end } = life
  const age = (end - person.birth) / 365.25
  const day = () => workingDay(end - source.int(20, WINDOW - 200))
  if (person.sex === 'female' && age > 46 && age < 76 && source.chance(0.6))
    addStudy(chart, subject, 'mammogram', day(), requester)
  if (life.courses.some((each) => each.id === 'arthritis') && source.chance(0.4))
    addStudy(chart, subject, 'knee', day(), requester)
  if (life.courses.some((each) => each.id === 'osteoporosis') && source.chance(0.7))
    addStudy(chart, subject, 'bones', day(), requester)
}
