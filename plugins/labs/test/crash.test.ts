import type { DiagnosticReport } from 'fhir/r4.js'
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { install, isUnbuilt, tokenOf, type Installation } from '../../../core/test/tessera-process.js'
import { DEEP } from './messages.js'
import { freePort } from '@tessera/testing'
import { openLine } from './mllp-client.js'
import { oruOf } from './oru.js'

const PLUGIN = fileURLToPath(new URL('../dist/server/plugin.js', import.meta.url))
const LINES = 4
const PATIENTS = 8
/** Of three messages of 10 MB each. */
const ROUNDS = DEEP ? 40 : 2

const residentMegabytes = (pid = 0): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** A real server process with the laboratory, killed under load. */
describe.skipIf(isUnbuilt || !existsSync(PLUGIN))('kill -9 while results stream in (needs npm run build)', () => {
  let house: Installation
  let client: Record<string, unknown>
  let port: number
  let server: ChildProcess

  beforeAll(async () => {
    port = await freePort()
    house = await install(`
import { labs } from ${JSON.stringify(PLUGIN)}
export default { ui: '@tessera/web-components', plugins: [labs({ mllpPort: ${port}, demo: 'alpha' })] }`)
    server = await house.serve()
    await house.run(['clinic', 'create', 'alpha', '--name', 'Alpha', '--timezone', 'America/Chicago', '--json'])
    client = (await house.run(['client', 'create', '--clinic', 'alpha', '--scope', 'system/*.cruds', '--json'])).json
    expect((await house.run(['plugin', 'enable', 'labs', '--clinic', 'alpha', '--json'])).code).toBe(0)
    for (let n = 0; n < PATIENTS; n++) {
      const { id } = await fhir<{ id: string }>('Patient', {
        resourceType: 'Patient',
        name: [{ family: 'Crash', given: [`Given${n}`] }],
        birthDate: '1980-02-03',
      })
      await fhir('ServiceRequest', {
        resourceType: 'ServiceRequest',
        identifier: [{ system: 'urn:tessera:order', value: `K-${n}` }],
        status: 'active',
        intent: 'order',
        category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }],
        code: { coding: [{ system: 'http://loinc.org', code: '24321-2' }] },
        subject: { reference: `Patient/${id}` },
      })
    }
  }, 120_000)
  afterAll(() => house?.remove(), 30_000)

  async function fhir<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${house.url}/clinics/alpha/fhir/${path}`, {
      headers: { authorization: `Bearer ${await tokenOf(client)}`, 'content-type': 'application/fhir+json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
    expect(answer.ok).toBe(true)
    // the caller names what the server answers
    return (await answer.json()) as T
  }

  /** Each has a report number of its own, and answers the order of one of the patients. */
  const messageOf = (id: string, n: number): string =>
    oruOf({
      controlId: id,
      order: `K-${n % PATIENTS}`,
      filler: `F-${id}`,
      status: 'F',
      results: [
        { code: '2823-3', value: '4.2' },
        { code: '2951-2', value: '140' },
      ],
      pid: `PID|1||X||Crash^Given${n % PATIENTS}||19800203|F`,
    })

  /** Sends on several lines until the server is gone. */
  function stream(round: number) {
    const sent: string[] = []
    const acknowledged: string[] = []
    const work = async (hand: number) => {
      const line = await openLine(port)
      for (let n = 0; ; n++) {
        const id = `R${round}H${hand}N${n}`
        sent.push(id)
        const ack = await line.send(messageOf(id, n)).catch(() => undefined)
        if (!ack) return line.close()
        expect(ack).toMatchObject({ code: 'AA', controlId: id })
        acknowledged.push(id)
      }
    }
    return { sent, acknowledged, done: Promise.all(Array.from({ length: LINES }, (_, hand) => work(hand))) }
  }

  const hears = () => vi.waitFor(async () => (await openLine(port)).close(), { timeout: 40_000, interval: 50 })

  /** The numbers of all reports, each as often as it is stored, with its results. */
  async function stored(): Promise<string[]> {
    const found: string[] = []
    let query = 'DiagnosticReport?_count=500&_sort=_lastUpdated'
    for (;;) {
      const page = await fhir<{
        entry?: { resource: DiagnosticReport }[]
        link?: { relation: string; url: string }[]
      }>(query)
      for (const { resource } of page.entry ?? []) {
        expect(resource.result).toHaveLength(2)
        found.push(resource.identifier?.[0]?.value ?? '')
      }
      const next = page.link?.find(({ relation }) => relation === 'next')?.url
      if (!next) return found.toSorted()
      query = next.slice(next.indexOf('DiagnosticReport?'))
    }
  }

  test.skipIf(process.platform !== 'linux')(
    'messages of 10 MB on several lines leave the memory flat; one above the limit is AR and the line goes on',
    async () => {
      await hears()
      const lines = await Promise.all([openLine(port), openLine(port), openLine(port)])
      const pdf = Buffer.alloc(7_500_000, 'tessera').toString('base64')
      const large = (id: string) => messageOf(id, 0) + `OBX|3|ED|PDF^Report^L||^AP^PDF^Base64^${pdf}||||||F\r`
      const residents: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const acks = await Promise.all(
          // of nobody here: they wait in the queue
          lines.map((line, at) => line.send(large(`BIG${round}-${at}`).replace('Crash^', 'Nobody^'))),
        )
        expect(acks.map(({ code }) => code)).toEqual(['AA', 'AA', 'AA'])
        residents.push(residentMegabytes(server.pid))
      }
      expect(await lines[0]?.send(`${messageOf('HUGE', 0)}NTE|1|L|${'x'.repeat(26 * 1024 * 1024)}\r`)).toMatchObject({
        code: 'AR',
      })
      expect(await lines[0]?.send(messageOf('AFTER', 0).replace('Crash^', 'Nobody^'))).toMatchObject({ code: 'AA' })
      lines.forEach((line) => line.close())
      // 30 MB a round, 600 MB in each half of the deep run
      const half = residents.length / 2
      const [first, second] = [Math.max(...residents.slice(0, half)), Math.max(...residents.slice(half))]
      expect([second - first < 150, residents]).toEqual([true, residents])
      expect([second < 1_200, residents]).toEqual([true, residents])
    },
    180_000,
  )

  test.each(DEEP ? [1, 2, 3, 4, 5] : [1, 2])(
    'each message that was acknowledged is stored once, each other one once it is sent again; round %i',
    async (round) => {
      await hears()
      const before = await stored()
      const { sent, acknowledged, done } = stream(round)
      await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(40 * round), {
        timeout: 60_000,
        interval: 10,
      })
      await house.stop('SIGKILL')
      await done
      await house.serve()
      await hears()

      const after = await stored()
      const missing = acknowledged.filter((id) => !after.includes(`F-${id}`))
      expect(missing).toEqual([])
      expect(new Set(after).size).toBe(after.length)

      // as laboratories do: what got no answer is sent again, and to be sure some of what did
      const line = await openLine(port)
      const lost = sent.filter((id) => !acknowledged.includes(id))
      for (const id of [...lost, ...acknowledged.slice(-20)])
        expect(await line.send(messageOf(id, Number(/N(\d+)$/.exec(id)?.[1])))).toMatchObject({ code: 'AA' })
      line.close()
      expect(await stored()).toEqual([...before, ...sent.map((id) => `F-${id}`)].toSorted())
      const { total } = await fhir<{ total: number }>('Observation?_total=accurate&_count=0')
      expect(total).toBe(2 * (before.length + sent.length))
    },
    180_000,
  )
})
