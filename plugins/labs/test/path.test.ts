import type { DiagnosticReport, Observation, ServiceRequest, Task } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { AcknowledgeAnswer, InboxAnswer, OrderAnswer, OrdersAnswer, ReportView } from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { openLine } from './mllp-client.js'

let lab: LabClinic
beforeAll(async () => {
  lab = await labClinic()
}, 60_000)
afterAll(() => lab?.stop())

const oru = (facts: {
  id: string
  order: string
  status: string
  value: string
  at?: string
  family?: string
  birth?: string
}) =>
  [
    `MSH|^~\\&|LAB|Quest|TESSERA|Test Clinic|20261124120000+0000||ORU^R01^ORU_R01|${facts.id}|P|2.5.1`,
    `PID|1||X1^^^LAB^MR||${facts.family ?? 'Morales'}^Ines||${facts.birth ?? '19670314'}|F`,
    `OBR|1|${facts.order}|F-77-1^LAB|2823-3^Potassium^LN|||20261124080000+0000|||||||||||||||${facts.at ?? '20261124090000+0000'}||LAB|${facts.status}`,
    `OBX|1|NM|2823-3^Potassium^LN||${facts.value}|mmol/L|3.5-5.1|${Number(facts.value) > 6 ? 'HH' : 'N'}|||${facts.status}`,
    'NTE|1|L|Not hemolyzed',
    '',
  ].join('\r')

describe('from order to acknowledged result', () => {
  test('the order is tracked, the result comes over MLLP, is filed, reviewed and acknowledged', async () => {
    const patient = await lab.patient()
    const placed = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: patient.id,
      orders: [
        {
          code: '2823-3',
          diagnosis: { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I10', text: 'Hypertension' },
        },
      ],
    })
    expect(placed.status).toBe(201)
    const [order] = placed.body.orders
    const request = await lab.clinician.fhir.read<ServiceRequest>('ServiceRequest', order?.id ?? '')
    const number = request.identifier?.[0]?.value ?? ''
    expect(number).toBe(`${placed.body.requisition}-1`)
    expect(await lab.get<OrdersAnswer>(lab.nurse, 'orders')).toMatchObject({
      orders: [{ id: order?.id, status: 'open', delivery: 'paper' }],
    })

    const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
    expect(await line.send(oru({ id: 'M1', order: number, status: 'P', value: '6.30' }))).toMatchObject({
      code: 'AA',
      controlId: 'M1',
    })
    expect((await lab.get<OrdersAnswer>(lab.nurse, 'orders')).orders[0]).toMatchObject({ status: 'partial' })
    expect(
      await line.send(oru({ id: 'M2', order: number, status: 'F', value: '6.30', at: '20261124091000+0000' })),
    ).toMatchObject({ code: 'AA' })

    const { orders } = await lab.get<OrdersAnswer>(lab.nurse, 'orders?status=resulted')
    expect(orders).toMatchObject([{ id: order?.id, status: 'resulted' }])
    expect((await lab.clinician.fhir.read<ServiceRequest>('ServiceRequest', order?.id ?? '')).status).toBe('completed')
    const reports = await lab.clinician.fhir.search<DiagnosticReport>(`DiagnosticReport?patient=${patient.id}`)
    expect(reports.resources).toHaveLength(1)
    expect(reports.resources[0]).toMatchObject({
      status: 'final',
      basedOn: [{ reference: `ServiceRequest/${order?.id}` }],
      identifier: [{ value: 'F-77-1' }, { value: number }],
    })

    const raw = await (await lab.clinician.fetch(`fhir/Observation?patient=${patient.id}`)).text()
    expect(raw).toContain('"value":6.30')

    const box = await lab.get<InboxAnswer>(lab.clinician, 'inbox?mine=1')
    expect(box.items).toMatchObject([
      {
        severity: 'critical',
        urgent: true,
        headline: 'Potassium 6.3 mmol/L',
        patientName: 'Ines Morales',
        owner: lab.practitioner,
      },
    ])
    const id = reports.resources[0]?.id ?? ''
    const view = await lab.get<ReportView>(lab.clinician, `reports/${id}`)
    expect(view.lines).toMatchObject([{ name: 'Potassium', flag: 'HH', low: 3.5, high: 5.1, notes: ['Not hemolyzed'] }])
    const done = await lab.post<AcknowledgeAnswer>(lab.clinician, `reports/${id}/acknowledge`, {
      note: 'Called the patient',
    })
    expect(done.status).toBe(200)
    expect((await lab.get<InboxAnswer>(lab.clinician, 'inbox')).items).toEqual([])

    // corrected: a new version, the first value stays in history and in the note; a new review
    expect(
      await line.send(oru({ id: 'M3', order: number, status: 'C', value: '5.2', at: '20261124100000+0000' })),
    ).toMatchObject({ code: 'AA' })
    const [observation] = (await lab.clinician.fhir.search<Observation>(`Observation?patient=${patient.id}`)).resources
    expect(observation).toMatchObject({ status: 'corrected', valueQuantity: { value: 5.2 } })
    expect(observation?.note?.map(({ text }) => text).join('\n')).toContain('Earlier: 6.3 mmol/L (final')
    const again = await lab.get<ReportView>(lab.clinician, `reports/${id}`)
    expect(again.lines[0]?.earlierVersions.map(({ value }) => value)).toContain('6.3 mmol/L')
    expect((await lab.get<InboxAnswer>(lab.clinician, 'inbox')).items).toHaveLength(1)

    // late preliminary changes nothing, the same bytes neither
    expect(await line.send(oru({ id: 'M1', order: number, status: 'P', value: '6.30' }))).toMatchObject({ code: 'AA' })
    expect(await line.send(oru({ id: 'M4', order: number, status: 'P', value: '6.9' }))).toMatchObject({ code: 'AA' })
    expect((await lab.clinician.fhir.search<Observation>(`Observation?patient=${patient.id}`)).resources).toMatchObject(
      [{ valueQuantity: { value: 5.2 } }],
    )
    expect(
      (await lab.clinician.fhir.search<Task>('Task?code=urn:tessera:task|labs-review&status=requested')).resources,
    ).toHaveLength(1)
    line.close()
  })
})
