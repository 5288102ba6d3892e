import type { Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Access, ResourceFacts } from '../access/access.js'
import { deniedEvent } from '../audit/describe.js'
import type { OpenClinic } from '../clinic.js'
import type { ClinicEnv } from '../env.js'
import { notFound, refuse } from '../refusal.js'
import { typeNumber } from '../storage/definitions.js'
import type { Events } from './events.js'
import { jsonBody } from './json-body.js'
import { presenceList, type PresenceLimits, type PresenceList } from './presence.js'

const said = z.strictObject({ key: z.string().regex(/^[^\p{C}]{1,200}$/u), state: z.enum(['here', 'gone']) })
const RECORD = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/
const BODY = 1_000
const SWEEP_MS = 5_000

export interface PresenceParts {
  events: Pick<Events, 'tell'>
  accessOf(principal: Principal): Access
  now(): number
  failed(error: unknown): void
  limits?: PresenceLimits
  /** ms between looks at who has become silent. */
  sweep?: number
}

export interface PresenceDoor {
  /** To be mounted at `/clinics/:clinic/ui/presence`. */
  routes: Hono<ClinicEnv>
  close(): void
}

/**
 * `POST {key, state: 'here' | 'gone'}`: who else works on the same thing. The answer and the event `presence` name all
 * who said the same key; where the key is a record, only those who may read it.
 */
export function presenceDoor(parts: PresenceParts): PresenceDoor {
  const { events, accessOf, now } = parts
  const lists = new Map<string, { open: OpenClinic; list: PresenceList }>()
  const timer = setInterval(() => {
    for (const { open, list } of lists.values())
      for (const key of list.sweep()) tell(open, list, key).catch(parts.failed)
  }, parts.sweep ?? SWEEP_MS).unref()

  const listOf = (open: OpenClinic): PresenceList => {
    const known = lists.get(open.clinic.slug)
    if (known?.open === open) return known.list
    const list = presenceList(now, parts.limits)
    lists.set(open.clinic.slug, { open, list })
    return list
  }

  /** Roles may have changed since somebody came: each is asked again whether the record is theirs to read. */
  const tell = async (open: OpenClinic, list: PresenceList, key: string): Promise<void> => {
    const facts = await factsOf(open, key)
    const people = list.people(key)
    const ids = new Set(people.map(({ id }) => id))
    events.tell(
      open.clinic.slug,
      'presence',
      { key, people },
      (access) => ids.has(access.principal.id) && may(access, facts),
    )
  }

  const routes = new Hono<ClinicEnv>().post('/', async (c) => {
    const principal = c.get('principal')
    if (principal.kind !== 'user') throw refuse(403, 'forbidden', 'Presence is for the staff of the clinic.')
    const open = c.get('open')
    const { key, state } = await jsonBody(c.req.raw, said, BODY)
    const list = listOf(open)
    if (state === 'gone') {
      if (list.gone(key, principal.id)) await tell(open, list, key)
      return c.body(null, 204)
    }
    const facts = await factsOf(open, key)
    if (!may(accessOf(principal), facts)) {
      const door = { ip: c.get('ip'), request: c.get('requestId') }
      const patients = facts === null || facts === 'missing' ? [] : facts.patients
      await open.audit.append(deniedEvent(principal, door, key, patients, 'presence', now()))
      throw notFound()
    }
    if (list.here(key, { id: principal.id, display: principal.display })) await tell(open, list, key)
    return c.json({ key, people: list.people(key) }, 200, { 'cache-control': 'no-store' })
  })
  return { routes, close: () => clearInterval(timer) }
}

/** What decides about the record that a key names; null: it names none, it is agreed upon between screens. */
async function factsOf({ engine }: OpenClinic, key: string): Promise<ResourceFacts | 'missing' | null> {
  const [, type = '', id = ''] = RECORD.exec(key) ?? []
  const t = typeNumber(type)
  if (t === undefined) return null
  const stored = await engine.read(t, id)
  if (!stored || stored.deleted) return 'missing'
  return { type, id, patients: stored.patients, labels: stored.lab, author: stored.author }
}

const may = (access: Access, facts: ResourceFacts | 'missing' | null): boolean =>
  facts === null || (facts !== 'missing' && access.decide('r', facts).permit)
