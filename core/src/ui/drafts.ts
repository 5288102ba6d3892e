import type { Principal } from '@tessera/sdk'
import { Hono, type Context } from 'hono'
import type { Access } from '../access/access.js'
import { deniedEvent } from '../audit/describe.js'
import type { ClinicEnv } from '../env.js'
import { refuse, type Refusal } from '../refusal.js'
import { typeNumber } from '../storage/definitions.js'
import type { Draft, Engine, StoredVersion } from '../storage/engine.js'
import { bodyText } from './json-body.js'

const LIMIT = 1024 * 1024
const KEY = /^[^\p{C}]{1,200}$/u
const PATIENT = /^Patient\/([A-Za-z0-9\-.]{1,64})$/

/**
 * What people have begun to write: on the server, in the clinic's file, for themselves only (DESIGN §6). Each draft
 * names its patient, and is there only as long as its writer may read that patient.
 *
 * @param accessOf what the person may do, for one request
 * @param now ms since 1970
 */
export function draftRoutes(accessOf: (principal: Principal) => Access, now: () => number): Hono<ClinicEnv> {
  const app = new Hono<ClinicEnv>()

  /** The patient of a draft, null when there is none; a denial is on the chain by then. */
  const patientFor = async (c: Context<ClinicEnv>, reference: string): Promise<StoredVersion | null | 'hidden'> => {
    const { engine, audit } = c.get('open')
    const principal = c.get('principal')
    const stored = await patientOf(engine, reference)
    if (mayRead(accessOf(principal), reference, stored)) return stored
    const door = { ip: c.get('ip'), request: c.get('requestId') }
    await audit.append(deniedEvent(principal, door, reference, stored?.patients ?? [], 'draft', now()))
    return 'hidden'
  }

  app.get('/', async (c) => {
    const { engine } = c.get('open')
    const access = accessOf(c.get('principal'))
    const drafts = []
    for (const draft of await engine.drafts.list(c.get('principal').id)) {
      const { key, patient, version, at } = draft
      if (mayRead(access, patient, await patientOf(engine, patient)))
        drafts.push({ key, patient, version, at: new Date(at).toISOString() })
    }
    return c.json({ drafts }, 200, { 'cache-control': 'no-store' })
  })

  app.get('/:key', async (c) => {
    const { engine } = c.get('open')
    const draft = await engine.drafts.get(c.get('principal').id, keyOf(c))
    if (!draft || (await patientFor(c, draft.patient)) === 'hidden') throw none()
    return c.body(draft.body, 200, { 'content-type': 'application/json', ...headersOf(draft) })
  })

  app.put('/:key', async (c) => {
    const { engine } = c.get('open')
    const user = c.get('principal').id
    const key = keyOf(c)
    const body = await bodyText(c.req.raw, LIMIT, 'A draft')
    const patient = patientNamed(body)
    guard(patient, c.req.header('tessera-patient'))
    const stored = await patientFor(c, patient)
    if (stored === null || stored === 'hidden' || stored.deleted)
      throw refuse(404, 'not-found', `There is no ${patient} to write about.`)
    const expected = expectedVersion(c.req.header('if-match'), c.req.header('if-none-match'))
    const before = await engine.drafts.get(user, key)
    // a text about one patient never takes the place of one about another
    if (before && (expected === undefined || expected === before.version)) guard(before.patient, patient)
    const saved = await engine.drafts.put(user, { key, patient, body }, expected)
    if (saved === 'too-many') {
      throw refuse(409, 'too-costly', 'You have 200 drafts. Save or discard some first.', {
        details: 'too-many-drafts',
      })
    }
    if (saved) return c.body(null, saved.version === 1 ? 201 : 204, headersOf(saved))
    const current = await engine.drafts.get(user, key)
    const shown = current && (await patientFor(c, current.patient)) !== 'hidden'
    return conflict(c, shown ? current : null)
  })

  app.delete('/:key', async (c) => {
    const { drafts } = c.get('open').engine
    const user = c.get('principal').id
    const draft = await drafts.get(user, keyOf(c))
    if (!draft) throw none()
    guard(draft.patient, c.req.header('tessera-patient'))
    await drafts.remove(user, draft.key)
    return c.body(null, 204)
  })
  return app
}

const none = (): Refusal => refuse(404, 'not-found', 'There is no such draft.')
const etag = (version: number): string => `W/"${version}"`
const headersOf = ({ version, at }: Pick<Draft, 'version' | 'at'>) => ({
  etag: etag(version),
  'last-modified': new Date(at).toUTCString(),
  'cache-control': 'no-store',
})

/** 412 with the draft as it is now, so that nothing is lost on either side. */
function conflict(c: Context<ClinicEnv>, current: Draft | null): Response {
  const problem = JSON.stringify({
    type: 'about:blank',
    title: 'Precondition Failed',
    status: 412,
    detail: current ? `The draft is at version ${current.version} by now.` : 'There is no draft with this key.',
    code: 'stale-draft',
  })
  // spliced as text: the current content stays byte for byte
  const body = current ? `${problem.slice(0, -1)},"current":${current.body}}` : problem
  return c.body(body, 412, {
    'content-type': 'application/problem+json',
    ...(current ? headersOf(current) : { 'cache-control': 'no-store' }),
  })
}

function keyOf(c: Context<ClinicEnv, '/:key'>): string {
  const key = c.req.param('key')
  if (!KEY.test(key)) throw refuse(400, 'value', 'A key has 1 to 200 printable characters.')
  return key
}

function patientNamed(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw refuse(400, 'invalid', 'A draft is JSON.')
  }
  const patient =
    typeof value === 'object' && value !== null && !Array.isArray(value) && 'patient' in value
      ? value.patient
      : undefined
  if (typeof patient === 'string' && PATIENT.test(patient)) return patient
  throw refuse(400, 'required', 'A draft names its patient: {"patient": "Patient/…", …}.', { expression: 'patient' })
}

/** @param open the patient whose chart is open, an id or `Patient/id`; undefined: none said */
function guard(patient: string, open: string | undefined): void {
  if (open === undefined || open === patient || `Patient/${open}` === patient) return
  throw refuse(
    409,
    'conflict',
    `The chart of ${open.slice(0, 80)} is open, but the draft is about ${patient}. Nothing was stored.`,
    { details: 'wrong-patient' },
  )
}

/** @returns undefined when the writer doesn't care; 0 for "there is none yet" */
function expectedVersion(ifMatch: string | undefined, ifNoneMatch: string | undefined): number | undefined {
  if (ifNoneMatch?.trim() === '*') return 0
  if (ifMatch === undefined) return undefined
  const version = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(ifMatch)?.[1]
  if (version === undefined) throw refuse(400, 'value', 'If-Match takes a version such as W/"3".')
  return Number(version)
}

async function patientOf(engine: Engine, reference: string): Promise<StoredVersion | null> {
  const t = typeNumber('Patient')
  const id = PATIENT.exec(reference)?.[1]
  return t === undefined || id === undefined ? null : engine.read(t, id)
}

function mayRead(access: Access, reference: string, stored: StoredVersion | null): boolean {
  const id = PATIENT.exec(reference)?.[1] ?? ''
  return access.decide('r', {
    type: 'Patient',
    id,
    patients: stored?.patients.length ? stored.patients : [id],
    labels: stored?.lab ?? 0,
  }).permit
}
