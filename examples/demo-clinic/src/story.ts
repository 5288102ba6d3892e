import { openChart, type Chart, type Ref } from './chart.js'
import { addAllergies, drawAllergies } from './allergies.js'
import { addAppointment, addTask, type Booking } from './bookings.js'
import { adjust, begin, finish, past, type Plan } from './care.js'
import { addClaim } from './claims.js'
import { doctorOf, NURSE } from './clinic.js'
import type { ServiceId } from './codes/billing.js'
import { codesOf, type ChronicId, type ReasonId } from './codes/conditions.js'
import type { DrugId } from './codes/drugs.js'
import type { PanelId } from './codes/labs.js'
import { coded, LOINC, SNOMED } from './codes/systems.js'
import { addCondition } from './conditions.js'
import { addCoverage, type Insured } from './coverage.js'
import { at, workingDay, type Day } from './dates.js'
import type { Diary } from './diary.js'
import type { Person } from './families.js'
import { ILLNESSES, isSick, planIllnesses, type SickVisit } from './illnesses.js'
import { addShot, planShots } from './immunizations.js'
import { addPanel, addSwab, draw } from './labs.js'
import { activeCourses, drawLife, WINDOW, type Life } from './life.js'
import { level, measured, type Measure } from './measures.js'
import { addPrescription } from './medications.js'
import { observe, quantity, type Occasion } from './observations.js'
import { addEmergencies, addImaging } from './outside.js'
import { addPatient } from './people.js'
import { addCareTeam, addPlan } from './plans.js'
import { addProcedures } from './procedures.js'
import { random, seedOf, type Random } from './random.js'
import { duePanels } from './screening.js'
import { addVitals, takeVitals } from './vitals.js'
import { addEncounter, ageAt, planVisits, spaced, type Attended, type Visit } from './visits.js'

/** Everything that the parts of one chart share while it is written. */
interface Telling {
  chart: Chart
  diary: Diary
  life: Life
  source: Random
  subject: Ref
  doctor: Ref
  plan: Plan
  insured: Insured | undefined
  penicillin: boolean
  lastPanels: Map<PanelId, Day>
  diagnosed: Map<ChronicId, Day>
}

const SEED = 104_2217

/** One person's whole chart as a transaction. */
export function tell(person: Person, today: Day, diary: Diary): string {
  const source = random(seedOf(SEED, person.index))
  const chart = openChart(source)
  const life = drawLife(person, source, today)
  const subject = addPatient(chart, person, today)
  const doctor = doctorOf(person)
  const allergies = drawAllergies(source, person.birth, life.end)
  const start = Math.max(person.birth, life.end - WINDOW)
  const telling: Telling = {
    chart,
    diary,
    life,
    source,
    subject,
    doctor,
    plan: new Map(),
    insured: addCoverage(chart, subject, person, today),
    penicillin: allergies.some((each) => each.to === 'penicillin'),
    lastPanels: new Map(),
    diagnosed: new Map(),
  }
  for (const course of life.courses) if (course.from < start) telling.diagnosed.set(course.id, course.from)
  past(life, telling.plan, start)
  const visits = spaced([...planVisits(life), ...planIllnesses(life)])
  for (const visit of visits) attend(telling, visit)
  addAllergies(chart, subject, allergies, NURSE, visits[0]?.day ?? life.end)
  addEmergencies(chart, subject, life)
  addImaging(chart, subject, life, doctor)
  addProcedures(chart, subject, life, doctor)
  for (const shot of planShots(life)) addShot(chart, subject, shot, today)
  addProblems(telling)
  addSmoking(telling, visits.at(-1)?.day ?? life.end)
  if (!person.died) addFuture(telling)
  return chart.text()
}

