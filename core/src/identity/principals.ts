import { hash } from 'node:crypto'
import type { Principal } from '@tessera/sdk'
import { refuse } from '../refusal.js'
import { sessionCookie } from './auth-names.js'
import { bearerVerifier } from './bearer.js'
import type { OpenControl } from './control.js'
import { fromOwnOrigin, takesNoCookie } from './origin.js'

/**
 * Who is it? Turns a request's credential into a principal of the clinic in the path.
 *
 * A session cookie counts only from our own origin (DESIGN §7.1: matching `Origin` on unsafe methods, no foreign
 * `Origin` and no `Sec-Fetch-Site: cross-site` on any). Everything else needs `Authorization: Bearer`.
 */
export interface Principals {
  /**
   * @returns the principal; `anonymous` when there is no credential; `invalid` when there is one that doesn't hold
   * (unknown, expired, revoked, of another clinic's token audience, or a cookie from a foreign origin);
   * `stranger` for a known person without a role in this clinic
   * @throws Refusal 400 when `Tessera-Purpose` is not a code that may be claimed
   */
  of(request: Request, clinic: string): Promise<Principal | 'anonymous' | 'invalid' | 'stranger'>
  /** Forgets cached principals of a user or client, at once. */
  forget(id: string): void
}

export interface PrincipalsOptions {
  control: OpenControl
  /** TESSERA_URL */
  url: string
  now?(): number
}

type Answer = Principal | 'invalid' | 'stranger'

interface Known {
  principal: Principal
  /** ms since 1970 */
  until: number
}

const KEEP_MS = 5000
const MOST = 50_000

/** v3 ActReason codes that a request may claim. ETREAT isn't one: breaking the glass is an act of its own. */
const PURPOSES: ReadonlySet<string> = new Set([
  'TREAT',
  'HPAYMT',
  'HOPERAT',
  'PATRQT',
  'FAMRQT',
  'PWATRNY',
  'PUBHLTH',
  'HRESCH',
  'HMARKT',
  'HSYSADMIN',
  'CAREMGT',
  'COVERAGE',
  'CLMATTCH',
])

const STAFF_SCOPES: readonly string[] = ['user/*.cruds']
/** What a patient may do at most (DESIGN §4); the clinic's matrix and the compartment cut it down. */
const PATIENT_SCOPES: readonly string[] = [
  'patient/*.rs',
  'patient/Appointment.c',
  'patient/Communication.c',
  'patient/Consent.c',
  'patient/QuestionnaireResponse.c',
]

/**
 * Answers are kept for at most five seconds by the credential's hash, so that a hot request costs a hash and a lookup;
 * what ends a session, a role or a client is forgotten at once.
 */
export function makePrincipals({ control, url, now = Date.now }: PrincipalsOptions): Principals {
  const ownOrigin = new URL(url).origin
  const cookieName = sessionCookie(url)
  const verify = bearerVerifier({ url, now, keys: () => control.signingKeys() })
  const known = new Map<string, Known>()
  const underway = new Map<string, Promise<Answer>>()
  let forgotten = 0

  function forget(id: string): void {
    forgotten++
    underway.clear()
    for (const [key, { principal }] of known) if (principal.id === id) known.delete(key)
  }
  control.onRevoked(forget)

  function keep(key: string, principal: Principal, expires: number): void {
    if (known.size >= MOST) for (const oldest of known.keys()) if (known.delete(oldest) && known.size < MOST) break
    known.set(key, { principal, until: Math.min(now() + KEEP_MS, expires) })
  }

  async function lookUp(key: string, find: () => Promise<{ answer: Answer; expires: number }>): Promise<Answer> {
    const hit = known.get(key)
    if (hit && hit.until > now()) return hit.principal
    const running = underway.get(key)
    if (running) return running
    const asOf = forgotten
    const asking = find()
      .then(({ answer, expires }) => {
        // Something was revoked meanwhile: this answer may be from before, so it serves this request only.
        if (typeof answer !== 'string' && asOf === forgotten) keep(key, answer, expires)
        return answer
      })
      .finally(() => {
        if (underway.get(key) === asking) underway.delete(key)
      })
    underway.set(key, asking)
    return asking
  }

  async function ofToken(token: string, clinic: string): Promise<{ answer: Answer; expires: number }> {
    const grant = await verify(token, clinic)
    const client = grant && control.client(grant.client)
    if (!grant || !client || client.clinic !== clinic) return { answer: 'invalid', expires: 0 }
    const { id, name: display } = client
    const none = { roles: [], links: [] }
    return {
      answer: { kind: 'client', id, display, clinic, ...none, scopes: grant.scopes, purpose: 'TREAT', client: id },
      expires: grant.expires,
    }
  }

  async function ofCookie(headers: Headers, clinic: string): Promise<{ answer: Answer; expires: number }> {
    const auth = await control.auth()
    const person = await auth.session(headers)
    if (!person) return { answer: 'invalid', expires: 0 }
    const membership = control.membership(person.id, clinic)
    if (!membership) return { answer: 'stranger', expires: 0 }
    const { roles, links } = membership
    const patientOnly = roles.every((role) => role === 'patient')
    return {
      answer: {
        kind: patientOnly ? 'patient' : 'user',
        id: person.id,
        display: person.name,
        email: person.email,
        clinic,
        roles,
        links,
        scopes: patientOnly ? PATIENT_SCOPES : STAFF_SCOPES,
        purpose: 'TREAT',
      },
      expires: person.expires,
    }
  }

  async function answer(request: Request, clinic: string): Promise<Answer | 'anonymous'> {
    const authorization = request.headers.get('authorization')
    if (authorization !== null) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
      if (!token) return 'invalid'
      return lookUp(`${hash('sha256', token)} ${clinic}`, () => ofToken(token, clinic))
    }
    const cookie = cookieOf(request.headers.get('cookie'), cookieName)
    if (cookie === null || takesNoCookie(request.url)) return 'anonymous'
    if (!fromOwnOrigin(request, ownOrigin)) return 'invalid'
    return lookUp(`${hash('sha256', cookie)} ${clinic}`, () =>
      ofCookie(new Headers({ cookie: `${cookieName}=${cookie}` }), clinic),
    )
  }

  return {
    forget,
    async of(request, clinic) {
      const found = await answer(request, clinic)
      if (typeof found === 'string') return found
      const purpose = request.headers.get('tessera-purpose')
      return purpose === null ? found : { ...found, purpose: checkedPurpose(purpose) }
    },
  }
}

function checkedPurpose(code: string): string {
  if (PURPOSES.has(code)) return code
  throw refuse(
    400,
    'code-invalid',
    `Tessera-Purpose: "${code.slice(0, 40)}" is not one of ${[...PURPOSES].join(', ')}.`,
  )
}

function cookieOf(header: string | null, name: string): string | null {
  if (header === null) return null
  const start = header.startsWith(`${name}=`) ? 0 : header.indexOf(`; ${name}=`) + 2
  if (start === 1) return null
  const end = header.indexOf(';', start)
  return header.slice(start + name.length + 1, end === -1 ? undefined : end)
}
