import { frame, isProblem, MllpDecoder, parseMessage } from '@tessera/hl7v2'
import { createServer, type Server } from 'node:net'
import type { DiagnosticReport, ServiceRequest } from 'fhir/r4.js'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ChangeAnswer, OrderAnswer, OrdersAnswer } from '../domain/api.js'
import { answer, departures, HABITS } from '../simulator/laboratory.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { openLine } from './mllp-client.js'
import { oruOf } from './oru.js'

/** What the laboratory under test heard, ORC-1 with ORC-2, and how it behaves. */
let heard: { control: string; number: string; controlId: string }[] = []
let manner: 'takes' | 'refuses' | 'hangs up' | 'hangs up after it has taken' = 'takes'
let laboratory: Server
let lab: LabClinic

beforeAll(async () => {
  laboratory = createServer((socket) => {
    const decoder = new MllpDecoder()
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      for (const each of decoder.push(chunk)) {
        const message = isProblem(each) ? each : parseMessage(each.bytes)
        if (isProblem(message) || manner === 'hangs up') return socket.destroy()
        for (const orc of message.segments('ORC'))
          heard.push({
            control: orc.value(1),
            number: orc.field(2).component(1).value,
            controlId: message.controlId,
          })
        if (manner === 'hangs up after it has taken') return socket.destroy()
        const code = manner === 'takes' ? 'AA' : 'AE'
        socket.write(
          frame(
            `MSH|^~\\&|L|L|T|T|20261124||ACK^O21|A1|P|2.5.1\rMSA|${code}|${message.controlId}|${code === 'AA' ? '' : 'Unknown order'}\r`,
          ),
        )
      }
    })
  })
  await new Promise<void>((resolve) => laboratory.listen(0, '127.0.0.1', resolve))
  const address = laboratory.address()
  const port = address && typeof address === 'object' ? address.port : 0
  lab = await labClinic()
  await lab.clinic.server.control.setPluginSettings(lab.clinic.slug, 'labs', {
    laboratories: [{ id: 'lab', name: 'Quest', host: '127.0.0.1', port, application: 'LAB', facility: 'Quest' }],
  })
  await lab.clinic.server.host.disable(lab.clinic.slug, 'labs')
  await lab.clinic.server.host.enable(lab.clinic.slug, 'labs')
}, 60_000)
afterEach(() => {
  heard = []
  manner = 'takes'
})
afterAll(async () => {
  await lab?.stop()
  laboratory?.close()
})