function attend(telling: Telling, planned: Visit): void {
  const { chart, diary, life, source, subject, doctor } = telling
  const what = codesOf(planned.reason)[4]
  const recent = life.today - planned.day < 240
  // on a day that is full, people come without a booking
  const minute = recent ? diary.find(doctor, planned) : undefined
  const visit = { ...planned, minute: minute ?? planned.minute }
  const booked =
    minute === undefined
      ? undefined
      : addAppointment(chart, subject, doctor, {
          status: 'fulfilled',
          day: visit.day,
          minute,
          minutes: visit.minutes,
          what,
        })
  const encounter = addEncounter(chart, subject, visit, doctor, booked ? { appointment: booked } : {})
  const occasion: Occasion = { subject, encounter, effective: at(visit.day, visit.minute + 4), performer: NURSE }
  const attended: Attended = { ...visit, encounter, doctor }
  if (isSick(visit)) {
    fallIll(telling, visit, occasion)
    bill(telling, attended, ['visit'], [visit.reason])
    return
  }
  addVitals(chart, occasion, takeVitals(life, visit.day, visit.kind !== 'prenatal'))
  const fresh = life.courses.filter((each) => each.from <= visit.day && !telling.diagnosed.has(each.id))
  const sampled = {
    ...occasion,
    effective: at(visit.day, visit.minute + 12),
    issued: at(visit.day + 1, 7 * 60 + 10),
    performer: doctor,
  }
  for (const panel of duePanels(life, visit, telling.lastPanels)) {
    telling.lastPanels.set(panel, visit.day)
    const results = draw(life, panel, visit.day)
    const report = addPanel(chart, sampled, panel, results, doctor)
    if (life.today - visit.day < 9) review(telling, report, panel, visit.day)
  }
  ask(telling, occasion, visit)
  for (const course of fresh) {
    telling.diagnosed.set(course.id, visit.day)
    begin(life, telling.plan, course, visit.day)
  }
  adjust(life, telling.plan, visit.day)
  const services: ServiceId[] = [serviceOf(life, visit)]
  if (visit.kind === 'annual' && source.chance(0.4)) services.push('depressionScreen')
  if (fresh.some((each) => each.id === 'diabetes')) services.push('diabetesTraining')
  bill(
    telling,
    attended,
    services,
    [visit.reason, ...activeCourses(life, visit.day).map((each) => each.id)].slice(0, 4),
  )
}

const serviceOf = (life: Life, visit: Visit): ServiceId => {
  const age = ageAt(life, visit.day)
  return visit.kind === 'annual' && age >= 65 ? (age === 65 ? 'welcomeToMedicare' : 'wellness') : 'visit'
}

function bill(
  { chart, subject, insured, source, life }: Telling,
  visit: Attended,
  services: readonly ServiceId[],
  diagnoses: readonly ReasonId[],
): void {
  if (insured)
    addClaim(chart, subject, insured, visit, { services, diagnoses: [...new Set(diagnoses)] }, source, life.today)
}

const PENICILLINS: readonly DrugId[] = ['amoxicillin500', 'amoxicillinLiquid']

function fallIll(telling: Telling, visit: SickVisit, occasion: Occasion): void {
  const { chart, life, source, subject, doctor } = telling
  const { day, reason } = visit
  const illness = ILLNESSES[reason]
  const age = ageAt(life, day)
  addVitals(chart, occasion, takeVitals(life, day, false, illness.feverish))
  if (illness.swab) addSwab(chart, { ...occasion, performer: NURSE }, illness.swab, true)
  else if (reason === 'cold' && source.chance(0.3))
    addSwab(chart, { ...occasion, performer: NURSE }, source.pick(['covid', 'influenza'] as const), false)
  const condition = addCondition(
    chart,
    subject,
    {
      id: reason,
      from: day - source.int(1, 4),
      to: day + source.int(...illness.over),
      encounter: occasion.encounter ?? subject,
      recorder: doctor,
      recorded: day,
      onProblemList: false,
    },
    life.today,
  )
  const usual = illness.drug?.(age)
  if (!usual) return
  const drug = telling.penicillin && PENICILLINS.includes(usual) ? 'azithromycin250' : usual
  addPrescription(
    chart,
    subject,
    { drug, reason, from: day, to: day + (illness.course ?? 7) },
    {
      requester: doctor,
      ...(occasion.encounter ? { encounter: occasion.encounter } : {}),
      reason: condition,
      today: life.today,
    },
  )
}

const SCORES = [
  ['phq9', '44261-6', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]', 'PHQ-9'],
  ['gad7', '70274-6', 'Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]', 'GAD-7'],
] as const satisfies readonly (readonly [Measure, string, string, string])[]

/** Questionnaires: everybody at the yearly visit, and whoever has the problem at each. */
function ask({ chart, life }: Telling, occasion: Occasion, visit: Visit): void {
  if (ageAt(life, visit.day) < 13 || visit.kind === 'prenatal') return
  const active = activeCourses(life, visit.day)
  for (const [measure, loinc, display, text] of SCORES) {
    const wanted =
      measure === 'phq9'
        ? visit.kind === 'annual' || active.some((each) => each.id === 'depression')
        : active.some((each) => each.id === 'anxiety')
    if (!wanted) continue
    observe(chart, occasion, 'survey', {
      code: coded(LOINC, loinc, display, text),
      valueQuantity: quantity(Math.round(measured(life, measure, visit.day)), '{score}', 'points'),
    })
  }
}

