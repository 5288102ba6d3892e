import { connect, createServer, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { framed, read, unframer } from './hl7.js'
import { answer, departures, HABITS, type Departure } from './laboratory.js'

/**
 * A laboratory as a process of its own: takes OML^O21 over MLLP, answers with ORU^R01 to `--reply-to`.
 *
 *   node simulator/main.js --port 0 --reply-to 127.0.0.1:2575 [--seed 7] [--turnaround 4000]
 *
 * The first line on stdout is `{"port": …}`. It ends when its stdin does, so it never outlives who started it.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'reply-to': { type: 'string', default: '127.0.0.1:2575' },
    seed: { type: 'string', default: '7' },
    turnaround: { type: 'string', default: String(HABITS.turnaround) },
    preliminary: { type: 'string', default: String(HABITS.preliminary) },
    late: { type: 'string', default: String(HABITS.late) },
    duplicate: { type: 'string', default: String(HABITS.duplicate) },
    corrected: { type: 'string', default: String(HABITS.corrected) },
    'too-late': { type: 'string', default: String(HABITS.tooLate) },
  },
})
const habits = {
  turnaround: Number(values.turnaround),
  preliminary: Number(values.preliminary),
  late: Number(values.late),
  duplicate: Number(values.duplicate),
  corrected: Number(values.corrected),
  tooLate: Number(values['too-late']),
}
const [host = '127.0.0.1', port = '2575'] = values['reply-to'].split(':')
const random = seeded(Number(values.seed))
const known = new Set<string>()
/** What is to leave, by the number of its order. */
const pending = new Map<string, NodeJS.Timeout[]>()
let acks = 0

const server = createServer((socket) => {
  const take = unframer()
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    for (const message of take(chunk)) receive(socket, message)
  })
})

function receive(socket: Socket, message: string): void {
  const now = Date.now()
  const { ack, orders } = answer(message, now, `SIMACK${++acks}`)
  socket.write(framed(ack))
  const id = read(message)[0]?.[10] ?? ''
  // the same requisition again is the same order
  if (orders.length === 0 || known.has(id)) return
  known.add(id)
  for (const { placer, cancelled } of orders) {
    if (!cancelled || random() < habits.tooLate) continue
    for (const timer of pending.get(placer) ?? []) clearTimeout(timer)
    pending.delete(placer)
  }
  for (const departure of departures(message, habits, now, random)) {
    const timer = setTimeout(() => send(departure, 1), departure.after)
    pending.set(departure.placer, [...(pending.get(departure.placer) ?? []), timer])
  }
}

/** Sends until it is acknowledged, as laboratories do. */
function send(departure: Departure, attempt: number): void {
  const again = (): void => {
    if (attempt < 200) setTimeout(() => send(departure, attempt + 1), Math.min(30_000, 250 * 2 ** Math.min(attempt, 6)))
  }
  const socket = connect(Number(port), host)
  const take = unframer()
  let answered = false
  socket.setTimeout(20_000, () => socket.destroy())
  socket.on('connect', () => socket.write(framed(departure.message)))
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    for (const message of take(chunk)) {
      answered = true
      const code = read(message).find(([name]) => name === 'MSA')?.[1]
      if (code !== 'AA') process.stderr.write(`the clinic answered ${code ?? 'nothing'}\n`)
      socket.end()
    }
  })
  socket.on('close', () => {
    if (!answered) again()
  })
}

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${JSON.stringify({ port: address && typeof address === 'object' ? address.port : 0 })}\n`)
})
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
