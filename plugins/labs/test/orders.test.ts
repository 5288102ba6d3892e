import type { Observation, Organization, QuestionnaireResponse, ServiceRequest, Task } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  CatalogueAnswer,
  ChangeAnswer,
  CheckAnswer,
  DuplicateProblem,
  OrderAnswer,
  OrdersAnswer,
  PlacedProblem,
  SavingsAnswer,
  TrendsAnswer,
  UseAnswer,
} from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'

let lab: LabClinic
beforeAll(async () => {
  lab = await labClinic()
}, 60_000)
afterAll(() => lab?.stop())

const DIABETES = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E11.9', text: 'Type 2 diabetes' }
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()

/** An HbA1c of Riverside Hospital, as an import brings it. */
async function outsideA1c(patient: string, days: number): Promise<string> {
  const admin = await lab.clinic.client()
  const { id } = await admin.fhir.create<Organization>({ resourceType: 'Organization', name: 'Riverside Hospital' })
  const made = await admin.fhir.create<Observation>({
    resourceType: 'Observation',
    meta: { source: 'https://riverside.example/fhir' },
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '17856-6' }], text: 'HbA1c' },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: daysAgo(days),
    performer: [{ reference: `Organization/${id}` }],
    valueQuantity: { value: 7.9, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  })
  return made.id
}

describe('ordering', () => {
  test('each test keeps its own diagnosis, its answers and its number', async () => {
    const patient = await lab.patient('Own', 'Dia')
    const { status, body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: patient.id,
      orders: [
        { code: '4548-4', diagnosis: DIABETES },
        {
          code: '24331-1',
          diagnosis: { code: 'E78.5', text: 'Hyperlipidemia' },
          answers: { fasting: 'yes' },
          priority: 'urgent',
        },
      ],
    })
    expect(status).toBe(201)
    const requests = await Promise.all(
      body.orders.map(({ id }) => lab.clinician.fhir.read<ServiceRequest>('ServiceRequest', id)),
    )
    expect(requests.map(({ reasonCode }) => reasonCode?.[0]?.text)).toEqual(['Type 2 diabetes', 'Hyperlipidemia'])
    expect(requests.map(({ identifier }) => identifier?.[0]?.value)).toEqual([
      `${body.requisition}-1`,
      `${body.requisition}-2`,
    ])
    expect(requests.every(({ requisition }) => requisition?.value === body.requisition)).toBe(true)
    const answers = requests[1]?.supportingInfo?.[0]?.reference?.split('/')[1] ?? ''
    expect((await lab.clinician.fhir.read<QuestionnaireResponse>('QuestionnaireResponse', answers)).item).toMatchObject(
      [{ linkId: 'fasting', answer: [{ valueBoolean: true }] }],
    )
    const paper = await lab.nurse.fetch(`api/labs/requisitions/${body.requisition}/pdf`)
    expect(paper.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await paper.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
  })

  test('an attempt whose answer was lost orders once, also what may be repeated every day', async () => {
    const patient = await lab.patient('Lost', 'Answer')
    const { tests } = await lab.get<CatalogueAnswer>(lab.clinician, 'catalogue')
    const tsh = tests.find(({ code }) => code === '3016-3')
    const admin = await lab.clinic.as('admin')
    await lab.post(admin, 'catalogue/3016-3', { ...tsh, repeatDays: 0 }, 'PUT')
    const request = {
      patient: patient.id,
      orders: ['3016-3', '4548-4'].map((code) => ({ code, diagnosis: DIABETES })),
      attempt: crypto.randomUUID(),
    }
    const send = (more: object = {}) =>
      lab.post<OrderAnswer & PlacedProblem>(lab.clinician, 'orders', { ...request, ...more })
    const [one, other] = await Promise.all([send(), send()])
    const again = await send()
    const placed = ({ requisition, orders }: OrderAnswer) => ({ requisition, orders })
    expect([one.status, other.status, again.status]).toEqual([201, 201, 201])
    expect(placed(other.body)).toEqual(placed(one.body))
    expect(placed(again.body)).toEqual(placed(one.body))
    const kept = () => lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient.id}`)
    expect((await kept()).orders).toHaveLength(2)
    const [first] = request.orders
    const changed = await send({
      orders: [first, { code: '24331-1', diagnosis: DIABETES, answers: { fasting: 'yes' } }],
    })
    expect(changed).toMatchObject({
      status: 409,
      body: { code: 'placed-before', placed: { requisition: one.body.requisition } },
    })
    expect((await kept()).orders).toHaveLength(2)
    expect((await send({ orders: [first], attempt: crypto.randomUUID() })).status).toBe(201)
    expect((await kept()).orders).toHaveLength(3)
    await lab.post(admin, 'catalogue/3016-3', undefined, 'DELETE')
  })

  test('refuses a test without diagnosis, without a needed answer, unknown, or for a nurse', async () => {
    const patient = await lab.patient('Re', 'Fused')
    const order = (orders: unknown[], caller = lab.clinician) =>
      lab.post<{ detail: string }>(caller, 'orders', { patient: patient.id, orders })
    expect((await order([{ code: '4548-4', diagnosis: {} }])).body.detail).toBe('Hemoglobin A1c needs its diagnosis.')
    expect((await order([{ code: '24331-1', diagnosis: DIABETES }])).body.detail).toContain('needs an answer')
    expect((await order([{ code: 'nonsense', diagnosis: DIABETES }])).status).toBe(422)
    expect((await order([{ code: '4548-4', diagnosis: DIABETES }], lab.nurse)).status).toBe(403)
    expect((await lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient.id}`)).orders).toEqual([])
  })

  test('cancels with a reason; the tracker says why', async () => {
    const patient = await lab.patient('Can', 'Celled')
    const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: patient.id,
      orders: [{ code: '3016-3', diagnosis: DIABETES }],
    })
    const id = body.orders[0]?.id ?? ''
    expect((await lab.post(lab.clinician, `orders/${id}/cancel`, { reason: '' })).status).toBe(400)
    const cancelled = await lab.post<ChangeAnswer>(lab.clinician, `orders/${id}/cancel`, { reason: 'Patient declined' })
    expect(cancelled.status).toBe(200)
    const { orders } = await lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient.id}&status=cancelled`)
    expect(orders).toMatchObject([{ status: 'cancelled', reason: 'Patient declined' }])
    expect((await lab.post(lab.clinician, `orders/${id}/cancel`, { reason: 'Again' })).status).toBe(409)
  })

  test('an order that comes through REST is tracked like any other, and deleting it leaves a reason', async () => {
    const patient = await lab.patient('Rest', 'Door')
    const { id } = await lab.clinician.fhir.create<ServiceRequest>({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: '3016-3' }], text: 'TSH' },
      subject: { reference: `Patient/${patient.id}` },
      authoredOn: daysAgo(30),
    })
    const tracked = () => lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient.id}&status=open,cancelled`)
    expect((await tracked()).orders).toMatchObject([{ id, status: 'open', overdue: true, ageDays: 30 }])
    await lab.clinician.fhir.remove('ServiceRequest', id)
    expect((await tracked()).orders).toMatchObject([{ id, status: 'cancelled', reason: 'The order was deleted' }])
  })
})