let people = 0
async function ordered(): Promise<{ id: string; number: string; patient: string; change: string }> {
  const { id: patient } = await lab.patient('Cancel', `Case${++people}`, '1970-01-01')
  const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
    patient,
    orders: [{ code: '2823-3', diagnosis: { code: 'I10' } }],
  })
  return { id: body.orders[0]?.id ?? '', number: `${body.requisition}-1`, patient, change: body.change ?? '' }
}
const cancel = (id: string) => lab.post<ChangeAnswer>(lab.clinician, `orders/${id}/cancel`, { reason: 'Not needed' })
const rowOf = async (patient: string) =>
  (await lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient}&status=open,partial,resulted,cancelled`)).orders[0]
/** Runs what is due, so many minutes on, until the laboratory heard so many. */
const until = (count: number, minutes = 0) => {
  let later = minutes * 60_000
  return vi.waitFor(
    async () => {
      const move = later
      later = 0
      await lab.clinic.runJobs(move)
      expect(heard.map(({ control }) => control)).toHaveLength(count)
    },
    { timeout: 20_000, interval: 50 },
  )
}
const waitFor = (patient: string, row: object) =>
  vi.waitFor(async () => expect(await rowOf(patient)).toMatchObject(row), { timeout: 20_000, interval: 50 })

test('a result that comes too late is filed all the same', async () => {
  const { id, number, patient } = await ordered()
  await until(1)
  await cancel(id)
  await until(2)
  const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
  const ack = await line.send(
    oruOf({
      controlId: 'LATE',
      order: number,
      filler: 'F-LATE',
      status: 'F',
      results: [{ code: '2823-3', value: '4' }],
      pid: `PID|1||X||Cancel^Case${people}||19700101|F`,
    }),
  )
  line.close()
  expect(ack).toMatchObject({ code: 'AA' })
  const { resources } = await lab.clinician.fhir.search<DiagnosticReport>(`DiagnosticReport?patient=${patient}`)
  expect(resources).toMatchObject([{ status: 'final', basedOn: [{ reference: `ServiceRequest/${id}` }] }])
  await waitFor(patient, { status: 'resulted', report: `DiagnosticReport/${resources[0]?.id}` })
})

test('an order that was sent and is cancelled is sent as CA, once; its cancellation can then not be undone', async () => {
  const { id, number, patient } = await ordered()
  await until(1)
  const { body } = await cancel(id)
  await until(2)
  expect(heard).toMatchObject([
    { control: 'NW', number },
    { control: 'CA', number },
  ])
  expect(heard[0]?.controlId).not.toBe(heard[1]?.controlId)
  await waitFor(patient, {
    status: 'cancelled',
    reason: 'Not needed',
    deliveryNote: 'Quest was told that it is cancelled',
  })
  await lab.clinic.runJobs(60_000)
  expect(heard).toHaveLength(2)
  expect((await lab.clinician.fetch(`ui/undo/${body.change}`, { method: 'POST' })).status).toBe(409)
})

test('an order that never left is cancelled without a word', async () => {
  manner = 'hangs up'
  const { id, patient } = await ordered()
  // not even tried
  await cancel(id)
  manner = 'takes'
  await lab.clinic.runJobs()
  await waitFor(patient, { status: 'cancelled', delivery: 'paper' })
  expect(heard).toEqual([])
})

test('an order that may have left is cancelled there as well', async () => {
  manner = 'hangs up after it has taken'
  const { id, number, patient } = await ordered()
  await until(1)
  expect(await rowOf(patient)).toMatchObject({ delivery: 'waiting' })
  await cancel(id)
  manner = 'takes'
  await until(2, 1)
  expect(heard.map(({ control }) => control)).toEqual(['NW', 'CA'])
  expect(heard[1]).toMatchObject({ number })
})

test('a cancellation is tried again as the same message until the laboratory takes it', async () => {
  const { id } = await ordered()
  await until(1)
  manner = 'hangs up after it has taken'
  await cancel(id)
  await until(2)
  manner = 'takes'
  await until(3, 1)
  expect(heard[1]).toEqual(heard[2])
})

test('a laboratory that does not take it: the tracker says so', async () => {
  const { id, patient } = await ordered()
  await until(1)
  manner = 'refuses'
  await cancel(id)
  await until(2)
  await waitFor(patient, { deliveryNote: 'Quest did not take the cancellation: Unknown order' })
})

test('revoked or deleted through REST, it is told too; wanted again, it is ordered anew', async () => {
  const first = await ordered()
  const second = await ordered()
  await until(2)
  const request = await lab.clinician.fhir.read<ServiceRequest>('ServiceRequest', first.id)
  await lab.clinician.fhir.update({ ...request, status: 'revoked' })
  await until(3)
  const revoked = await lab.clinician.fhir.read<ServiceRequest>('ServiceRequest', first.id)
  await lab.clinician.fhir.update({ ...revoked, status: 'active' })
  await until(4, 1)
  expect(heard.map(({ control, number }) => `${control} ${number}`).slice(2)).toEqual([
    `CA ${first.number}`,
    `NW ${first.number}`,
  ])
  expect(new Set(heard.map(({ controlId }) => controlId)).size).toBe(4)
  await lab.clinician.fhir.remove('ServiceRequest', second.id)
  await until(5)
  expect(heard[4]).toMatchObject({ control: 'CA', number: second.number })
})

test('an order that was sent can be undone: the tracker says so and the laboratory hears of it', async () => {
  const { id, number, patient, change } = await ordered()
  await until(1)
  await waitFor(patient, { status: 'open', delivery: 'sent' })
  const undone = await lab.clinician.fetch(`ui/undo/${change}`, { method: 'POST' })
  expect([undone.status, await undone.text()]).toMatchObject([200, expect.anything()])
  await until(2)
  expect(heard).toMatchObject([
    { control: 'NW', number },
    { control: 'CA', number },
  ])
  await waitFor(patient, { id, status: 'cancelled', reason: 'The order was deleted' })
})

test('a cancellation that is taken back before the laboratory heard of it is never sent', async () => {
  const { id, patient } = await ordered()
  await until(1)
  const { body } = await cancel(id)
  const undone = await lab.clinician.fetch(`ui/undo/${body.change}`, { method: 'POST' })
  expect([undone.status, await undone.text()]).toMatchObject([200, expect.anything()])
  await lab.clinic.runJobs(60_000)
  expect(heard.map(({ control }) => control)).toEqual(['NW'])
  await waitFor(patient, { status: 'open', delivery: 'sent' })
})

test('the simulator takes a CA as a laboratory does and sends nothing for it', () => {
  const ca = [
    'MSH|^~\\&|TESSERA|Clinic|SIMLAB|Lab|20261124||OML^O21^OML_O21|CR1-1|P|2.5.1',
    'PID|1||4^^^X^MR||Morales^Ines',
    'ORC|CA|R1-1^TESSERA',
    'OBR|1|R1-1^TESSERA||24321-2^Basic metabolic panel^LN',
    '',
  ].join('\r')
  expect(answer(ca, 0, '1')).toMatchObject({
    ack: expect.stringContaining('MSA|AA|CR1-1'),
    orders: [{ cancelled: true }],
  })
  expect(departures(ca, HABITS, 0, () => 0.5)).toEqual([])
})
