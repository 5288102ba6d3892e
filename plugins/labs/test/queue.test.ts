import type { DiagnosticReport, Patient, Task } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type {
  ChangeAnswer,
  InboxAnswer,
  MessageDetail,
  MessagesAnswer,
  OrderAnswer,
  ReplayAnswer,
} from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { openLine, type Line } from './mllp-client.js'

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

const oru = (facts: {
  id: string
  order?: string
  pid?: string
  status?: string
  more?: string
  filler?: string
  code?: string
}) =>
  [
    `MSH|^~\\&|HOSP|Riverside|TESSERA|Test|20261124120000+0000||ORU^R01^ORU_R01|${facts.id}|P|2.5.1`,
    facts.pid ?? 'PID|1||X1^^^HOSP^MR||Brandt^Walter||19550702|M',
    `OBR|1|${facts.order ?? ''}|${facts.filler ?? facts.id}^HOSP|${facts.code ?? '2823-3^Potassium^LN'}|||20261124080000+0000|||||||||||||||20261124090000+0000||LAB|F`,
    `OBX|1|NM|${facts.code ?? '2823-3^Potassium^LN'}||4.4|mmol/L|3.5-5.1|N|||${facts.status ?? 'F'}`,
    ...(facts.more ? [facts.more] : []),
    '',
  ].join('\r')

const waitingOf = async (controlId: string) => {
  const { messages } = await lab.get<MessagesAnswer>(lab.clinician, 'messages')
  const found = messages.find((each) => each.controlId === controlId)
  if (!found) throw new Error(`no message ${controlId}`)
  return found
}

describe('a result without an order of ours', () => {
  test('waits with a suggested patient and a Task, until a person says whose it is', async () => {
    const walter = await lab.patient('Brandt', 'Walter', '1955-07-02')
    expect(await line.send(oru({ id: 'W1' }))).toMatchObject({ code: 'AA' })
    const waiting = await waitingOf('W1')
    expect(waiting).toMatchObject({ state: 'waiting', about: { name: 'Walter Brandt', birthDate: '1955-07-02' } })
    expect((await lab.get<InboxAnswer>(lab.nurse, 'inbox')).waiting).toBe(1)
    const tasks = () => lab.clinician.fhir.search<Task>('Task?code=urn:tessera:task|labs-match&status=requested')
    expect((await tasks()).resources).toHaveLength(1)
    const detail = await lab.get<MessageDetail>(lab.clinician, `messages/${waiting.id}`)
    expect(detail.suggested[0]).toMatchObject({ patient: `Patient/${walter.id}`, name: 'Walter Brandt' })
    expect(detail.text).toContain('PID|1||X1^^^HOSP^MR')

    const filed = await lab.post<ReplayAnswer>(lab.clinician, `messages/${waiting.id}/match`, { patient: walter.id })
    expect(filed.body).toMatchObject({ state: 'filed', ack: 'AA' })
    expect((await tasks()).resources).toEqual([])
    const reports = () => lab.clinician.fhir.search<DiagnosticReport>(`DiagnosticReport?patient=${walter.id}`)
    expect((await reports()).resources).toHaveLength(1)
    // once more changes nothing
    expect((await lab.post<ReplayAnswer>(lab.clinician, `messages/${waiting.id}/replay`, {})).body.state).toBe('filed')
    expect((await reports()).resources).toHaveLength(1)

    // the laboratory's number is known now: its correction finds the chart by itself
    expect(await line.send(oru({ id: 'W2', filler: 'W1', status: 'C' }).replace('|LAB|F', '|LAB|C'))).toMatchObject({
      code: 'AA',
    })
    expect(await waitingOf('W2')).toMatchObject({ state: 'filed', patient: `Patient/${walter.id}` })
    expect((await reports()).resources).toMatchObject([{ status: 'corrected' }])
  })

  test('does not file itself when the order number fits but the birth date does not', async () => {
    const ines = await lab.patient()
    const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: ines.id,
      orders: [{ code: '2823-3', diagnosis: { code: 'I10', text: 'Hypertension' } }],
    })
    const pid = 'PID|1||X9||Morales^Ines||19670315|F'
    expect(await line.send(oru({ id: 'W3', order: `${body.requisition}-1`, pid }))).toMatchObject({ code: 'AA' })
    expect(await waitingOf('W3')).toMatchObject({
      state: 'waiting',
      reason: 'The order is known, but the birth date of the message differs.',
    })
    expect((await lab.clinician.fhir.search(`DiagnosticReport?patient=${ines.id}`)).resources).toEqual([])
  })

  test('can be dismissed with a reason, and nurses only read', async () => {
    const waiting = await waitingOf('W3')
    expect((await lab.post(lab.nurse, `messages/${waiting.id}/dismiss`, { reason: 'Not ours' })).status).toBe(403)
    expect(
      (await lab.post<ChangeAnswer>(lab.clinician, `messages/${waiting.id}/dismiss`, { reason: 'Not ours' })).status,
    ).toBe(200)
    expect(await waitingOf('W3')).toMatchObject({ state: 'dismissed', reason: 'Not ours' })
  })
})