describe('the duplicate-test guard', () => {
  test('shows the outside value with date and source; the order needs a reason or the result is used and counted', async () => {
    const patient = await lab.patient('Gu', 'Ard')
    const result = await outsideA1c(patient.id, 43)
    const check = await lab.post<CheckAnswer>(lab.clinician, 'orders/check', {
      patient: patient.id,
      tests: ['4548-4', '3016-3'],
    })
    expect(check.body.duplicates).toMatchObject([
      {
        code: '4548-4',
        cents: 1343,
        evidence: [
          { reference: `Observation/${result}`, kind: 'result', value: '7.9 %', source: 'Riverside Hospital' },
        ],
      },
    ])
    const refused = await lab.post<DuplicateProblem>(lab.clinician, 'orders', {
      patient: patient.id,
      orders: [{ code: '4548-4', diagnosis: DIABETES }],
    })
    expect(refused).toMatchObject({ status: 409, body: { code: 'duplicate-test', duplicates: [{ code: '4548-4' }] } })

    const used = await lab.post<UseAnswer>(lab.clinician, 'orders/use', {
      patient: patient.id,
      code: '4548-4',
      results: [`Observation/${result}`],
    })
    expect(used).toMatchObject({ status: 200, body: { savedCents: 1343 } })
    expect(await lab.get<SavingsAnswer>(lab.nurse, 'savings')).toMatchObject({
      count: 1,
      cents: 1343,
      byTest: [{ code: '4548-4', count: 1 }],
    })
    const kept = await lab.clinician.fhir.search<ServiceRequest>(`ServiceRequest?patient=${patient.id}`)
    expect(kept.resources).toMatchObject([
      { status: 'revoked', intent: 'proposal', supportingInfo: [{ reference: `Observation/${result}` }] },
    ])
    expect(
      (await lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient.id}&status=open,cancelled`)).orders,
    ).toEqual([])

    const repeated = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: patient.id,
      orders: [{ code: '4548-4', diagnosis: DIABETES, repeatReason: 'Started insulin' }],
    })
    expect(repeated.status).toBe(201)
    const waiting = await lab.post<CheckAnswer>(lab.clinician, 'orders/check', {
      patient: patient.id,
      tests: ['4548-4'],
    })
    expect(waiting.body.duplicates[0]?.evidence.map(({ kind }) => kind)).toEqual(['order', 'result'])
  })

  test('lets an old result and a panel measured in part pass', async () => {
    const patient = await lab.patient('Pass', 'Ing')
    await outsideA1c(patient.id, 120)
    const { body } = await lab.post<CheckAnswer>(lab.clinician, 'orders/check', {
      patient: patient.id,
      tests: ['4548-4', '24321-2'],
    })
    expect(body.duplicates).toEqual([])
  })

  test('does not use a result of another patient', async () => {
    const [a, b] = [await lab.patient('A', 'One'), await lab.patient('B', 'Two')]
    const result = await outsideA1c(a.id, 3)
    expect(
      (await lab.post(lab.clinician, 'orders/use', { patient: b.id, code: '4548-4', results: [result] })).status,
    ).toBe(409)
  })
})

describe('trends', () => {
  test('bring two units to one scale and leave apart what can’t be', async () => {
    const patient = await lab.patient('Trend', 'Line')
    const admin = await lab.clinic.client()
    const glucose = (value: number, unit: string, days: number) =>
      admin.fhir.create<Observation>({
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '2345-7' }], text: 'Glucose' },
        subject: { reference: `Patient/${patient.id}` },
        effectiveDateTime: daysAgo(days),
        valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
      })
    await glucose(1.04, 'g/L', 20)
    await glucose(5.8, 'mmol/L', 10)
    await glucose(99, 'mg/dL', 1)
    const { series } = await lab.get<TrendsAnswer>(lab.nurse, `trends?patient=${patient.id}&code=2345-7`)
    expect(series).toMatchObject([
      {
        unit: 'mg/dL',
        points: [{ value: 104, reported: '1.04 g/L' }, { value: 99 }],
        apart: [{ reported: '5.8 mmol/L' }],
      },
    ])
  })
})

describe('the catalogue', () => {
  test('is changed by an admin, read by all care staff', async () => {
    const admin = await lab.clinic.as('admin')
    const { tests } = await lab.get<CatalogueAnswer>(lab.nurse, 'catalogue')
    const a1c = tests.find(({ code }) => code === '4548-4')
    expect((await lab.post(admin, 'catalogue/4548-4', { ...a1c, code: undefined, cents: 999 }, 'PUT')).status).toBe(200)
    expect((await lab.post(lab.nurse, 'catalogue/4548-4', a1c, 'PUT')).status).toBe(403)
    expect((await lab.post(admin, 'sets/mine', { name: 'Mine', tests: ['4548-4', '3016-3'] }, 'PUT')).status).toBe(200)
    const after = await lab.get<CatalogueAnswer>(lab.nurse, 'catalogue')
    expect(after.tests.find(({ code }) => code === '4548-4')?.cents).toBe(999)
    expect(after.sets.map(({ id }) => id)).toContain('mine')
  })
})

describe('an overdue order', () => {
  test('makes one Task, however often the job runs, and the Task ends with a cancellation', async () => {
    const patient = await lab.patient('Over', 'Due')
    const { id } = await lab.clinician.fhir.create<ServiceRequest>({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: '3016-3' }], text: 'TSH' },
      subject: { reference: `Patient/${patient.id}` },
      requester: { reference: lab.practitioner },
      authoredOn: daysAgo(12),
    })
    const { host, clinics } = lab.clinic.server
    const open = await clinics.open(lab.clinic.slug)
    const job = host.definition.plugins[0]?.jobs?.['overdue']
    const ctx = open && host.contextFor('labs', open, system(lab.clinic.slug), {})
    if (!ctx || !job) throw new Error('no job')
    await job.run(ctx, undefined, new AbortController().signal)
    await job.run(ctx, undefined, new AbortController().signal)
    const tasks = () => lab.clinician.fhir.search<Task>(`Task?patient=${patient.id}&code=urn:tessera:task|labs-overdue`)
    expect((await tasks()).resources).toMatchObject([
      {
        status: 'requested',
        owner: { reference: lab.practitioner },
        description: 'TSH: ordered 12 days ago, no result',
      },
    ])
    await lab.post(lab.clinician, `orders/${id}/cancel`, { reason: 'Done elsewhere' })
    expect((await tasks()).resources).toMatchObject([{ status: 'cancelled' }])
  })
})

const system = (clinic: string) => ({
  kind: 'system' as const,
  id: 'plugin-labs',
  display: 'Plugin Laboratory',
  clinic,
  roles: [],
  scopes: ['system/*.cruds'],
  links: [],
  purpose: 'TREAT',
  plugin: 'labs',
})
