import type { Drafts } from '@tessera/sdk'
import { patientHeader } from './fhir-client.js'
import { RequestProblem, type Http } from './http.js'

/** `saved`: nothing waits. `saving`: a change is on its way. `unsaved`: it couldn't be sent; the text is in memory. */
export type DraftState = 'saved' | 'saving' | 'unsaved'

/** What happened to one draft, for the head of the panel that writes it. */
export interface DraftNews {
  key: string
  state: DraftState | 'gone'
  /** When it was stored. */
  at?: Date
}

export type DraftBody = Record<string, unknown>

/** Two windows wrote the same draft. Both are on the server; `settle` stores what the person made of them. */
export interface DraftConflict {
  key: string
  mine: DraftBody
  theirs: DraftBody
  /** Whose the other text is, when it isn't one's own from another window. */
  who?: string
  settle(merged: DraftBody): Promise<void>
}

export interface DraftOptions {
  http: Http
  /** `/clinics/{slug}/ui/drafts` */
  base: string
  onState(state: DraftState): void
  onConflict(conflict: DraftConflict): void
}

export interface DraftClient {
  /**
   * Drafts as written in the chart of one patient: each write names that patient, whichever chart is open by then.
   *
   * @param onNews hears of the drafts that were loaded or saved through this one
   */
  in(patient: string | undefined, onNews?: (news: DraftNews) => void): Required<Drafts>
  /** Keys of the person's drafts as they were when first asked for. */
  keys(): Promise<ReadonlySet<string>>
  /** Sends what waits, now. */
  flush(): Promise<void>
  stop(): void
}

interface Waiting {
  body: string
  patient: string | undefined
  timer: ReturnType<typeof setTimeout>
}

/** With the request itself a change is stored within two seconds (DESIGN §6). */
const DELAY = 1500
const RETRY = 5000
/** What stands after the key while a conflict is open. */
const KEPT = /^\.[0-9a-f]{8}$/
/** Browsers refuse larger keepalive bodies. */
const KEEPALIVE_LIMIT = 60_000