function addSmoking({ chart, life, subject, source }: Telling, day: Day): void {
  if (ageAt(life, day) < 18) return
  const smokes = life.courses.some((each) => each.id === 'tobacco')
  const [code, display] = smokes
    ? ['449868002', 'Smokes tobacco daily']
    : source.chance(0.24)
      ? ['8517006', 'Ex-smoker']
      : ['266919005', 'Never smoked tobacco']
  observe(chart, { subject, effective: at(day, 9 * 60), performer: NURSE }, 'social-history', {
    code: coded(LOINC, '72166-2', 'Tobacco smoking status', 'Smoking status'),
    valueCodeableConcept: coded(SNOMED, code, display),
  })
}

/** The problem list, what is taken for each problem, and the plan for those that have one. */
function addProblems(telling: Telling): void {
  const { chart, life, subject, doctor } = telling
  finish(life)
  if (life.person.died)
    for (const treatment of life.treatments)
      if (treatment.to === undefined) Object.assign(treatment, { to: life.end, stopped: 'Died' })
  const conditions = new Map<ReasonId, Ref>()
  for (const course of life.courses) {
    const recorded = telling.diagnosed.get(course.id)
    if (recorded === undefined) continue
    conditions.set(
      course.id,
      addCondition(chart, subject, { ...course, recorder: doctor, recorded, onProblemList: true }, life.today),
    )
  }
  for (const treatment of life.treatments) {
    const reason = conditions.get(treatment.reason)
    addPrescription(chart, subject, treatment, { requester: doctor, ...(reason ? { reason } : {}), today: life.today })
  }
  const lasting = activeCourses(life, life.end).filter((each) => GOALS[each.id])
  const [first] = lasting
  if (life.person.died || !first) return
  const careTeam = addCareTeam(chart, subject, doctor, telling.diagnosed.get(first.id) ?? first.from)
  for (const { id } of lasting) {
    const condition = conditions.get(id)
    const goal = GOALS[id]
    if (!condition || !goal) continue
    const since = telling.diagnosed.get(id) ?? life.end
    addPlan(chart, subject, {
      id,
      condition,
      careTeam,
      doctor,
      since,
      reached: level(life, goal[0], life.end) < goal[1],
      today: life.today,
    })
  }
}

const GOALS: Partial<Record<ChronicId, readonly [Measure, number]>> = {
  diabetes: ['a1c', 7],
  hypertension: ['systolic', 130],
  cholesterol: ['ldl', 100],
  depression: ['phq9', 5],
}

function review({ chart, subject, doctor }: Telling, report: Ref, panel: PanelId, day: Day): void {
  addTask(chart, subject, {
    what: `Look at the new result: ${panel === 'a1c' ? 'hemoglobin A1c' : 'laboratory report'}`,
    code: ['review-result', 'Review result'],
    focus: report,
    owner: doctor,
    day,
  })
}

/** Who is on today's schedule, who comes next, who called it off. */
function addFuture(telling: Telling): void {
  const { chart, life, source, subject } = telling
  const { person, today } = life
  const [main] = activeCourses(life, today)
  const age = ageAt(life, today)
  const what = main ? codesOf(main.id)[4] : age < 18 ? 'Well-child visit' : 'Annual physical'
  const type = main ? 'follow-up' : 'physical'
  // forty of the first 220
  if (person.index % 5 === 3 && person.index < 220) {
    const place = Math.floor(person.index / 5) % 22
    const minute = place < 12 ? 480 + place * 20 : 780 + (place - 12) * 20
    book(telling, { status: 'booked', day: today, minute, minutes: main ? 20 : 40, what, type })
  }
  const asked = () => ({ minute: 500 + source.int(0, 22) * 20, minutes: 20, what })
  if (main || source.chance(0.3))
    book(telling, { status: 'booked', day: workingDay(today + source.int(4, 130)), ...asked() })
  if (source.chance(0.12)) {
    const status = source.chance(0.5) ? 'noshow' : 'cancelled'
    book(telling, { status, day: workingDay(today - source.int(5, 160)), ...asked() })
  }
  if (source.chance(0.05))
    addTask(chart, subject, {
      what: 'Call back about the refill',
      code: ['call-patient', 'Call patient'],
      owner: NURSE,
      day: workingDay(today - source.int(0, 4)),
    })
}

/** At the wanted time or the next that is free; a full day takes nobody. */
function book({ chart, diary, subject, doctor }: Telling, booking: Booking): void {
  const minute = booking.status === 'cancelled' ? booking.minute : diary.find(doctor, booking)
  if (minute !== undefined) addAppointment(chart, subject, doctor, { ...booking, minute })
}
