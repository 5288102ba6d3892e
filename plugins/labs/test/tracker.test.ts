import fc from 'fast-check'
import type { DiagnosticReport, ServiceRequest } from 'fhir/r4.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { OrderAnswer, OrdersAnswer, TrackedOrder } from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { DEEP } from './messages.js'
import { openLine, type Line } from './mllp-client.js'
import { oruOf } from './oru.js'

let lab: LabClinic
let line: Line
beforeAll(async () => {
  lab = await labClinic()
  line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
}, 60_000)
afterAll(async () => {
  line?.close()
  await lab?.stop()
})

const REPORT_STATES = ['preliminary', 'partial', 'final', 'corrected', 'cancelled', 'entered-in-error'] as const

/** Each names the thing it acts on by a number, taken modulo how many there are. */
const action = fc.oneof(
  fc.record({ do: fc.constantFrom('order', 'order through REST') }),
  fc.record({ do: fc.constantFrom('cancel', 'revoke', 'complete', 'reactivate', 'delete order'), at: fc.nat(9) }),
  fc.record({
    do: fc.constantFrom('report', 'change report'),
    at: fc.nat(9),
    status: fc.constantFrom(...REPORT_STATES),
  }),
  fc.record({ do: fc.constantFrom('unlink report', 'delete report'), at: fc.nat(9) }),
  fc.record({ do: fc.constant('message'), at: fc.nat(9), status: fc.constantFrom('P', 'F', 'C', 'X') }),
  fc.record({ do: fc.constant('undo'), at: fc.nat(30) }),
)
type Action = { do: string; at?: number; status?: string }

let messages = 0

/** What one run did: a patient, the orders and reports it made. */
interface Run {
  patient: string
  orders: string[]
  reports: string[]
}

test(
  'no order leaves the tracker without result, cancellation or reason, whatever is done through REST, undo and messages',
  async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 14 }), async (actions: Action[]) => {
        runs++
        const { id } = await lab.patient('Tracked', `Run${runs}`, '1970-01-01')
        const run: Run = { patient: id, orders: [], reports: [] }
        await act(run, { do: 'order' }, runs)
        for (const each of actions) {
          await act(run, each, runs)
          await vi.waitFor(() => isTracked(run), { timeout: 20_000, interval: 20 })
        }
      }),
      { numRuns: DEEP ? 300 : 8, endOnFailure: true },
    )
  },
  DEEP ? 1_800_000 : 180_000,
)

const pick = (list: readonly string[], at = 0): string | undefined => list[at % Math.max(1, list.length)]

/** Does it if it can be done; what is refused changes nothing. */
async function act(run: Run, { do: what, at, status = '' }: Action, n: number): Promise<void> {
  const { fhir } = lab.clinician
  const order = pick(run.orders, at)
  const report = pick(run.reports, at)
  const attempt = (done: Promise<unknown>) => done.catch(() => undefined)
  const changeOrder = async (to: ServiceRequest['status']) => {
    const there = order ? await attempt(fhir.read<ServiceRequest>('ServiceRequest', order)) : undefined
    // read above
    if (there) await attempt(fhir.update({ ...(there as ServiceRequest & { id: string }), status: to }))
  }
  const changeReport = async (change: Partial<DiagnosticReport>) => {
    const there = report ? await attempt(fhir.read<DiagnosticReport>('DiagnosticReport', report)) : undefined
    // read above
    if (there) await attempt(fhir.update({ ...(there as DiagnosticReport & { id: string }), ...change }))
  }
  switch (what) {
    case 'order': {
      const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
        patient: run.patient,
        orders: [{ code: '2823-3', diagnosis: { code: 'I10' }, repeatReason: 'Again' }],
      })
      run.orders.push(body.orders[0]?.id ?? '')
      return
    }
    case 'order through REST':
      run.orders.push((await fhir.create(requestOf(run, `R-${n}-${run.orders.length}`))).id)
      return
    case 'cancel':
      if (order) await lab.post(lab.clinician, `orders/${order}/cancel`, { reason: 'Not needed' })
      return
    case 'revoke':
      return changeOrder('revoked')
    case 'complete':
      return changeOrder('completed')
    case 'reactivate':
      return changeOrder('active')
    case 'delete order':
      if (order) await attempt(fhir.remove('ServiceRequest', order))
      return
    case 'report':
      // oxlint-disable-next-line no-case-declarations
      const made = order && (await attempt(fhir.create(resultOf(run, order, status as DiagnosticReport['status']))))
      // what create answers
      if (made) run.reports.push((made as { id: string }).id)
      return
    case 'change report':
      return changeReport({ status: status as DiagnosticReport['status'] })
    case 'unlink report':
      return changeReport({ basedOn: [] })
    case 'delete report':
      if (report) await attempt(fhir.remove('DiagnosticReport', report))
      return
    case 'message':
      return message(run, order, status, n)
    case 'undo':
      return undo(run, at)
  }
}

