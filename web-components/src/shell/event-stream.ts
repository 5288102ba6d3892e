import type { Notice } from '@tessera/sdk'
import { parsePeople, type Person } from './presence.js'

/** What the server tells open screens: ids, never content; names only of colleagues. */
export type StreamEvent =
  | { name: 'registry' }
  | { name: 'change'; type: string; id: string; patient?: string; version?: number }
  | ({ name: 'notify' } & Omit<Notice, 'to'>)
  | { name: 'presence'; key: string; people: Person[] }
  | { name: 'resync' }

/**
 * One event stream a browser (HTTP/1.1 allows six connections): the tab that holds the lock listens to the server and
 * tells the others over a channel; when it closes, the next one takes over. `resync` says that events may have been
 * missed.
 *
 * @param base `/clinics/{slug}`
 */
export function listenToClinic(base: string, onEvent: (event: StreamEvent) => void, signal: AbortSignal): void {
  const name = `tessera-events:${base}`
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }: MessageEvent<StreamEvent>) => onEvent(data)
  signal.addEventListener('abort', () => channel.close())
  const lead = () => {
    const stop = openStream(`${base}/ui/events`, (event) => {
      channel.postMessage(event)
      onEvent(event)
    })
    return new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => {
        stop()
        resolve()
      }),
    )
  }
  if (navigator.locks) void navigator.locks.request(name, { signal }, lead).catch(() => undefined)
  else void lead()
}

const REOPEN = 5000

/** EventSource reconnects by itself after a drop, but not after an error answer (a session that ended): then we do. */
function openStream(url: string, tell: (event: StreamEvent) => void): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let missed = false
  const open = () => {
    const own = new EventSource(url)
    source = own
    own.onopen = () => {
      if (missed) tell({ name: 'resync' })
      missed = false
    }
    own.onerror = () => {
      missed = true
      if (own.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN)
    }
    own.addEventListener('registry', () => tell({ name: 'registry' }))
    const hear = (name: string, parse: (data: Record<string, unknown>) => StreamEvent | undefined) =>
      own.addEventListener(name, (event) => {
        const known = parseEvent(event.data, parse)
        if (known) tell(known)
      })
    hear('change', parseChange)
    hear('notify', parseNotice)
    hear('presence', parsePresence)
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

function parseEvent(
  text: unknown,
  parse: (data: Record<string, unknown>) => StreamEvent | undefined,
): StreamEvent | undefined {
  try {
    const data: unknown = JSON.parse(String(text))
    return typeof data === 'object' && data !== null ? parse({ ...data }) : undefined
  } catch {
    return undefined
  }
}

function parseChange({ type, id, patient, version }: Record<string, unknown>): StreamEvent | undefined {
  if (typeof type !== 'string' || typeof id !== 'string') return undefined
  return {
    name: 'change',
    type,
    id,
    ...(typeof patient === 'string' ? { patient: patient.replace(/^Patient\//, '') } : {}),
    ...(typeof version === 'number' ? { version } : {}),
  }
}

function parseNotice({ text, path, kind }: Record<string, unknown>): StreamEvent | undefined {
  if (typeof text !== 'string' || !text) return undefined
  return {
    name: 'notify',
    text,
    ...(typeof path === 'string' ? { path } : {}),
    kind: kind === 'urgent' ? 'urgent' : 'info',
  }
}

function parsePresence({ key, people }: Record<string, unknown>): StreamEvent | undefined {
  const known = parsePeople(people)
  return typeof key === 'string' && known ? { name: 'presence', key, people: known } : undefined
}
