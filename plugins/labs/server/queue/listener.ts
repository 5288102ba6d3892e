import { acknowledge, clinicTime, frame, isProblem, MllpDecoder, type Frame } from '@tessera/hl7v2'
import type { PluginContext } from '@tessera/sdk'
import { createServer as createPlainServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LabSettings } from '../settings.js'
import type { Outcome } from './keep.js'
import { turns, type Turns } from '../turns.js'
import { receive } from './process.js'

export interface ListenerOptions extends Pick<
  LabSettings,
  'host' | 'allowedAddresses' | 'allowedSenders' | 'maxMegabytes' | 'tlsCertificate' | 'tlsKey' | 'tlsClientCa'
> {
  /** 0 takes a free one. */
  port: number
  /** Told the port once it is open. */
  opened?(port: number): void
}

/** Lines that are open at once. */
const MOST_LINES = 64
/** From this size on messages take turns, so that a few large ones can't fill the memory. */
const LARGE = 512 * 1024
/** A line on which nothing comes for so long is closed. */
const IDLE = 10 * 60_000

/**
 * Takes HL7 v2 over MLLP until `signal` aborts: each message is answered once it is stored, in the order of its line;
 * a line is not read further until then.
 */
export async function listen(ctx: PluginContext, options: ListenerOptions, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const lines = new Set<Socket>()
  const turn = turns()
  const onLine = (socket: Socket): void => {
    if (lines.size >= MOST_LINES || !isAllowed(socket.remoteAddress, options.allowedAddresses)) {
      socket.destroy()
      return
    }
    lines.add(socket)
    socket.setTimeout(IDLE, () => socket.destroy())
    socket.on('close', () => lines.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(ctx, options, socket, turn)
  }
  const server = serverOf(options, onLine)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : options.port
  ctx.log.info('HL7 v2 is heard', { port, host: options.host, tls: options.tlsCertificate !== undefined })
  options.opened?.(port)
  await new Promise<void>((resolve) => {
    const end = (): void => {
      for (const socket of lines) socket.destroy()
      server.close(() => resolve())
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
    server.on('error', (error) => ctx.log.error('the HL7 listener failed', { error: String(error) }))
  })
}

function serverOf(options: ListenerOptions, onLine: (socket: Socket) => void): Server {
  const { tlsCertificate, tlsKey, tlsClientCa } = options
  if (!tlsCertificate || !tlsKey) return createPlainServer(onLine)
  const server = createTlsServer({
    cert: tlsCertificate,
    key: tlsKey,
    ...(tlsClientCa ? { ca: tlsClientCa, requestCert: true, rejectUnauthorized: true } : {}),
  })
  server.on('secureConnection', onLine)
  return server
}

/** Message by message: paused while one is worked on, so that a flood waits in the sender's socket, not here. */
function serve(ctx: PluginContext, options: ListenerOptions, socket: Socket, turn: Turns): void {
  const decoder = new MllpDecoder(options.maxMegabytes * 1024 * 1024)
  socket.on('data', (chunk: Buffer) => {
    const frames = decoder.push(chunk)
    if (frames.length === 0) return
    socket.pause()
    void answerAll(ctx, options, socket, frames, turn).finally(() => {
      if (!socket.destroyed) socket.resume()
    })
  })
}

async function answerAll(
  ctx: PluginContext,
  options: ListenerOptions,
  socket: Socket,
  frames: readonly Frame[],
  turn: Turns,
): Promise<void> {
  for (const each of frames) {
    if (socket.destroyed) return
    try {
      const answer = await answerTo(ctx, options, each, turn)
      if (!socket.destroyed) socket.write(frame(answer))
    } catch (error) {
      // no answer: the sender keeps the message and sends it again
      ctx.log.error('a message could not be stored', { error: String(error) })
      socket.destroy()
      return
    }
    // other lines and requests have their turn between two messages
    await nextTurn()
  }
}

async function answerTo(ctx: PluginContext, options: ListenerOptions, received: Frame, turn: Turns): Promise<string> {
  const head = () => ({
    now: clinicTime(ctx.clinic.timezone).fromFhir(ctx.now().toISOString()),
    controlId: controlId(ctx),
  })
  if (isProblem(received)) return acknowledge(received, 'AR', head())
  const { bytes } = received
  const work = (): Promise<Outcome> => receive(ctx, { bytes, allowedSenders: options.allowedSenders })
  const outcome = bytes.length >= LARGE ? await turn('large', work) : await work()
  return acknowledgement(outcome, head())
}

function acknowledgement(outcome: Outcome, head: { now: string; controlId: string }): string {
  const { ack, reason, error, message, problem } = outcome
  const to = message ?? problem
  if (!to) throw new Error('an outcome without message')
  if (ack === 'AA') return acknowledge(to, 'AA', head)
  return acknowledge(to, ack, {
    ...head,
    ...(reason ? { text: reason } : {}),
    error: {
      code: error?.code ?? '207',
      ...(error?.segment
        ? { location: { segment: error.segment, ...(error.field ? { field: error.field } : {}) } }
        : {}),
    },
  })
}

/** At most 20 characters (MSH-10 before 2.7). */
const controlId = (ctx: PluginContext): string =>
  `${ctx.now().getTime().toString(36)}${Math.floor(ctx.random() * 36 ** 6).toString(36)}`.toUpperCase()

/** IPv4 in IPv6 clothes counts as IPv4. */
function isAllowed(address: string | undefined, allowed: readonly string[]): boolean {
  const plain = address?.replace(/^::ffff:/, '') ?? ''
  return allowed.includes(plain) || allowed.includes('*')
}