async function message(run: Run, order: string | undefined, status: string, n: number): Promise<void> {
  const there = order
    ? await lab.clinician.fhir.read<ServiceRequest>('ServiceRequest', order).catch(() => undefined)
    : undefined
  if (!there) return
  const number = there.identifier?.[0]?.value ?? ''
  const { code } = await line.send(
    oruOf({
      controlId: `TR${++messages}`,
      order: number,
      filler: `F${number}`,
      status,
      results: [{ code: '2823-3', value: status === 'X' ? '' : '4' }],
      pid: `PID|1||X||Tracked^Run${n}||19700101|F`,
    }),
  )
  expect(code).toBe('AA')
  const { resources } = await lab.clinician.fhir.search<DiagnosticReport>(`DiagnosticReport?patient=${run.patient}`)
  run.reports = [...new Set([...run.reports, ...resources.map(({ id }) => id)])]
}

async function undo(run: Run, at = 0): Promise<void> {
  const answer = await lab.clinician.fetch(`ui/changes?patient=${run.patient}&_count=50`)
  const { changes }: { changes: { id: string }[] } = await answer.json()
  const id = pick(
    changes.map((each) => each.id),
    at,
  )
  const done = await lab.clinician.fetch(`ui/undo/${id}`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  expect([200, 403, 404, 409]).toContain(done.status)
}

const requestOf = ({ patient }: Run, number: string): ServiceRequest => ({
  resourceType: 'ServiceRequest',
  identifier: [{ system: 'urn:tessera:order', value: number }],
  status: 'active',
  intent: 'order',
  category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '2823-3' }] },
  subject: { reference: `Patient/${patient}` },
})

const resultOf = ({ patient }: Run, order: string, status: DiagnosticReport['status']): DiagnosticReport => ({
  resourceType: 'DiagnosticReport',
  status,
  code: { text: 'Potassium' },
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'LAB' }] }],
  subject: { reference: `Patient/${patient}` },
  basedOn: [{ reference: `ServiceRequest/${order}` }],
})

const FINAL = ['final', 'corrected', 'amended', 'appended']
const BEGUN = ['preliminary', 'partial', 'registered', 'unknown']

/** The tracker against the records themselves. */
async function isTracked(run: Run): Promise<void> {
  const { orders } = await lab.get<OrdersAnswer>(
    lab.nurse,
    `orders?patient=${run.patient}&status=open,partial,resulted,cancelled`,
  )
  expect(orders.map(({ id }) => id).toSorted()).toEqual(run.orders.toSorted())
  const { resources: requests } = await lab.clinician.fhir.search<ServiceRequest>(
    `ServiceRequest?patient=${run.patient}&_count=50`,
  )
  const { resources: reports } = await lab.clinician.fhir.search<DiagnosticReport>(
    `DiagnosticReport?patient=${run.patient}&_count=50`,
  )
  for (const order of orders) {
    const own = requests.find(({ id }) => id === order.id)
    const answers = reports.filter(({ basedOn = [] }) =>
      basedOn.some(({ reference }) => reference === `ServiceRequest/${order.id}`),
    )
    expect([standing(order, answers), own?.status, answers.map(({ status }) => status)]).toEqual([
      expect.stringMatching(allowed(own, answers)),
      own?.status,
      answers.map(({ status }) => status),
    ])
  }
}

function standing(order: TrackedOrder, answers: readonly DiagnosticReport[]): string {
  if (order.status === 'cancelled') return order.reason ? 'cancelled with reason' : 'cancelled without reason'
  if (order.status !== 'resulted') return 'tracked'
  const report = answers.find(({ id }) => order.report === `DiagnosticReport/${id}`)
  if (report)
    return FINAL.includes(report.status) ? 'resulted with result' : `resulted by a report that is ${report.status}`
  return order.reason ? 'resulted with reason' : 'resulted without anything'
}

function allowed(own: ServiceRequest | undefined, answers: readonly DiagnosticReport[]): RegExp {
  const has = (states: readonly string[]) => answers.some(({ status }) => states.includes(status))
  if (has(FINAL)) return /^resulted with result$/
  if (!own || own.status === 'revoked') return /^cancelled with reason$/
  // completed by its result, which was taken back since, or by a person
  if (own.status === 'completed') return /^(resulted with reason|tracked|cancelled with reason)$/
  if (has(BEGUN) || !has(['cancelled'])) return /^tracked$/
  return /^cancelled with reason$/
}
