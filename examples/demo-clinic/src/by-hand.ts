import { addAllergies, type Allergy } from './allergies.js'
import { addAppointment, addTask, type Booking } from './bookings.js'
import { openChart, type Ref } from './chart.js'
import { addClaim } from './claims.js'
import { ATTENDING, doctorOf, HERE, HOSPITAL, NURSE } from './clinic.js'
import { isAcute, type ChronicId, type ReasonId } from './codes/conditions.js'
import type { DrugId } from './codes/drugs.js'
import { PANELS, type PanelId } from './codes/labs.js'
import type { VaccineId } from './codes/vaccines.js'
import { coded, LOINC, SNOMED } from './codes/systems.js'
import { addCondition } from './conditions.js'
import { addCoverage } from './coverage.js'
import { at, workingDay, type Day } from './dates.js'
import type { Diary } from './diary.js'
import type { Person } from './families.js'
import { addShot } from './immunizations.js'
import { addPanel, type Results } from './labs.js'
import { addPrescription } from './medications.js'
import { observe } from './observations.js'
import { addDischargeSummary, addStudy, type StudyId } from './outside.js'
import { addPatient } from './people.js'
import { addCareTeam, addPlan } from './plans.js'
import { addProcedure, type ProcedureId } from './procedures.js'
import { random } from './random.js'
import { addVitals, type Vitals } from './vitals.js'
import { addEncounter, type VisitKind } from './visits.js'

/** A chart that somebody thought out. All times are days before today. */
export interface HandMade {
  person: Person
  allergies: readonly Allergy[]
  problems: readonly { id: ChronicId; ago: number; note?: string; goalReached?: boolean }[]
  medicines: readonly {
    drug: DrugId
    reason: ReasonId
    ago: number
    until?: number
    stopped?: string
    outside?: true
  }[]
  visits: readonly HandMadeVisit[]
  shots: readonly (readonly [VaccineId, number])[]
  studies?: readonly (readonly [StudyId, number])[]
  procedures?: readonly (readonly [ProcedureId, number])[]
  bookings?: readonly (Omit<Booking, 'day'> & { in: number })[]
  tasks?: readonly { what: string; code: readonly [string, string]; ago: number; urgent?: boolean; nurse?: true }[]
}

export interface HandMadeVisit {
  ago: number
  minute: number
  minutes: number
  kind: VisitKind
  reason: ReasonId
  text: string
  vitals?: Vitals
  results?: Partial<Record<PanelId, Results>>
  status?: 'in-progress'
  /** It was at Riverside Hospital; its summary. */
  outside?: string
}

