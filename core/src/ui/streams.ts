import type { Access } from '../access/access.js'
import type { OpenClinic } from '../clinic.js'
import { typeName } from '../storage/definitions.js'
import type { ChangeRow } from '../storage/engine.js'

/** Names of the events of `/ui/events`. */
export type StreamEvent = 'registry' | 'change' | 'notify' | 'presence'

/** One open screen (a browser holds one for all its tabs). */
export interface Stream {
  access(): Access
  /** @param text a whole SSE message */
  send(text: string): void
  /** The browser opens it anew and looks at everything again. */
  end(): void
}

/** All screens of one clinic that listen. */
export interface ClinicStreams {
  add(stream: Stream): () => void
  /** @param to who gets it; everybody when left out */
  tell(event: StreamEvent, data: object, to?: (access: Access) => boolean): void
  readonly size: number
}

/** Changes are collected this long, so that a burst is looked up once. */
const COLLECT_MS = 40
/** More than this in one burst (an import) isn't told one by one: streams end, and screens catch up when they reopen. */
const MOST = 400

export const sseMessage = (event: StreamEvent, data: object): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/**
 * Tells screens what was committed: `{type, id, patient, version}`, each only what its person may read now. Costs
 * nothing while nobody listens; a resource is looked up once for all streams.
 */
export function clinicStreams(open: OpenClinic, failed: (error: unknown) => void): ClinicStreams {
  const streams = new Set<Stream>()
  /** `t/id` → version */
  let pending = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let unlisten: (() => void) | undefined

  const collect = (changes: readonly ChangeRow[]): void => {
    for (const { items } of changes) {
      for (const item of items)
        if (item.kind === 'resource') pending.set(item.key, Math.max(item.ver, pending.get(item.key) ?? 0))
    }
    timer ??= setTimeout(() => {
      timer = undefined
      const batch = pending
      pending = new Map()
      if (batch.size > MOST) [...streams].forEach((stream) => stream.end())
      else tellEach(batch).catch(failed)
    }, COLLECT_MS)
  }

  const tellEach = async (batch: Map<string, number>): Promise<void> => {
    for (const [key, version] of batch) {
      const [t = '', id = ''] = key.split('/')
      const type = typeName(Number(t))
      const stored = await open.engine.read(Number(t), id)
      const patients = stored?.patients ?? []
      const facts = { type, id, patients, labels: stored?.lab ?? 0, ...(stored ? { author: stored.author } : {}) }
      const [patient] = patients
      const text = sseMessage('change', {
        type,
        id,
        ...(patient !== undefined && patients.length === 1 ? { patient } : {}),
        version,
      })
      for (const stream of streams) if (stream.access().decide('r', facts).permit) stream.send(text)
    }
  }

  return {
    get size() {
      return streams.size
    },
    add(stream) {
      streams.add(stream)
      unlisten ??= open.onChange(collect)
      return () => {
        streams.delete(stream)
        if (streams.size > 0) return
        unlisten?.()
        unlisten = undefined
        clearTimeout(timer)
        timer = undefined
        pending = new Map()
      }
    },
    tell(event, data, to = () => true) {
      const text = sseMessage(event, data)
      for (const stream of streams) if (to(stream.access())) stream.send(text)
    },
  }
}
