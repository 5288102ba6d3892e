import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { DiagnosticReport } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MessagesAnswer, OrderAnswer, OrdersAnswer } from '../domain/api.js'
import { answer, departures, HABITS } from '../simulator/laboratory.js'
import { read } from '../simulator/hl7.js'
import { labClinic, type LabClinic } from './lab-clinic.js'

const PROGRAM = fileURLToPath(new URL('../dist/server/simulator/main.js', import.meta.url))

describe('the simulated laboratory', () => {
  const OML = [
    'MSH|^~\\&|TESSERA|Clinic|SIMLAB|Lab|20261124||OML^O21^OML_O21|R1|P|2.5.1',
    'PID|1||4^^^X^MR||Morales^Ines',
    'ORC|NW|R1-1^TESSERA',
    'OBR|1|R1-1^TESSERA||24321-2^Basic metabolic panel^LN',
    '',
  ].join('\r')

  test('the same seed sends the same messages', () => {
    const from = (seed: number) => departures(OML, HABITS, 0, lcg(seed))
    expect(from(3)).toEqual(from(3))
    expect(from(3)).not.toEqual(from(4))
  })

  test('a duplicate is the same bytes; a correction differs and says so', () => {
    const all = departures(OML, { ...HABITS, preliminary: 1, duplicate: 1, corrected: 1 }, 0, lcg(5))
    const status = all.map(({ message }) => read(message).find(([name]) => name === 'OBR')?.[25])
    expect(status.toSorted()).toEqual(['C', 'F', 'F', 'P'])
    const finals = all.filter((_, at) => status[at] === 'F')
    expect(finals[0]?.message).toBe(finals[1]?.message)
  })

  test('what is no order is refused', () => {
    expect(answer('MSH|^~\\&|A|B|C|D|1||ADT^A01|X|P|2.5', 0, '1').ack).toContain('MSA|AR|X')
  })
})

describe.skipIf(!existsSync(PROGRAM))('orders go out and results come back (needs npm run build)', () => {
  let lab: LabClinic
  let simulator: ChildProcess
  beforeAll(async () => {
    lab = await labClinic({}, 'by themselves')
    simulator = spawn(
      process.execPath,
      [
        PROGRAM,
        '--reply-to',
        `127.0.0.1:${lab.port}`,
        '--turnaround',
        '150',
        '--preliminary',
        '1',
        '--late',
        '0',
        '--duplicate',
        '1',
        '--corrected',
        '1',
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const port = await new Promise<number>((resolve) => {
      if (simulator.stdout)
        createInterface({ input: simulator.stdout }).once('line', (line) => resolve(Number(JSON.parse(line).port)))
    })
    await lab.clinic.server.control.setPluginSettings(lab.clinic.slug, 'labs', {
      laboratories: [
        { id: 'sim', name: 'Simulated lab', host: '127.0.0.1', port, application: 'SIMLAB', facility: 'Lab' },
      ],
    })
    await lab.clinic.server.host.disable(lab.clinic.slug, 'labs')
    await lab.clinic.server.host.enable(lab.clinic.slug, 'labs')
  }, 60_000)
  afterAll(async () => {
    simulator?.kill()
    await lab?.stop()
  })

  test('preliminary, final, duplicate and corrected messages end as one corrected report and a closed order', async () => {
    const patient = await lab.patient('Zürcher', 'Ana María', '1970-02-03')
    const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient: patient.id,
      orders: [
        { code: '24321-2', diagnosis: { code: 'I10', text: 'Hypertension & more' }, answers: { fasting: 'no' } },
      ],
    })
    await vi.waitFor(
      async () => {
        const { resources } = await lab.clinician.fhir.search<DiagnosticReport>(
          `DiagnosticReport?patient=${patient.id}`,
        )
        expect(resources.map(({ status }) => status)).toEqual(['corrected'])
      },
      { timeout: 20_000, interval: 200 },
    )
    const { orders } = await lab.get<OrdersAnswer>(lab.nurse, `orders?patient=${patient.id}&status=resulted`)
    expect(orders).toMatchObject([{ requisition: body.requisition, delivery: 'sent', status: 'resulted' }])
    const { messages } = await lab.get<MessagesAnswer>(lab.nurse, 'messages')
    expect(messages.map(({ state }) => state)).toEqual(['filed', 'filed', 'filed'])
  }, 40_000)
})

function lcg(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}