/** Writes a thought-out chart as a transaction. */
export function tellByHand(made: HandMade, today: Day, diary: Diary): string {
  const { person } = made
  const source = random(person.index + 77)
  const chart = openChart(source)
  const doctor = doctorOf(person)
  const subject = addPatient(chart, person, today)
  const insured = addCoverage(chart, subject, person, today)
  const oldest = Math.max(...made.visits.map((each) => each.ago), 0)
  addAllergies(chart, subject, made.allergies, NURSE, today - oldest)
  const problems = new Map<ReasonId, Ref>()
  for (const { id, ago, note } of made.problems)
    problems.set(
      id,
      addCondition(
        chart,
        subject,
        {
          id,
          from: today - ago,
          recorder: doctor,
          recorded: workingDay(today - ago),
          onProblemList: true,
          ...(note ? { note } : {}),
        },
        today,
      ),
    )
  const encounters = new Map<number, Ref>()
  for (const visit of made.visits) {
    const day = visit.ago === 0 || visit.outside ? today - visit.ago : workingDay(today - visit.ago)
    const place = visit.outside ? HOSPITAL : HERE
    const attending = visit.outside ? ATTENDING : doctor
    const { kind, minute, minutes, reason, text } = visit
    if (!visit.outside) diary.take(doctor, { day, minute, minutes })
    const appointment =
      visit.outside || visit.ago > 240
        ? undefined
        : addAppointment(chart, subject, doctor, {
            status: visit.status ? 'arrived' : 'fulfilled',
            day,
            minute,
            minutes,
            what: text,
          })
    const encounter = addEncounter(chart, subject, { kind, day, minute, minutes, reason }, attending, {
      place,
      text,
      ...(visit.status ? { status: visit.status } : {}),
      ...(appointment ? { appointment } : {}),
    })
    encounters.set(visit.ago, encounter)
    const performer = visit.outside ? HOSPITAL.organization : NURSE
    const occasion = { subject, encounter, effective: at(day, minute + 5), performer, place }
    if (visit.vitals) addVitals(chart, occasion, visit.vitals)
    for (const [panel, results] of Object.entries(visit.results ?? {}))
      if (isPanel(panel))
        addPanel(
          chart,
          { ...occasion, effective: at(day, minute + 15), issued: at(day, minute + 200) },
          panel,
          results,
          attending,
        )
    if (isAcute(reason) && !problems.has(reason)) {
      const source = place.source ? { source: place.source } : {}
      const illness = {
        id: reason,
        from: day - 2,
        to: day + 12,
        encounter,
        recorder: attending,
        recorded: day,
        onProblemList: false,
        ...source,
      }
      problems.set(reason, addCondition(chart, subject, illness, today))
    }
    if (visit.outside) addDischargeSummary(chart, subject, encounter, day, visit.outside)
    else if (insured && !visit.status)
      addClaim(
        chart,
        subject,
        insured,
        { ...visit, day, encounter, doctor },
        { services: ['visit'], diagnoses: [reason] },
        source,
        today,
      )
  }
  for (const { drug, reason, ago, until, stopped, outside } of made.medicines) {
    const problem = problems.get(reason)
    const encounter = encounters.get(ago)
    addPrescription(
      chart,
      subject,
      {
        drug,
        reason,
        from: outside ? today - ago : workingDay(today - ago),
        ...(until === undefined ? {} : { to: workingDay(today - until) }),
        ...(stopped ? { stopped } : {}),
        ...(outside ? { place: HOSPITAL } : {}),
      },
      { requester: doctor, ...(problem ? { reason: problem } : {}), ...(encounter ? { encounter } : {}), today },
    )
  }
  for (const [vaccine, ago] of made.shots) addShot(chart, subject, { vaccine, day: workingDay(today - ago) }, today)
  for (const [study, ago] of made.studies ?? []) addStudy(chart, subject, study, workingDay(today - ago), doctor)
  for (const [procedure, ago] of made.procedures ?? [])
    addProcedure(chart, subject, procedure, workingDay(today - ago), doctor)
  const careTeam = addCareTeam(chart, subject, doctor, today - oldest)
  for (const { id, ago, goalReached } of made.problems) {
    const condition = problems.get(id)
    if (condition && goalReached !== undefined)
      addPlan(chart, subject, {
        id,
        condition,
        careTeam,
        doctor,
        since: workingDay(today - Math.min(ago, oldest)),
        reached: goalReached,
        today,
      })
  }
  for (const each of made.bookings ?? []) {
    const booking = { ...each, day: each.in === 0 ? today : workingDay(today + each.in) }
    diary.take(doctor, booking)
    addAppointment(chart, subject, doctor, booking)
  }
  for (const { what, code, ago, urgent, nurse } of made.tasks ?? [])
    addTask(chart, subject, {
      what,
      code,
      owner: nurse ? NURSE : doctor,
      day: workingDay(today - ago),
      ...(urgent ? { urgent } : {}),
    })
  observe(chart, { subject, effective: at(workingDay(today - oldest), 9 * 60), performer: NURSE }, 'social-history', {
    code: coded(LOINC, '72166-2', 'Tobacco smoking status', 'Smoking status'),
    valueCodeableConcept: coded(SNOMED, '266919005', 'Never smoked tobacco'),
  })
  return chart.text()
}

const isPanel = (name: string): name is PanelId => name in PANELS