describe('the error lane', () => {
  test('a status that nobody knows is AE with its place; a mapping mends it, a replay files it', async () => {
    const walter = await lab.patient('Novak', 'Peter', '1963-01-01')
    const pid = 'PID|1||X7||Novak^Peter||19630101|M'
    const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: walter.id,
      orders: [{ code: '2823-3', diagnosis: { code: 'I10' } }],
    })
    const ack = await line.send(oru({ id: 'E1', order: `${body.requisition}-1`, pid, status: 'DONE' }))
    expect(ack).toMatchObject({ code: 'AE', text: 'OBX-11: “DONE” is no status of a result' })
    const failed = await waitingOf('E1')
    const detail = await lab.get<MessageDetail>(lab.clinician, `messages/${failed.id}`)
    expect(detail.problems).toMatchObject([{ place: 'OBX-11', mend: { kind: 'status', code: 'DONE' } }])
    expect((await lab.post<ReplayAnswer>(lab.clinician, `messages/${failed.id}/replay`, {})).body).toMatchObject({
      state: 'error',
      ack: 'AE',
    })
    await lab.post(
      lab.clinician,
      'mappings',
      { sender: failed.sender, kind: 'status', code: 'DONE', target: 'F' },
      'PUT',
    )
    expect((await lab.post<ReplayAnswer>(lab.clinician, `messages/${failed.id}/replay`, {})).body).toMatchObject({
      state: 'filed',
    })
    expect(
      (await lab.clinician.fhir.search<DiagnosticReport>(`DiagnosticReport?patient=${walter.id}`)).resources,
    ).toMatchObject([{ status: 'final' }])
  })

  test('what is no message is AR, kept and shown', async () => {
    expect(await line.send('PID|1||nonsense\r')).toMatchObject({ code: 'AR' })
    const { messages } = await lab.get<MessagesAnswer>(lab.clinician, 'messages?state=error')
    expect(messages.some(({ reason }) => reason?.includes('not with MSH'))).toBe(true)
  })

  test('other bytes under the same control id are a new message, flagged', async () => {
    expect(await line.send(oru({ id: 'W1', more: 'ZZZ|kept' }))).toMatchObject({ code: 'AA' })
    const { messages } = await lab.get<MessagesAnswer>(lab.clinician, 'messages')
    expect(messages.filter(({ controlId }) => controlId === 'W1').map(({ flag }) => flag)).toContain(
      'control-id-reused',
    )
  })
})

describe('a local code', () => {
  test('gets its LOINC once the clinic has mapped it', async () => {
    await lab.post(
      lab.clinician,
      'mappings',
      { sender: 'HOSP|Riverside', kind: 'code', code: 'KPOT', target: '2823-3', display: 'Potassium' },
      'PUT',
    )
    const patient = await lab.patient('Tran', 'Linh', '1997-04-04')
    await line.send(oru({ id: 'L1', code: 'KPOT^Kalium^L', pid: 'PID|1||X3||Tran^Linh||19970404|F' }))
    await lab.post(lab.clinician, `messages/${(await waitingOf('L1')).id}/match`, { patient: patient.id })
    const { resources } = await lab.clinician.fhir.search(
      `Observation?patient=${patient.id}&code=http://loinc.org|2823-3`,
    )
    expect(resources).toHaveLength(1)
  })
})

describe('ADT', () => {
  const adt = (event: string, id: string, more: string[] = []) =>
    [
      `MSH|^~\\&|ADT|Riverside|TESSERA|Test|20261124120000||ADT^${event}|${id}|P|2.5.1`,
      `EVN|${event}|20261124120000`,
      'PID|1||4711^^^RIV^MR||Müller^Ána^Maria||19800102|F|||1 Main St^^Albany^NY^12207||(518)555-0199',
      ...more,
      '',
    ].join('\r')

  test('registers a person once, admits, discharges and brings up to date', async () => {
    const visit = (left = '') => {
      const pv1 = Array.from({ length: 46 }, () => '')
      pv1.splice(0, 4, 'PV1', '1', 'I', 'ER^12^1')
      pv1[7] = '004777^ATTEND^AARON'
      pv1[19] = 'V100'
      pv1[44] = '20261123080000'
      pv1[45] = left
      return pv1.join('|')
    }
    expect(await line.send(adt('A01', 'A1', [visit()]))).toMatchObject({ code: 'AA' })
    const people = () => lab.clinician.fhir.search<Patient>('Patient?family=Müller')
    expect((await people()).resources).toMatchObject([{ birthDate: '1980-01-02', name: [{ given: ['Ána', 'Maria'] }] }])
    expect(await line.send(adt('A03', 'A2', [visit('20261124090000')]))).toMatchObject({ code: 'AA' })
    const id = (await people()).resources[0]?.id ?? ''
    expect((await lab.clinician.fhir.search(`Encounter?patient=${id}`)).resources).toMatchObject([
      { status: 'finished' },
    ])
    expect(await line.send(adt('A08', 'A3').replace('1 Main St', '9 Oak Ave'))).toMatchObject({ code: 'AA' })
    expect((await people()).resources).toMatchObject([{ address: [{ line: ['9 Oak Ave'] }] }])
    expect((await people()).resources).toHaveLength(1)
  })

  test('A40 links the record that is given up', async () => {
    const older = adt('A28', 'A4').replace('4711', '4712').replace('Müller^Ána', 'Mueller^Anna')
    expect(await line.send(older)).toMatchObject({ code: 'AA' })
    expect(await line.send(adt('A40', 'A5', ['MRG|4712^^^RIV^MR']))).toMatchObject({ code: 'AA' })
    const [old] = (await lab.clinician.fhir.search<Patient>('Patient?family=Mueller')).resources
    expect(old).toMatchObject({ active: false, link: [{ type: 'replaced-by' }] })
  })
})
