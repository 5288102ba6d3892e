import { pdf, type Block as PrintBlock, type PrintDocument } from '@tessera/print'
import type {
  Appointment,
  Composition,
  Encounter,
  MedicationRequest,
  Observation,
  Patient,
  ServiceRequest,
} from 'fhir/r4.js'
import { isSigned, noteOf } from '../../domain/notes/composition.js'
import { newestReadings, wordsIn } from '../../domain/notes/live.js'
import { summarize, type VisitSummary } from '../../domain/notes/summary.js'
import { printPatient } from './patient-words.js'
import type { Ctx } from './request.js'

const COUNT = 60
const APPOINTMENTS = 5

/** What the patient takes home from a visit; null when the visit isn't there. */
export async function printSummary(ctx: Ctx, encounterId: string): Promise<Uint8Array | null> {
  const encounter = await ctx.records.read<Encounter & { id: string }>(`Encounter/${encounterId}`)
  const [type, id] = (encounter?.subject?.reference ?? '').split('/')
  const patient =
    encounter && type === 'Patient' && id ? await ctx.records.read<Patient & { id: string }>(`Patient/${id}`) : null
  if (!encounter || !patient) return null
  return pdf(summaryDocument(ctx, patient, encounter, await summaryOf(ctx, patient, encounter)))
}

async function summaryOf(
  ctx: Ctx,
  patient: Patient & { id: string },
  encounter: Encounter & { id: string },
): Promise<VisitSummary> {
  const { records } = ctx
  const of = `patient=${patient.id}`
  const at = `encounter=Encounter/${encounter.id}`
  const day = encounter.period?.start?.slice(0, 10)
  const [vitals, active, stopped, orders, appointments, notes] = await Promise.all([
    records.search<Observation>(`Observation?${of}&${at}&category=vital-signs&_sort=-date&_count=${COUNT}`),
    records.search<MedicationRequest>(
      `MedicationRequest?${of}&status=active&_sort=-authoredon&_count=${COUNT}&_include=MedicationRequest:medication`,
    ),
    day === undefined
      ? { resources: [], included: [] }
      : records.search<MedicationRequest>(
          `MedicationRequest?${of}&status=stopped,cancelled&_lastUpdated=ge${day}&_count=${COUNT}&_include=MedicationRequest:medication`,
        ),
    records.search<ServiceRequest>(`ServiceRequest?${of}&${at}&status=active&_count=${COUNT}`),
    records.search<Appointment>(
      `Appointment?${of}&status=booked&date=ge${encodeURIComponent(ctx.now().toISOString())}&_sort=date&_count=${APPOINTMENTS}`,
    ),
    records.search<Composition>(`Composition?${of}&${at}&status=final,amended&_sort=-date&_count=1`),
  ])
  const note = notes.resources.find(isSigned)
  return summarize(
    {
      encounter,
      readings: newestReadings(vitals.resources, patient.birthDate),
      medicines: active.resources,
      stopped: stopped.resources,
      included: [...active.included, ...stopped.included],
      orders: orders.resources,
      appointments: appointments.resources,
      ...(note ? { note: noteOf(note) } : {}),
    },
    wordsIn(ctx.clinic.timezone),
  )
}

/** The summary as a page: short sentences, no codes. */
export function summaryDocument(
  ctx: Ctx,
  patient: Patient,
  encounter: Encounter,
  summary: VisitSummary,
): PrintDocument {
  const { day } = wordsIn(ctx.clinic.timezone)
  const { why, found, medicines, stopped, tests, plan, appointments } = summary
  return {
    title: 'Your visit',
    subtitle: day(encounter.period?.start ?? ctx.now().toISOString()),
    clinic: { name: ctx.clinic.name },
    patient: printPatient(patient),
    printedBy: ctx.principal.display,
    printedAt: ctx.now().toISOString(),
    timezone: ctx.clinic.timezone,
    body: [
      { kind: 'heading', text: 'Why you came' },
      { kind: 'paragraph', text: why },
      { kind: 'heading', text: 'What we found' },
      found.length === 0
        ? { kind: 'paragraph', text: 'We took no measurements at this visit.' }
        : {
            kind: 'table',
            caption: 'What we measured',
            columns: [{ title: 'What', width: 2 }, { title: 'Your number' }, { title: 'What it means', width: 1.4 }],
            rows: found.map(({ name, value, remark }) => [name, value, remark]),
          },
      { kind: 'heading', text: 'Your medicines' },
      medicines.length === 0
        ? { kind: 'paragraph', text: 'We know of no medicine that you take now.' }
        : {
            kind: 'table',
            caption: 'Medicines to take',
            columns: [{ title: 'Medicine', width: 1.4 }, { title: 'How to take it', width: 2 }, { title: 'Change' }],
            rows: medicines.map(({ name, how, change }) => [
              name,
              how || 'As you were told',
              change === 'new' ? [{ text: 'New', chip: true }] : 'No change',
            ]),
          },
      ...(stopped.length === 0
        ? []
        : [
            {
              kind: 'callout',
              tone: 'strong',
              title: 'Do not take these any more',
              text: stopped.map(({ name, why: reason }) => (reason ? `${name} (${reason})` : name)).join('\n'),
            } satisfies PrintBlock,
          ]),
      { kind: 'heading', text: 'What to do next' },
      ...nextSteps(plan, tests),
      { kind: 'heading', text: 'Your next appointments' },
      appointments.length === 0
        ? { kind: 'paragraph', text: 'None is booked yet. Call us to book one.' }
        : {
            kind: 'list',
            items: appointments.map((each) => [each.when, each.what, each.with].filter(Boolean).join(', ')),
          },
      {
        kind: 'callout',
        title: 'When to get help',
        text: 'If you get worse or are worried, call us. If you think it is an emergency, call 911.',
      },
    ],
  }
}

function nextSteps(plan: string, tests: readonly string[]): PrintBlock[] {
  const steps: PrintBlock[] = []
  if (plan) steps.push({ kind: 'paragraph', text: plan })
  if (tests.length > 0)
    steps.push({ kind: 'paragraph', text: 'Tests we ordered for you:' }, { kind: 'list', items: tests })
  return steps.length > 0 ? steps : [{ kind: 'paragraph', text: 'Nothing special. Ask us if you are not sure.' }]
}
