import type { HostContext } from '@tessera/sdk'
import type { Task } from 'fhir/r4.js'
import type {
  MessageDetail,
  MessagesAnswer,
  OrdersAnswer,
  QueuedMessage,
  ReportView,
  ResultLine,
  TrackedOrder,
} from '../domain/api.js'

/** What an element asked of the routes. */
export interface Asked {
  method: string
  path: string
  body: unknown
}

/** A host's fetch: the first answer whose key is how `METHOD path` begins; a `Response` goes through as it is. */
export function labFetch(answers: Record<string, unknown>, asked: Asked[]): HostContext['fetch'] {
  return (_plugin, path, init) => {
    const request: Asked = {
      method: init?.method ?? 'GET',
      path,
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
    }
    asked.push(request)
    const key = Object.keys(answers).find((each) => `${request.method} ${path}`.startsWith(each))
    const answer = key === undefined ? new Response(null, { status: 404 }) : answers[key]
    const said: unknown = typeof answer === 'function' ? answer(request) : answer
    return Promise.resolve(said instanceof Response ? said : new Response(JSON.stringify(said)))
  }
}

export const task = (code: string, rest: Partial<Task> = {}): Task => ({
  resourceType: 'Task',
  id: 't1',
  meta: { versionId: '1' },
  status: 'requested',
  intent: 'order',
  code: { coding: [{ system: 'urn:tessera:task', code }] },
  for: { reference: 'Patient/p1' },
  focus: { reference: 'DiagnosticReport/r1' },
  authoredOn: '2026-11-20T10:00:00Z',
  description: 'Basic metabolic panel: critical',
  ...rest,
})

export const line = (name: string, value: string, rest: Partial<ResultLine> = {}): ResultLine => ({
  reference: `Observation/${name}`,
  code: `code-${name}`,
  name,
  value,
  unit: 'mmol/L',
  severity: 'normal',
  status: 'final',
  notes: [],
  earlierVersions: [],
  previous: [],
  ...rest,
})

export const report = (rest: Partial<ReportView> = {}): ReportView => ({
  reference: 'DiagnosticReport/r1',
  patient: 'Patient/p1',
  patientName: 'Ana Test',
  name: 'Basic metabolic panel',
  status: 'final',
  severity: 'critical',
  collectedAt: '2026-11-20T08:10:00Z',
  laboratory: 'Maple Street lab',
  notes: ['The sample was not hemolyzed.'],
  orders: ['ServiceRequest/o1'],
  task: 'Task/t1',
  lines: [
    line('Sodium', '138', {
      low: 135,
      high: 145,
      flag: 'N',
      previous: [{ value: '139 mmol/L', at: '2026-09-08T08:00:00Z' }],
    }),
    line('Creatinine', '1.9', { unit: 'mg/dL', severity: 'abnormal', flag: 'H', low: 0.7, high: 1.3 }),
    line('Potassium', '6.3', {
      severity: 'critical',
      flag: 'HH',
      low: 3.5,
      high: 5.1,
      previous: [
        { value: '5.0 mmol/L', at: '2026-09-08T08:00:00Z' },
        { value: '4.8 mmol/L', at: '2026-06-02T08:00:00Z', source: 'Riverside Hospital' },
      ],
    }),
    line('Comment', 'See below', { unit: '' }),
  ],
  ...rest,
})

export const order = (id: string, rest: Partial<TrackedOrder> = {}): TrackedOrder => ({
  id,
  patient: 'Patient/p1',
  patientName: 'Ana Test',
  requisition: 'R-2026-0001',
  code: '4548-4',
  name: 'Hemoglobin A1c',
  status: 'open',
  orderedAt: '2026-11-01T10:00:00Z',
  due: '2026-11-08T10:00:00Z',
  overdue: true,
  ageDays: 23,
  ordererName: 'Ada Okafor',
  delivery: 'sent',
  ...rest,
})

export const ordersAnswer = (orders: TrackedOrder[], count = orders.length): OrdersAnswer => ({
  orders,
  counts: [{ status: 'open', count }],
})

export const message = (id: string, rest: Partial<QueuedMessage> = {}): QueuedMessage => ({
  id,
  at: '2026-11-20T10:00:00Z',
  sender: 'LAB|RIVERSIDE',
  controlId: 'M1',
  type: 'ORU^R01',
  state: 'error',
  ack: 'AE',
  reason: 'OBX-11: “Q” is no status of a result',
  size: 1204,
  replays: 0,
  about: { name: 'Ana Test', birthDate: '1980-02-03', identifiers: ['1001'], tests: ['Potassium'] },
  ...rest,
})

export const detail = (id: string, rest: Partial<MessageDetail> = {}): MessageDetail => ({
  ...message(id, rest),
  text: 'MSH|^~\\&|LAB|RIVERSIDE\nPID|1||1001\nOBX|1|NM|2823-3^Potassium||6.3|mmol/L|3.5-5.1|H|||Q\n',
  suggested: [],
  problems: [{ place: 'OBX-11', text: '“Q” is no status of a result', mend: { kind: 'status', code: 'Q' } }],
  mappings: [],
  ...rest,
})

export const messagesAnswer = (messages: QueuedMessage[], next?: string): MessagesAnswer => ({
  messages,
  counts: [
    { state: 'error', count: 1 },
    { state: 'waiting', count: 1 },
    { state: 'filed', count: 120 },
  ],
  ...(next ? { next } : {}),
})
