import { frame, isProblem, MllpDecoder, parseMessage } from '@tessera/hl7v2'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MessagesAnswer } from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { openLine } from './mllp-client.js'
import { oruOf } from './oru.js'

/** How a line ends that nobody wanted. */
const REFUSED = /closed|ECONNRESET|EPIPE|alert|disconnected/i

async function settings(lab: LabClinic, values: Record<string, unknown>): Promise<void> {
  const { control, host } = lab.clinic.server
  await control.setPluginSettings(lab.clinic.slug, 'labs', { port: lab.port, ...values })
  await host.disable(lab.clinic.slug, 'labs')
  await host.enable(lab.clinic.slug, 'labs')
}

const message = (controlId: string, sender = 'LAB|Quest') =>
  oruOf({ controlId, sender, status: 'F', filler: controlId, results: [{ code: '2823-3', value: '4' }] })

describe('senders that a clinic names', () => {
  let lab: LabClinic
  beforeAll(async () => {
    lab = await labClinic()
    await settings(lab, { allowedSenders: ['LAB|Quest'] })
  }, 60_000)
  afterAll(() => lab?.stop())

  test('are heard; another is AR with the reason, and kept byte for byte', async () => {
    const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
    expect(await line.send(message('S1'))).toMatchObject({ code: 'AA' })
    const refused = message('S2', 'LAB|Elsewhere')
    expect(await line.send(refused)).toMatchObject({
      code: 'AR',
      controlId: 'S2',
      text: 'The sender LAB|Elsewhere is not one that this clinic hears',
    })
    // again is again refused, and stored once
    expect(await line.send(refused)).toMatchObject({ code: 'AR' })
    line.close()
    const { messages } = await lab.get<MessagesAnswer>(lab.nurse, 'messages?state=refused')
    expect(messages).toMatchObject([{ controlId: 'S2', sender: 'LAB|Elsewhere', state: 'refused', ack: 'AR' }])
    const raw = await lab.nurse.fetch(`api/labs/messages/${messages[0]?.id}/raw`)
    expect(await raw.text()).toBe(refused)
  })

  test('once a clinic names the sender, the same bytes are taken', async () => {
    await settings(lab, { allowedSenders: ['LAB|Quest', 'LAB|Elsewhere'] })
    const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
    expect(await line.send(message('S2', 'LAB|Elsewhere'))).toMatchObject({ code: 'AA' })
    line.close()
    expect((await lab.get<MessagesAnswer>(lab.nurse, 'messages?state=refused')).messages).toEqual([])
  })

  test('an address that may not connect gets no line', async () => {
    await settings(lab, { allowedAddresses: ['192.0.2.1'] })
    const closed = vi.waitFor(
      async () => {
        const line = await openLine(lab.port)
        await expect(line.send(message('S3'))).rejects.toThrow(REFUSED)
      },
      { timeout: 20_000, interval: 50 },
    )
    await closed
    const { messages } = await lab.get<MessagesAnswer>(lab.nurse, 'messages')
    expect(messages.map(({ controlId }) => controlId)).not.toContain('S3')
  })
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!hasOpenssl)('a line with TLS (needs openssl)', () => {
  let lab: LabClinic
  let folder: string
  const file = (name: string) => readFileSync(join(folder, name), 'utf8')
  /** A key with a certificate, of an authority or of itself. */
  const make = (name: string, authority?: string) => {
    const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`]
    if (!authority)
      return openssl('req', '-x509', ...key, '-out', `${name}.pem`, '-days', '3650', '-subj', `/CN=${name}`)
    openssl('req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${authority}.pem`, '-CAkey', `${authority}.key`],
      ...['-CAcreateserial', '-days', '3650', '-out', `${name}.pem`],
    )
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tessera-tls-'))
    make('authority')
    make('localhost', 'authority')
    make('laboratory', 'authority')
    make('stranger')
    lab = await labClinic()
    await settings(lab, {
      tlsCertificate: file('localhost.pem'),
      tlsKey: file('localhost.key'),
      tlsClientCa: file('authority.pem'),
    })
  }, 60_000)
  afterAll(async () => {
    await lab?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** @returns the acknowledgement code; rejects when the line is refused */
  const say = (text: string, name?: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls({
        port: lab.port,
        host: '127.0.0.1',
        servername: 'localhost',
        ca: file('authority.pem'),
        ...(name ? { cert: file(`${name}.pem`), key: file(`${name}.key`) } : {}),
      })
      const decoder = new MllpDecoder()
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('closed')))
      socket.on('secureConnect', () => socket.write(frame(text)))
      socket.on('data', (chunk: Buffer) => {
        for (const each of decoder.push(chunk)) {
          const answer = isProblem(each) ? each : parseMessage(each.bytes)
          resolve(isProblem(answer) ? answer.text : (answer.segment('MSA')?.value(1) ?? ''))
          socket.destroy()
        }
      })
    })

  test('takes messages of a sender with a certificate of the clinic’s authority, and of nobody else', async () => {
    await vi.waitFor(async () => expect(await say(message('T1'), 'laboratory')).toBe('AA'), {
      timeout: 20_000,
      interval: 50,
    })
    await expect(say(message('T2'), 'stranger')).rejects.toThrow(REFUSED)
    await expect(say(message('T3'))).rejects.toThrow(REFUSED)
    // plain text on a TLS port
    const line = await openLine(lab.port)
    await expect(line.send(message('T4'))).rejects.toThrow(REFUSED)
    const { messages } = await lab.get<MessagesAnswer>(lab.nurse, 'messages')
    expect(messages.map(({ controlId }) => controlId)).toEqual(['T1'])
  })
})
