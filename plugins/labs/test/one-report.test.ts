import type { DiagnosticReport, Observation, Patient, Task } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MessagesAnswer } from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { DEEP } from './messages.js'
import { openLine, type Line } from './mllp-client.js'
import { minute, orderUnder, oruOf } from './oru.js'

const LINES = 8
const ROUNDS = DEEP ? 60 : 6

let lab: LabClinic
let lines: Line[]
let patient: string
beforeAll(async () => {
  lab = await labClinic()
  patient = (await lab.patient()).id
  await vi.waitFor(async () => (await openLine(lab.port)).close(), { timeout: 20_000, interval: 50 })
  lines = await Promise.all(Array.from({ length: LINES }, () => openLine(lab.port)))
}, 60_000)
afterAll(async () => {
  lines?.forEach((line) => line.close())
  await lab?.stop()
})

/** Each message on a line of its own, all at the same moment. */
const atOnce = (messages: readonly string[]) =>
  Promise.all(messages.map((message, at) => lines[at % LINES]?.send(message)))

const reportsOf = async (number: string) =>
  (await lab.clinician.fhir.search<DiagnosticReport>(`DiagnosticReport?identifier=${number}&_count=50`)).resources

describe(`${LINES} lines at the same moment`, () => {
  test('parts of a new report make one report, with the latest value and the earlier ones', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const order = `O-${round}`
      await orderUnder(lab, patient, order)
      const made = ['P', 'P', 'F', 'F', 'C', 'P', 'F', 'P'].map((status, at) =>
        oruOf({
          controlId: `${order}-${at}`,
          order,
          // some laboratories give their number with the final result only
          ...(round % 2 === 0 || status !== 'P' ? { filler: `F-${round}` } : {}),
          status,
          issued: minute('PFC'.indexOf(status) * 10 + at),
          results: [
            { code: '2823-3', value: `${4 + at / 10}` },
            { code: at % 2 === 0 ? '2951-2' : '2075-0', value: `${100 + at}` },
          ],
        }),
      )
      const acks = await atOnce(made)
      expect(acks.map((ack) => `${ack?.controlId} ${ack?.code}`)).toEqual(made.map((_, at) => `${order}-${at} AA`))
      const reports = await reportsOf(order)
      expect(reports.map(({ status }) => status)).toEqual(['corrected'])
      expect(reports[0]?.result).toHaveLength(3)
      const { resources } = await lab.clinician.fhir.search<Observation>(
        `Observation?_id=${(reports[0]?.result ?? []).map(({ reference }) => reference?.split('/')[1]).join(',')}`,
      )
      const potassium = resources.find(({ code }) => code.coding?.[0]?.code === '2823-3')
      expect(potassium).toMatchObject({ status: 'corrected', valueQuantity: { value: 4.4 } })
      const reviews = await lab.clinician.fhir.search<Task>(
        `Task?focus=DiagnosticReport/${reports[0]?.id}&status=requested`,
      )
      expect(reviews.resources).toHaveLength(1)
    }
  }, 120_000)

  test('reports of several codes under one number stay apart', async () => {
    await orderUnder(lab, patient, 'S-1')
    const tests = ['24321-2^BMP^LN', '58410-2^CBC^LN', '24331-1^Lipids^LN', '3016-3^TSH^LN']
    const acks = await atOnce(
      [...tests, ...tests].map((test, at) =>
        oruOf({
          controlId: `S1-${at}`,
          order: 'S-1',
          filler: 'FS-1',
          status: at < tests.length ? 'P' : 'F',
          issued: minute(at),
          results: [{ code: `${at % tests.length}-0`, value: '5' }],
          test,
        }),
      ),
    )
    expect(new Set(acks.map((ack) => ack?.code))).toEqual(new Set(['AA']))
    expect((await reportsOf('S-1')).map(({ status }) => status)).toEqual(['final', 'final', 'final', 'final'])
  })

  test('the same bytes are one message, one report, and each line is told AA', async () => {
    await orderUnder(lab, patient, 'T-1')
    const message = oruOf({
      controlId: 'T1',
      order: 'T-1',
      filler: 'FT-1',
      status: 'F',
      results: [{ code: '2823-3', value: '4' }],
    })
    const acks = await atOnce(Array.from({ length: LINES }, () => message))
    expect(acks.map((ack) => ack?.code)).toEqual(Array.from({ length: LINES }, () => 'AA'))
    expect(await reportsOf('T-1')).toHaveLength(1)
    const { messages } = await lab.get<MessagesAnswer>(lab.nurse, 'messages?limit=500')
    expect(messages.filter(({ controlId }) => controlId === 'T1')).toHaveLength(1)
  })

  test('the same refused bytes are told the same by each line', async () => {
    const acks = await atOnce(
      Array.from({ length: LINES }, () => 'MSH|^~\\&|A|B|C|D|20261124||SIU^S12|SIU1|P|2.5.1\rPID|1\r'),
    )
    expect(new Set(acks.map((ack) => ack?.code))).toEqual(new Set(['AR']))
  })

  test('ADT messages about a new person register one', async () => {
    const adt = (event: string, at: number) =>
      [
        `MSH|^~\\&|ADT|Riverside|TESSERA|Test|20261124120000||ADT^${event}|AD${at}|P|2.5.1`,
        `EVN|${event}|20261124120000`,
        'PID|1||8811^^^RIV^MR||Quint^Olga||19810203|F',
        'PV1|1|I|ER^12^1||||||||||||||||V811|||||||||||||||||||||||||20261123080000',
        '',
      ].join('\r')
    const acks = await atOnce(['A04', 'A01', 'A08', 'A28', 'A31', 'A04', 'A01', 'A08'].map(adt))
    expect(new Set(acks.map((ack) => ack?.code))).toEqual(new Set(['AA']))
    const people = await lab.clinician.fhir.search<Patient>('Patient?family=Quint')
    expect(people.resources).toHaveLength(1)
    const visits = await lab.clinician.fhir.search(`Encounter?patient=${people.resources[0]?.id}`)
    expect(visits.resources).toHaveLength(1)
  })
})
