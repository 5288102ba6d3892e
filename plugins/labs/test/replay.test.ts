import fc from 'fast-check'
import type { Resource } from '@tessera/sdk'
import type { Observation } from 'fhir/r4.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { MessagesAnswer } from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { DEEP } from './messages.js'
import { openLine, type Line } from './mllp-client.js'
import { minute, orderUnder, oruOf } from './oru.js'

let lab: LabClinic
let lines: Line[]
beforeAll(async () => {
  lab = await labClinic()
  await vi.waitFor(async () => (await openLine(lab.port)).close(), { timeout: 20_000, interval: 50 })
  lines = await Promise.all([openLine(lab.port), openLine(lab.port), openLine(lab.port)])
}, 60_000)
afterAll(async () => {
  lines?.forEach((line) => line.close())
  await lab?.stop()
})

/** What a laboratory says of a few reports: states only go forward, the issue times with them. */
const log = fc.array(
  fc.record({
    report: fc.nat(2),
    status: fc.constantFrom('P', 'F', 'C'),
    codes: fc.uniqueArray(fc.constantFrom('2823-3', '2951-2', '2075-0'), { minLength: 1 }),
    value: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 7 },
)
type Said = typeof log extends fc.Arbitrary<infer T> ? T : never

const RANK = { P: 0, F: 1, C: 2 } as const
let runs = 0

/** The messages of a log for a patient of its own, under numbers of their own. */
async function messagesOf(said: Said): Promise<{ patient: string; messages: string[] }> {
  const run = ++runs
  const given = `Run${run}`
  const { id: patient } = await lab.patient('Replay', given, '1970-01-01')
  for (const report of new Set(said.map((each) => each.report))) await orderUnder(lab, patient, `RP-${run}-${report}`)
  const reached = new Map<number, Said[number]['status']>()
  const messages = said.map(({ report, status: drawn, codes, value }, at) => {
    const before = reached.get(report) ?? 'P'
    const status = RANK[drawn] < RANK[before] ? before : drawn
    reached.set(report, status)
    return oruOf({
      controlId: `RP${run}-${at}`,
      order: `RP-${run}-${report}`,
      filler: `FRP-${run}-${report}`,
      status,
      issued: minute(at),
      results: codes.map((code) => ({ code, value: String(value) })),
      pid: `PID|1||X||Replay^${given}||19700101|F`,
    })
  })
  return { patient, messages }
}

const TYPES = ['ServiceRequest', 'DiagnosticReport', 'Observation', 'Task', 'Specimen', 'DocumentReference']

/** All records of a patient, with their versions: what nothing may change again. */
async function recordsOf(patient: string): Promise<string[]> {
  const found = await Promise.all(
    TYPES.map(
      async (type) => (await lab.clinician.fhir.search<Resource>(`${type}?patient=${patient}&_count=200`)).resources,
    ),
  )
  return found
    .flat()
    .map((each) => JSON.stringify(each))
    .toSorted()
}

/** What the records say, without what differs between two patients or two moments. */
async function saidOf(patient: string): Promise<string[]> {
  const run = /Run(\d+)/.exec(JSON.stringify(await lab.clinician.fhir.read('Patient', patient)))?.[1]
  const names = new Map<string, string>()
  for (const text of await recordsOf(patient)) {
    const each: Resource = JSON.parse(text)
    const name = JSON.stringify([
      each.resourceType,
      'code' in each ? each.code : '',
      'identifier' in each ? each.identifier : '',
    ])
    names.set(`${each.resourceType}/${each.id}`, name)
  }
  return [...(await recordsOf(patient))]
    .map((text) => {
      const { id: _id, meta: _meta, ...rest } = JSON.parse(text)
      let said = JSON.stringify(rest, (key, value: unknown) =>
        ['authoredOn', 'lastModified', 'end', 'time'].includes(key) ? undefined : value,
      )
      for (const [reference, name] of names) said = said.replaceAll(`"${reference}"`, name)
      return said.replaceAll(`Patient/${patient}`, 'Patient').replaceAll(new RegExp(`(F?RP-?)${run}-`, 'g'), '$1-')
    })
    .toSorted()
}

test(
  'messages that come again, in any order, over any line or by hand, change nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.array(fc.tuple(fc.nat(20), fc.nat(2)), { minLength: 3, maxLength: 12 }),
        async (said, again) => {
          const { patient, messages } = await messagesOf(said)
          for (const message of messages) expect(await lines[0]?.send(message)).toMatchObject({ code: 'AA' })
          const before = await recordsOf(patient)
          const acks = await Promise.all(again.map(([at, on]) => lines[on]?.send(messages[at % messages.length] ?? '')))
          expect(new Set(acks.map((ack) => ack?.code))).toEqual(new Set(['AA']))
          const { messages: queue } = await lab.get<MessagesAnswer>(lab.nurse, 'messages?limit=50')
          const mine = queue.filter(({ controlId }) => controlId.startsWith(`RP${runs}-`))
          expect(mine).toHaveLength(messages.length)
          for (const { id } of mine.slice(0, 3))
            expect(await lab.post(lab.clinician, `messages/${id}/replay`, {})).toMatchObject({
              status: 200,
              body: { state: 'filed' },
            })
          expect(await recordsOf(patient)).toEqual(before)
        },
      ),
      { numRuns: DEEP ? 200 : 6 },
    )
  },
  DEEP ? 900_000 : 180_000,
)

test(
  'the same log gives the same records, again and again',
  async () => {
    await fc.assert(
      fc.asyncProperty(log, async (said) => {
        const outcomes: string[][] = []
        for (let time = 0; time < 2; time++) {
          const { patient, messages } = await messagesOf(said)
          for (const message of messages) expect(await lines[time]?.send(message)).toMatchObject({ code: 'AA' })
          outcomes.push(await saidOf(patient))
        }
        expect(outcomes[1]).toEqual(outcomes[0])
      }),
      { numRuns: DEEP ? 100 : 4 },
    )
  },
  DEEP ? 900_000 : 180_000,
)

test(
  'a log that arrives in any order ends with the same values, each from the latest message that has it',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        log.chain((said) =>
          fc.tuple(
            fc.constant(said),
            fc.shuffledSubarray(
              said.map((_, at) => at),
              { minLength: said.length },
            ),
          ),
        ),
        async ([said, order]) => {
          const outcomes: string[][] = []
          for (const shuffled of [false, true]) {
            const { patient, messages } = await messagesOf(said)
            for (const at of shuffled ? order : messages.keys())
              expect(await lines[0]?.send(messages[at] ?? '')).toMatchObject({ code: 'AA' })
            const { resources } = await lab.clinician.fhir.search<Observation>(
              `Observation?patient=${patient}&_count=100`,
            )
            outcomes.push(
              resources
                .map(({ code, issued, valueQuantity }) => `${code.coding?.[0]?.code} ${issued} ${valueQuantity?.value}`)
                .toSorted(),
            )
          }
          expect(outcomes[1]).toEqual(outcomes[0])
        },
      ),
      { numRuns: DEEP ? 150 : 6 },
    )
  },
  DEEP ? 900_000 : 180_000,
)
