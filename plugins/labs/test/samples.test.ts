import type { Patient } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MessagesAnswer, QueuedMessage, ReplayAnswer } from '../domain/api.js'
import { ACCEPTED } from '../domain/hl7/map-message.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { ABSENT, isAbsent, samples } from './messages.js'
import { openLine, type Ack, type Line } from './mllp-client.js'
import { exceptionsOf } from './exceptions.js'

/** Every public message over a real line, then into a chart. */
describe.skipIf(isAbsent)(`the messages of ../shared/data/hl7v2 ${ABSENT}`, () => {
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

  const all = samples()
  const excepted = exceptionsOf('type')

  test('each of an accepted type is AA, each other AR with the reason; MSA-2 is its control id', async () => {
    const wrong: string[] = []
    for (const { file, message, bytes } of all) {
      const ack: Ack = await line.send(bytes)
      const expected = ACCEPTED.has(message.type) ? 'AA' : 'AR'
      if (ack.code !== expected && !excepted.has(file)) wrong.push(`${file} ${message.type}: ${ack.code} ${ack.text}`)
      if (ack.controlId !== message.controlId) wrong.push(`${file}: MSA-2 is ${ack.controlId}`)
      if (expected === 'AR' && ack.text === '') wrong.push(`${file}: refused without a reason`)
    }
    expect(wrong).toEqual([])
  }, 180_000)

  test('the same bytes again change nothing and are AA', async () => {
    const before = (await lab.get<MessagesAnswer>(lab.clinician, 'messages?limit=1')).counts
    for (const { bytes, message } of all.filter((each) => ACCEPTED.has(each.message.type)).slice(0, 60))
      expect(await line.send(bytes)).toMatchObject({ code: 'AA', controlId: message.controlId })
    expect((await lab.get<MessagesAnswer>(lab.clinician, 'messages?limit=1')).counts).toEqual(before)
  }, 60_000)

  test('each is kept byte for byte', async () => {
    const queue = await queueOf(lab)
    const bytes = new Set<string>()
    for (const { id } of queue.slice(0, 150)) {
      const raw = await lab.clinician.fetch(`api/labs/messages/${id}/raw`)
      bytes.add(Buffer.from(await raw.arrayBuffer()).toString('base64'))
    }
    const sent = new Set(all.map((each) => Buffer.from(each.bytes).toString('base64')))
    expect([...bytes].filter((each) => !sent.has(each))).toEqual([])
  }, 60_000)

  test('each that waits can be filed: what it becomes is valid FHIR', async () => {
    const wrong: string[] = []
    const waiting = (await queueOf(lab)).filter(({ state }) => state === 'waiting')
    expect(waiting.length).toBeGreaterThan(150)
    const nobody = await lab.patient('Nobody', 'Norma', '1950-05-05')
    for (const { id, type, controlId, about } of waiting) {
      // without PID there is nobody to register
      const decision = about?.name ? { create: true } : { patient: nobody.id }
      const { status, body } = await lab.post<ReplayAnswer>(lab.clinician, `messages/${id}/match`, decision)
      if (status !== 200 || body.state !== 'filed') wrong.push(`${type} ${controlId}: ${JSON.stringify(body)}`)
    }
    expect(wrong).toEqual([])
    expect((await queueOf(lab)).filter(({ state }) => state === 'waiting' || state === 'error')).toEqual([])
    expect((await lab.clinician.fhir.search<Patient>('Patient?_summary=count')).total).toBeGreaterThan(100)
  }, 180_000)
})

async function queueOf(lab: LabClinic): Promise<QueuedMessage[]> {
  const found: QueuedMessage[] = []
  let before = ''
  for (;;) {
    const page = await lab.get<MessagesAnswer>(lab.clinician, `messages?limit=500${before}`)
    found.push(...page.messages)
    if (!page.next) return found
    before = `&before=${encodeURIComponent(page.next)}`
  }
}
