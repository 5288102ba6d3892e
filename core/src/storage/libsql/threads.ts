import { Worker } from 'node:worker_threads'
import { refuse, Refusal } from '../../refusal.js'
import type { CheckpointRequest } from './checkpoint-thread.js'
import type { WriterAnswer, WriterOp, WriterRequest } from './writer-protocol.js'

/** The two threads behind all clinics of a server: one writes, one checkpoints. */
export interface StorageThreads {
  /** Asks the writer; requests of one tick travel and commit together. */
  write(clinic: string, op: WriterOp): Promise<Extract<WriterAnswer, { ok: true }>['value']>
  watch(file: string, key: Uint8Array): void
  unwatch(file: string): Promise<void>
  dirty(file: string): void
  close(): Promise<void>
}

/** A clinic's file has a schema that this program doesn't know. The CLI turns it into exit 2. */
export class NewerFile extends Error {}

// Workers run compiled code also when the tests run from the sources.
const entry = (name: string): URL =>
  new URL(import.meta.url.endsWith('.ts') ? `../../../dist/storage/libsql/${name}.js` : `./${name}.js`, import.meta.url)

interface Waiting {
  resolve(value: Extract<WriterAnswer, { ok: true }>['value']): void
  reject(error: Error): void
}

export function startThreads(onCrash: (error: Error) => void): StorageThreads {
  const waiting = new Map<number, Waiting>()
  let outbox: WriterRequest[] = []
  let n = 0
  let closing = false
  const writer = new Worker(entry('writer-thread'))
  const checkpointer = new Worker(entry('checkpoint-thread'))
  const dropped = new Map<string, () => void>()
  const dirtyFiles = new Set<string>()

  writer.on('message', (answers: WriterAnswer[]) => {
    for (const answer of answers) {
      const asked = waiting.get(answer.n)
      waiting.delete(answer.n)
      if (answer.ok) asked?.resolve(answer.value)
      else asked?.reject(failure(answer))
    }
  })
  let dead = false
  const unwritable = () => refuse(503, 'exception', 'The records can’t be written now. Nothing was stored.')
  const crashed = (error: Error) => {
    dead = true
    for (const asked of waiting.values()) asked.reject(unwritable())
    waiting.clear()
    if (!closing) onCrash(error)
  }
  writer.on('error', crashed)
  writer.on('exit', (code) => {
    if (!closing) crashed(new Error(`the writer thread ended with ${code}`))
  })
  checkpointer.on('message', (file: string) => dropped.get(file)?.())
  checkpointer.on('error', onCrash)
  // what a thread that ended had open is closed
  checkpointer.on('exit', () => dropped.forEach((done) => done()))
  writer.unref()
  checkpointer.unref()

  function post(): void {
    const requests = outbox
    outbox = []
    writer.postMessage(requests)
  }
  const tell = (request: CheckpointRequest) => checkpointer.postMessage(request)

  return {
    write(clinic, op) {
      if (dead) return Promise.reject(unwritable())
      return new Promise((resolve, reject) => {
        waiting.set(++n, { resolve, reject })
        // while something is asked, the process must not end
        writer.ref()
        if (outbox.length === 0) setImmediate(post)
        outbox.push({ ...op, n, clinic })
      }).finally(() => {
        if (waiting.size === 0) writer.unref()
      }) as ReturnType<StorageThreads['write']>
    },
    watch: (file, key) => tell({ op: 'add', file, key }),
    unwatch: (file) =>
      new Promise((resolve) => {
        checkpointer.ref()
        dropped.set(file, () => {
          dropped.delete(file)
          if (dropped.size === 0) checkpointer.unref()
          resolve()
        })
        tell({ op: 'drop', file })
      }),
    dirty(file) {
      if (dirtyFiles.size === 0) {
        setTimeout(() => {
          tell({ op: 'dirty', files: [...dirtyFiles] })
          dirtyFiles.clear()
        }, 100).unref()
      }
      dirtyFiles.add(file)
    },
    async close() {
      closing = true
      writer.ref()
      checkpointer.ref()
      await Promise.all([writer.terminate(), checkpointer.terminate()])
    },
  }
}

/** The same, started when the first clinic is opened: a server answers /health before that. */
export function lazyThreads(onCrash: (error: Error) => void): StorageThreads {
  let started: StorageThreads | undefined
  const threads = () => (started ??= startThreads(onCrash))
  return {
    write: (clinic, op) => threads().write(clinic, op),
    watch: (file, key) => threads().watch(file, key),
    unwatch: async (file) => started?.unwatch(file),
    dirty: (file) => started?.dirty(file),
    close: async () => started?.close(),
  }
}

function failure(answer: Extract<WriterAnswer, { ok: false }>): Error {
  if (answer.code === 'newer') return new NewerFile(answer.message)
  if (answer.code === 'full')
    return new Refusal(507, [
      { severity: 'fatal', code: 'no-store', diagnostics: 'The disk can’t take it. Nothing was stored.' },
    ])
  if (answer.code === 'open') return refuse(503, 'exception', 'The clinic’s records can’t be opened.')
  return new Error(answer.message)
}
