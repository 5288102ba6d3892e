/**
 * The writer thread: one connection for each open clinic, one transaction a tick and clinic. It is the only thread
 * that writes records, so that an import in one clinic never stalls the loop that serves them all.
 */
import { parentPort, receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { openWriter, type ClinicWriter } from './clinic-writer.js'
import { NewerSchema } from './migrate.js'
import type { WriterAnswer, WriterRequest } from './writer-protocol.js'
import { giveWay } from './priority.js'

giveWay()

if (!parentPort) throw new Error('writer-thread runs as a worker')
const port: MessagePort = parentPort
const writers = new Map<string, ClinicWriter>()
let waiting: WriterRequest[] = []

port.on('message', (requests: WriterRequest[]) => {
  if (waiting.length === 0) setImmediate(tick)
  waiting.push(...requests)
})

/** Takes all that has arrived until now, so that they share one commit. */
function tick(): void {
  for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port))
    waiting.push(...(more.message as WriterRequest[]))
  const requests = waiting
  waiting = []
  const answers: WriterAnswer[] = []
  let group: WriterRequest[] = []
  const flush = () => {
    if (group.length === 0) return
    const [first] = group
    const writer = first && writers.get(first.clinic)
    answers.push(
      ...(writer
        ? writer.writeAll(group)
        : group.map(({ n }) => ({ n, ok: false as const, code: 'open' as const, message: 'the clinic is not open' }))),
    )
    group = []
  }
  // by clinic, in the order of arrival within each
  for (const request of [...requests].sort((a, b) =>
    a.clinic < b.clinic ? -1 : a.clinic > b.clinic ? 1 : a.n - b.n,
  )) {
    if (request.op === 'open' || request.op === 'close' || request.clinic !== group[0]?.clinic) flush()
    if (request.op === 'open') answers.push(open(request))
    else if (request.op === 'close') answers.push(close(request))
    else group.push(request)
  }
  flush()
  port.postMessage(answers)
}

function open(request: Extract<WriterRequest, { op: 'open' }>): WriterAnswer {
  try {
    const known = writers.get(request.clinic)
    const writer =
      known ??
      openWriter({
        file: request.file,
        key: request.key,
        timezone: request.timezone,
        baseUrl: request.baseUrl,
        now: Date.now,
      })
    writers.set(request.clinic, writer)
    return { n: request.n, ok: true, value: writer.report }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown'
    return { n: request.n, ok: false, code: error instanceof NewerSchema ? 'newer' : 'open', message }
  }
}

function close(request: WriterRequest): WriterAnswer {
  writers.get(request.clinic)?.close()
  writers.delete(request.clinic)
  return { n: request.n, ok: true, value: true }
}