/** Drafts on the server: nothing of them in browser storage. */
export function makeDrafts({ http, base, onState, onConflict }: DraftOptions): DraftClient {
  const waiting = new Map<string, Waiting>()
  const versions = new Map<string, string>()
  /** Where a key goes on while a conflict is open. */
  const moved = new Map<string, string>()
  const watchers = new Map<string, Set<(news: DraftNews) => void>>()
  const mergers = new Map<string, Set<(merged: DraftBody) => void>>()
  const failed = new Set<string>()
  let sending = 0
  const tell = () => onState(failed.size > 0 ? 'unsaved' : waiting.size + sending > 0 ? 'saving' : 'saved')
  const news = (key: string, state: DraftNews['state'], at?: Date) => {
    for (const each of watchers.get(key) ?? []) each({ key, state, ...(at ? { at } : {}) })
  }
  const url = (key: string) => `${base}/${encodeURIComponent(moved.get(key) ?? key)}`

  const put = (key: string, body: string, patient: string | undefined, keepalive = false) => {
    const version = versions.get(key)
    return http(url(key), {
      method: 'PUT',
      body,
      keepalive,
      allow: [412],
      headers: {
        'content-type': 'application/json',
        ...(version ? { 'if-match': version } : { 'if-none-match': '*' }),
        ...patientHeader(patient),
      },
    })
  }

  const schedule = (key: string, body: string, patient: string | undefined, delay: number) => {
    const before = waiting.get(key)
    if (before) before.body = body
    else waiting.set(key, { body, patient, timer: setTimeout(() => void send(key), delay) })
    tell()
    news(key, failed.has(key) ? 'unsaved' : 'saving')
  }

  async function send(key: string): Promise<void> {
    const change = waiting.get(key)
    if (!change) return
    clearTimeout(change.timer)
    waiting.delete(key)
    sending++
    const { body, patient } = change
    try {
      const answer = await put(key, body, patient)
      const theirs = answer.status === 412 ? currentOf(await answer.text(), body) : undefined
      if (theirs) await part(key, change, theirs, answer.headers.get('etag'))
      else remember(key, answer)
      failed.delete(key)
      news(key, waiting.has(key) ? 'saving' : 'saved', new Date())
    } catch (error) {
      failed.add(key)
      news(key, 'unsaved')
      const refused = error instanceof RequestProblem && error.status >= 400 && error.status < 500
      if (!waiting.has(key) && !refused) schedule(key, body, patient, RETRY)
    } finally {
      sending--
      tell()
    }
  }

  /** Ours goes under a key of its own until the person has chosen: nothing is overwritten, nothing is lost. */
  async function part(key: string, sent: Waiting, theirs: DraftBody, version: string | null): Promise<void> {
    const newest = waiting.get(key)
    clearTimeout(newest?.timer)
    waiting.delete(key)
    const body = newest?.body ?? sent.body
    const { patient } = sent
    const kept = `${key}.${crypto.randomUUID().slice(0, 8)}`
    versions.delete(key)
    moved.set(key, kept)
    remember(key, await put(key, body, patient))
    onConflict({ key, mine: parse(body), theirs, settle: (merged) => settle(key, kept, merged, patient, version) })
  }

  /** What was chosen takes the place of both, on top of `version`. */
  async function settle(
    key: string,
    kept: string,
    merged: DraftBody,
    patient: string | undefined,
    version: string | null,
  ): Promise<void> {
    clearTimeout(waiting.get(key)?.timer)
    waiting.delete(key)
    moved.delete(key)
    if (version) versions.set(key, version)
    else versions.delete(key)
    for (const each of mergers.get(key) ?? []) each(merged)
    schedule(key, JSON.stringify(merged), patient, 0)
    await send(key)
    if (!failed.has(key)) await discard(kept, patient)
  }

  let listed: Promise<ReadonlySet<string> | undefined> | undefined
  const keys = async () => {
    listed ??= listKeys(http, base)
    const known = await listed
    if (!known) listed = undefined
    return known ?? new Set<string>()
  }

  /** A window was closed before the choice was made: it is asked for now. */
  async function resume(
    key: string,
    known: ReadonlySet<string>,
    theirs: DraftBody,
    version: string | null,
    patient: string | undefined,
  ) {
    const kept = [...known].find(
      (each) => each.startsWith(`${key}.`) && KEPT.test(each.slice(key.length)) && each !== moved.get(key),
    )
    if (!kept) return
    const answer = await http(`${base}/${encodeURIComponent(kept)}`, { allow: [404] })
    if (!answer.ok) return
    const mine = parse(await answer.text())
    onConflict({ key, mine, theirs, settle: (merged) => settle(key, kept, merged, patient, version) })
  }

  const discard = (key: string, patient: string | undefined) =>
    http(`${base}/${encodeURIComponent(key)}`, { method: 'DELETE', allow: [404], headers: patientHeader(patient) })

  function remember(key: string, answer: Response): void {
    const version = answer.headers.get('etag')
    if (version) versions.set(key, version)
  }

  const leave = () => {
    for (const [key, { body, patient }] of waiting)
      if (new Blob([body]).size <= KEEPALIVE_LIMIT)
        void put(key, body, patient, true).then(
          (answer) => remember(key, answer),
          () => undefined,
        )
  }
  const warn = (event: BeforeUnloadEvent) => {
    const tooLarge = [...waiting.values()].some(({ body }) => new Blob([body]).size > KEEPALIVE_LIMIT)
    if (failed.size > 0 || tooLarge) event.preventDefault()
  }
  const flush = async () => {
    await Promise.all([...waiting.keys()].map(send))
  }
  const back = () => void flush()
  addEventListener('pagehide', leave)
  addEventListener('beforeunload', warn)
  addEventListener('online', back)

  const inChart = (patient: string | undefined, onNews?: (news: DraftNews) => void): Required<Drafts> => {
    const watch = (key: string) => {
      if (onNews) add(watchers, key, onNews)
    }
    return {
      save: (key, value) => {
        watch(key)
        schedule(key, JSON.stringify(value), patient, DELAY)
      },
      load: async <T>(key: string) => {
        // Asked for by the list first: most often there is none yet, which is no failed request.
        const known = await listKeys(http, base)
        if (known && !known.has(moved.get(key) ?? key)) return undefined
        const answer = await http(url(key), { allow: [404] })
        if (answer.status === 404) return undefined
        remember(key, answer)
        watch(key)
        const at = answer.headers.get('last-modified')
        news(key, 'saved', at ? new Date(at) : undefined)
        const text = await answer.text()
        if (known && !moved.has(key))
          void resume(key, known, parse(text), answer.headers.get('etag'), patient).catch(() => undefined)
        // What was saved under this key by the same element; it checks what it needs.
        return JSON.parse(text) as T
      },
      remove: async (key) => {
        clearTimeout(waiting.get(key)?.timer)
        waiting.delete(key)
        failed.delete(key)
        tell()
        await http(url(key), { method: 'DELETE', allow: [404], headers: patientHeader(patient) })
        versions.delete(key)
        moved.delete(key)
        news(key, 'gone')
      },
      onMerged: (key, callback, signal) => {
        add(mergers, key, callback)
        signal.addEventListener('abort', () => mergers.get(key)?.delete(callback))
      },
    }
  }

  return {
    in: inChart,
    keys,
    flush,
    stop: () => {
      removeEventListener('pagehide', leave)
      removeEventListener('beforeunload', warn)
      removeEventListener('online', back)
      for (const { timer } of waiting.values()) clearTimeout(timer)
    },
  }
}

/** Keys of the person's drafts; undefined when they can't be known now. */
async function listKeys(http: Http, base: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const { drafts } = parse(await (await http(base)).text())
    if (!Array.isArray(drafts)) return undefined
    return new Set(
      drafts.flatMap((each: unknown) => (isBody(each) && typeof each['key'] === 'string' ? [each['key']] : [])),
    )
  } catch {
    return undefined
  }
}

function add<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const known = sets.get(key)
  if (known) known.add(value)
  else sets.set(key, new Set([value]))
}

/**
 * What the server has, out of its 412; undefined when that is what we sent: the answer to an earlier attempt was lost on
 * the way.
 */
function currentOf(text: string, sent: string): DraftBody | undefined {
  if (text.endsWith(`"current":${sent}}`)) return undefined
  const { current } = parse(text)
  return isBody(current) ? current : {}
}

function parse(text: string): DraftBody {
  try {
    const value: unknown = JSON.parse(text)
    return isBody(value) ? value : {}
  } catch {
    return {}
  }
}

const isBody = (value: unknown): value is DraftBody =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
