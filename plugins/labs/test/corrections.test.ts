import fc from 'fast-check'
import type { Bundle, DiagnosticReport, Observation } from 'fhir/r4.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { valueText } from '../domain/observed.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { DEEP } from './messages.js'
import { openLine, type Line } from './mllp-client.js'
import { minute, orderUnder, oruOf } from './oru.js'

let lab: LabClinic
let lines: Line[]
let patient: string
beforeAll(async () => {
  lab = await labClinic()
  patient = (await lab.patient()).id
  await vi.waitFor(async () => (await openLine(lab.port)).close(), { timeout: 20_000, interval: 50 })
  lines = await Promise.all([openLine(lab.port), openLine(lab.port), openLine(lab.port)])
}, 60_000)
afterAll(async () => {
  lines?.forEach((line) => line.close())
  await lab?.stop()
})

const CODES = ['2823-3', '2951-2', '2075-0']

/** Messages of one report, in groups that leave at the same moment on lines of their own. */
const stream = fc.array(
  fc.array(
    fc.record({
      status: fc.constantFrom('P', 'A', 'F', 'F', 'C', 'C', 'X'),
      results: fc
        .uniqueArray(fc.record({ code: fc.constantFrom(...CODES), value: fc.integer({ min: 1, max: 6 }) }), {
          selector: ({ code }) => code,
          minLength: 1,
        })
        .map((found) => found.map(({ code, value }) => ({ code, value: String(value) }))),
      again: fc.boolean(),
      /** Minutes by which the laboratory's clock is behind. */
      behind: fc.constantFrom(0, 0, 0, 15),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 1, maxLength: 4 },
)

let runs = 0

test(
  'whatever a laboratory sends of one report: one report, one record for each analyte, and no value that was shown is lost',
  async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (groups) => {
        const number = `C-${++runs}`
        await orderUnder(lab, patient, number)
        let at = 0
        for (const group of groups) {
          const messages = group.map(({ status, results, behind }) => {
            at++
            return oruOf({
              controlId: `${number}-${at}`,
              order: number,
              filler: `F-${number}`,
              status,
              issued: minute(30 + at * 10 - behind),
              results: results.map(({ code, value }) => ({
                code,
                value: status === 'X' ? '' : value,
                status: status === 'A' ? 'P' : status,
              })),
            })
          })
          const acks = await Promise.all(messages.map((message, n) => lines[n]?.send(message)))
          expect(acks.map((ack) => ack?.code)).toEqual(messages.map(() => 'AA'))
          for (const [n, { again }] of group.entries())
            if (again) expect(await lines[0]?.send(messages[n] ?? '')).toMatchObject({ code: 'AA' })
        }
        await isWhole(
          number,
          new Set(groups.flatMap((group) => group.flatMap(({ results }) => results.map(({ code }) => code)))),
        )
      }),
      { numRuns: DEEP ? 400 : 8 },
    )
  },
  DEEP ? 900_000 : 180_000,
)

async function isWhole(number: string, codes: ReadonlySet<string>): Promise<void> {
  const { resources: reports } = await lab.clinician.fhir.search<DiagnosticReport>(
    `DiagnosticReport?identifier=${number}`,
  )
  expect(reports).toHaveLength(1)
  const ids = (reports[0]?.result ?? []).map(({ reference }) => reference?.split('/')[1])
  const { resources } = await lab.clinician.fhir.search<Observation>(`Observation?_id=${ids.join(',')}&_count=50`)
  expect(resources.flatMap(({ code }) => code.coding?.[0]?.code ?? []).toSorted()).toEqual([...codes].toSorted())
  for (const current of resources) {
    const readable = [
      valueText(current),
      ...(current.note ?? []).flatMap(({ text }) => /^Earlier: (.*) \(/.exec(text)?.[1] ?? []),
    ]
    const shown = (await versionsOf(current.id)).map(valueText)
    expect([shown.filter((value) => !readable.includes(value)), readable]).toEqual([[], readable])
  }
}

async function versionsOf(id: string): Promise<Observation[]> {
  const answer = await lab.clinician.fetch(`fhir/Observation/${id}/_history?_count=100`)
  const { entry = [] }: Bundle<Observation> = await answer.json()
  return entry.flatMap(({ resource }) => resource ?? [])
}
