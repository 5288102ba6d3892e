import type { Presence } from '@tessera/sdk'
import type { Http } from './http.js'

export type Person = Parameters<Parameters<Presence['enter']>[1]>[0][number]

export interface PresenceClient extends Presence {
  /** The event stream told who works on a key. */
  heard(key: string, people: readonly Person[]): void
}

export interface PresenceOptions {
  http: Http
  /** `/clinics/{slug}` */
  base: string
  /** Id of the person, who isn't told of themselves. */
  self: string
  signal: AbortSignal
}

/** The server forgets a person who hasn't been heard of for longer. */
const BEAT = 15_000

/**
 * Says who works on what, and hears of the others. Everybody who enters the same key in this window shares one beat.
 */
export function makePresence({ http, base, self, signal }: PresenceOptions): PresenceClient {
  const keys = new Map<string, { callbacks: Set<(people: readonly Person[]) => void>; beat: number }>()

  const say = async (key: string, state: 'here' | 'gone') => {
    try {
      const answer = await http(`${base}/ui/presence`, {
        method: 'POST',
        keepalive: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key, state }),
      })
      const people = state === 'here' ? peopleOf(await answer.text()) : undefined
      if (people) heard(key, people)
    } catch {
      // The next beat says it again; that the line is down is shown by the frame.
    }
  }

  const heard = (key: string, people: readonly Person[]) => {
    const others = people.filter(({ id }) => id !== self)
    for (const callback of [...(keys.get(key)?.callbacks ?? [])]) callback(others)
  }

  addEventListener(
    'pagehide',
    () => {
      for (const key of keys.keys()) void say(key, 'gone')
    },
    { signal },
  )
  signal.addEventListener('abort', () => {
    for (const { beat } of keys.values()) clearInterval(beat)
  })

  return {
    heard,
    enter(key, others, leaving) {
      if (leaving.aborted) return
      const known = keys.get(key)
      const entry = known ?? {
        callbacks: new Set(),
        beat: window.setInterval(() => void say(key, 'here'), BEAT),
      }
      entry.callbacks.add(others)
      keys.set(key, entry)
      void say(key, 'here')
      leaving.addEventListener('abort', () => {
        entry.callbacks.delete(others)
        if (entry.callbacks.size > 0) return
        clearInterval(entry.beat)
        keys.delete(key)
        void say(key, 'gone')
      })
    },
  }
}

function peopleOf(text: string): Person[] | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && 'people' in body ? parsePeople(body.people) : undefined
  } catch {
    return undefined
  }
}

/** The people of a message from outside; undefined when it has none. */
export function parsePeople(value: unknown): Person[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.flatMap((each: unknown) =>
    typeof each === 'object' &&
    each !== null &&
    'id' in each &&
    'display' in each &&
    typeof each.id === 'string' &&
    typeof each.display === 'string'
      ? [{ id: each.id, display: each.display }]
      : [],
  )
}
