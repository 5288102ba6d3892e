import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { groupResults, isProblem, parseBatch, parseMessage, type Message } from './index.js'

const HOME = fileURLToPath(new URL('../../../../shared/data/hl7v2/', import.meta.url))
const absent = !existsSync(HOME)
const files = absent ? [] : readdirSync(HOME, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.hl7'))

function messagesIn(file: string): readonly Message[] {
  const batch = parseBatch(readFileSync(join(HOME, file)))
  if (isProblem(batch)) throw new Error(`${file}: ${batch.text}`)
  return batch.messages.map((message) => {
    if (isProblem(message)) throw new Error(`${file}: ${message.text}`)
    return message
  })
}

describe.skipIf(absent)('all public HL7 v2 messages (needs ../shared/data beside the repository)', () => {
  it('are read: 313 in 311 files, 188 of them results', () => {
    const messages = files.flatMap(messagesIn)
    expect([files.length, messages.length]).toEqual([311, 313])
    expect(messages.filter(({ type }) => type === 'ORU^R01')).toHaveLength(188)
  })

  it('are written again with the same segments, and the same lines as the file', () => {
    for (const file of files) {
      const messages = messagesIn(file)
      for (const message of messages) {
        const again = parseMessage(message.toString())
        if (isProblem(again)) throw new Error(`${file}: ${again.text}`)
        expect(again.segments().map(String), file).toEqual(message.segments().map(String))
      }
      const lines = readFileSync(join(HOME, file), 'utf8').split(/[\r\n]+/)
      const sent = lines.map((line) => line.replace('\uFEFF', '')).filter((line) => /^(?!FHS|BHS|BTS|FTS)\S/.test(line))
      expect(
        messages.flatMap((message) => message.segments().map(String)),
        file,
      ).toEqual(sent)
    }
  })

  it('keep every result and note in their groups', () => {
    for (const message of files.flatMap(messagesIn)) {
      const { patients } = groupResults(message)
      const observations = patients.flatMap((patient) => [
        ...patient.observations,
        ...patient.orders.flatMap((order) => [
          ...order.observations,
          ...order.specimens.flatMap((s) => s.observations),
        ]),
      ])
      expect(observations).toHaveLength(message.segments('OBX').length)
    }
  })
})
