import type { Drafts } from '@tessera/sdk'
import { patientHeader } from './fhir-client.js'
import { RequestProblem, type Http } from './http.js'

/** `saved`: nothing waits. `saving`: a change is on its way. `unsaved`: it couldn't be sent; the text is in memory. */
export type DraftState = 'saved' | 'saving' | 'unsaved'

export interface DraftOptions {
  http: Http
  /** `/clinics/{slug}/ui/drafts` */
  base: string
  /** Id of the open chart, asked at each write. */
  patient(): string | undefined
  onState(state: DraftState): void
  /** Another window has saved this draft meanwhile: both are kept, ours under `kept`. */
  onConflict(key: string, kept: string): void
}

export interface DraftClient extends Drafts {
  /** Sends what waits, now. */
  flush(): Promise<void>
  stop(): void
}

interface Waiting {
  body: string
  timer: ReturnType<typeof setTimeout>
}

/** With the request itself a change is stored within two seconds (DESIGN §6). */
const DELAY = 1500
const RETRY = 5000
/** Browsers refuse larger keepalive bodies. */
const KEEPALIVE_LIMIT = 60_000

/** Drafts on the server: nothing of them in browser storage. */
export function makeDrafts({ http, base, patient, onState, onConflict }: DraftOptions): DraftClient {
  const waiting = new Map<string, Waiting>()
  const versions = new Map<string, string>()
  /** Where a key goes on after a conflict. */
  const moved = new Map<string, string>()
  let sending = 0
  let failed = false
  const tell = () => onState(failed ? 'unsaved' : waiting.size + sending > 0 ? 'saving' : 'saved')
  const url = (key: string) => `${base}/${encodeURIComponent(moved.get(key) ?? key)}`

  const put = (key: string, body: string, keepalive = false) => {
    const version = versions.get(key)
    return http(url(key), {
      method: 'PUT',
      body,
      keepalive,
      allow: [412],
      headers: {
        'content-type': 'application/json',
        ...(version ? { 'if-match': version } : { 'if-none-match': '*' }),
        ...patientHeader(patient()),
      },
    })
  }

  const schedule = (key: string, body: string, delay: number) => {
    const before = waiting.get(key)
    if (before) before.body = body
    else waiting.set(key, { body, timer: setTimeout(() => void send(key), delay) })
    tell()
  }

  async function send(key: string): Promise<void> {
    const change = waiting.get(key)
    if (!change) return
    clearTimeout(change.timer)
    waiting.delete(key)
    sending++
    try {
      const answer = await put(key, change.body)
      if (answer.status === 412 && !(await isOurs(answer, change.body))) {
        versions.delete(key)
        const kept = `${key}.${crypto.randomUUID().slice(0, 8)}`
        moved.set(key, kept)
        remember(key, await put(key, change.body))
        onConflict(key, kept)
      } else remember(key, answer)
      failed = false
    } catch (error) {
      failed = true
      const refused = error instanceof RequestProblem && error.status >= 400 && error.status < 500
      if (!waiting.has(key) && !refused) schedule(key, change.body, RETRY)
    } finally {
      sending--
      tell()
    }
  }

  /** The answer to an earlier attempt was lost on the way: what is stored is what we sent. */
  async function isOurs(answer: Response, body: string): Promise<boolean> {
    return (await answer.text()).endsWith(`"current":${body}}`)
  }

  function remember(key: string, answer: Response): void {
    const version = answer.headers.get('etag')
    if (version) versions.set(key, version)
  }

  const leave = () => {
    for (const [key, { body }] of waiting)
      if (new Blob([body]).size <= KEEPALIVE_LIMIT)
        void put(key, body, true).then(
          (answer) => remember(key, answer),
          () => undefined,
        )
  }
  const warn = (event: BeforeUnloadEvent) => {
    const tooLarge = [...waiting.values()].some(({ body }) => new Blob([body]).size > KEEPALIVE_LIMIT)
    if (failed || tooLarge) event.preventDefault()
  }
  const flush = async () => {
    await Promise.all([...waiting.keys()].map(send))
  }
  const back = () => void flush()
  addEventListener('pagehide', leave)
  addEventListener('beforeunload', warn)
  addEventListener('online', back)

  return {
    save: (key, value) => schedule(key, JSON.stringify(value), DELAY),
    load: async <T>(key: string) => {
      const answer = await http(url(key), { allow: [404] })
      if (answer.status === 404) return undefined
      remember(key, answer)
      // What was saved under this key by the same element; it checks what it needs.
      return (await answer.json()) as T
    },
    remove: async (key) => {
      clearTimeout(waiting.get(key)?.timer)
      waiting.delete(key)
      failed = false
      tell()
      await http(url(key), { method: 'DELETE', allow: [404], headers: patientHeader(patient()) })
      versions.delete(key)
      moved.delete(key)
    },
    flush,
    stop: () => {
      removeEventListener('pagehide', leave)
      removeEventListener('beforeunload', warn)
      removeEventListener('online', back)
      for (const { timer } of waiting.values()) clearTimeout(timer)
    },
  }
}
