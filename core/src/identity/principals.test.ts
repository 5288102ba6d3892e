import { decodeJwt, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type IdentityHouse, identityHouse, PASSWORD } from './test/identity-house.js'

let house: IdentityHouse
let doctor: string
beforeAll(async () => {
  house = identityHouse()
  const { control } = house
  for (const slug of ['north', 'south']) await control.createClinic({ slug, name: slug, timezone: 'UTC' })
  const people = [
    {
      email: 'doc@north.test',
      name: 'Doc',
      roles: ['clinician'],
      link: { kind: 'practitioner', reference: 'Practitioner/d' },
    },
    { email: 'pat@north.test', name: 'Pat', roles: ['patient'], link: { kind: 'self', reference: 'Patient/p' } },
  ] as const
  for (const { roles, ...person } of people) {
    await control.createUser({ clinic: 'north', password: PASSWORD, roles: [...roles], ...person })
  }
  doctor = await house.signIn('doc@north.test')
})
afterAll(() => house.close())

const asked = (
  headers: Record<string, string> = {},
  { path = '/clinics/north/fhir/Patient', method = 'GET', clinic = 'north' } = {},
) => house.principals.of(new Request(`${house.url}${path}`, { method, headers }), clinic)

describe('a person at a screen', () => {
  it('is a user with roles, links and purpose', async () => {
    expect(await asked({ cookie: doctor })).toEqual({
      kind: 'user',
      id: expect.any(String),
      display: 'Doc',
      email: 'doc@north.test',
      clinic: 'north',
      roles: ['clinician'],
      links: [{ kind: 'practitioner', reference: 'Practitioner/d' }],
      scopes: ['user/*.cruds'],
      purpose: 'TREAT',
    })
  })

  it('is a patient when that is the only role', async () => {
    const cookie = await house.signIn('pat@north.test')
    expect(await asked({ cookie })).toMatchObject({
      kind: 'patient',
      roles: ['patient'],
      links: [{ kind: 'self', reference: 'Patient/p' }],
      scopes: expect.arrayContaining(['patient/*.rs']),
    })
  })

  it('is a stranger in a clinic without a role, invalid with a made-up cookie, anonymous without any', async () => {
    expect(await asked({ cookie: doctor }, { clinic: 'south', path: '/clinics/south/fhir/Patient' })).toBe('stranger')
    expect(await asked({ cookie: `${doctor}x` })).toBe('invalid')
    expect(await asked({ cookie: 'tessera.session_token=made.up' })).toBe('invalid')
    expect(await asked({ cookie: 'theme=dark; other.tessera.session_token=x' })).toBe('anonymous')
    expect(await asked()).toBe('anonymous')
    expect(await asked({ cookie: `theme=dark; ${doctor}; x=y` })).toMatchObject({ display: 'Doc' })
  })

  it('says for what purpose it asks, out of those that may be claimed', async () => {
    expect(await asked({ cookie: doctor, 'tessera-purpose': 'HPAYMT' })).toMatchObject({ purpose: 'HPAYMT' })
    expect(await asked({ cookie: doctor })).toMatchObject({ purpose: 'TREAT' })
    await expect(asked({ cookie: doctor, 'tessera-purpose': 'ETREAT' })).rejects.toMatchObject({ status: 400 })
    await expect(asked({ cookie: doctor, 'tessera-purpose': 'fun' })).rejects.toMatchObject({ status: 400 })
  })
})

describe('a cookie', () => {
  const page = { path: '/clinics/north/patients/1' }
  const data = { path: '/clinics/north/fhir/Patient/1' }
  const navigate = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const own = () => ({ origin: house.url })

  it('counts from our own origin', async () => {
    expect(await asked({ cookie: doctor, ...own() }, { method: 'POST' })).toMatchObject({ kind: 'user' })
    expect(await asked({ cookie: doctor, 'sec-fetch-site': 'same-origin' })).toMatchObject({ kind: 'user' })
    expect(await asked({ cookie: doctor, 'sec-fetch-site': 'none' }, page)).toMatchObject({ kind: 'user' })
  })

  it.each([
    ['an unsafe method without Origin', {}, { method: 'POST' }],
    ['a foreign Origin', { origin: 'https://evil.test' }, { method: 'POST' }],
    ['a foreign Origin on GET', { origin: 'https://evil.test' }, {}],
    ['Origin null', { origin: 'null' }, { method: 'DELETE' }],
    ['another port', { origin: 'http://localhost:3999' }, { method: 'PUT' }],
    ['another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, {}],
    ['a neighbour on the same site', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, {}],
    ['a link from another site to data', navigate, data],
    ['a form from another site', navigate, { ...page, method: 'POST' }],
    ['a frame on another site', { ...navigate, 'sec-fetch-dest': 'iframe' }, page],
  ])('does not count with %s', async (_, headers, request) => {
    expect(await asked({ cookie: doctor, ...headers }, request)).toBe('invalid')
  })

  it('counts when a link elsewhere opens a page, and in the companion frame', async () => {
    expect(await asked({ cookie: doctor, ...navigate }, page)).toMatchObject({ kind: 'user' })
    const frame = { ...navigate, 'sec-fetch-dest': 'iframe' }
    expect(await asked({ cookie: doctor, ...frame }, { path: '/clinics/north/companion/panel' })).toMatchObject({
      kind: 'user',
    })
  })

  it('never speaks for an embed', async () => {
    expect(await asked({ cookie: doctor, ...own() }, { path: '/clinics/north/embed/v1/session', method: 'POST' })).toBe(
      'anonymous',
    )
  })
})

describe('a machine client', () => {
  it('is what its token says, in the clinic of its token only', async () => {
    const client = await house.control.createClient({ clinic: 'north', scope: 'system/*.cruds' })
    const authorization = `Bearer ${await house.token(client)}`
    const found = {
      kind: 'client',
      id: client.client_id,
      client: client.client_id,
      clinic: 'north',
      roles: [],
      links: [],
    }
    expect(await asked({ authorization })).toMatchObject({ ...found, scopes: ['system/*.cruds'], purpose: 'TREAT' })
    // no Origin rule for tokens
    expect(await asked({ authorization, origin: 'https://app.test' }, { method: 'POST' })).toMatchObject(found)
    expect(await asked({ authorization }, { clinic: 'south', path: '/clinics/south/fhir/Patient' })).toBe('invalid')
  })

  it('is invalid when its token has run out', async () => {
    const client = await house.control.createClient({ clinic: 'north', scope: 'system/*.rs' })
    const token = await house.token(client)
    const authorization = `Bearer ${token}`
    const start = house.clock.ms
    const { exp = 0 } = decodeJwt(token)
    house.clock.ms = (exp - 1) * 1000
    expect(await asked({ authorization })).toMatchObject({ kind: 'client' })
    house.clock.ms += 2000
    expect(await asked({ authorization })).toBe('invalid')
    house.clock.ms = start
  })

  it('is invalid with any other token', async () => {
    const client = await house.control.createClient({ clinic: 'north', scope: 'system/*.rs' })
    const token = await house.token(client)
    const [header = '', claims = '', signature = ''] = token.split('.')
    const { privateKey } = await generateKeyPair('RS256')
    const kid = (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
    const aud = `${house.url}/clinics/north/fhir`
    const forged = await new SignJWT({ client_id: client.client_id, scope: 'system/*.cruds' })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid })
      .setIssuer(`${house.url}/auth`)
      .setSubject(client.client_id)
      .setAudience(aud)
      .setExpirationTime('5m')
      .sign(privateKey)
    const none = `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url')}.${claims}.`
    for (const bad of ['x', 'a.b.c', forged, none, `${header}.${claims}.${signature.slice(0, -4)}AAAA`]) {
      expect(await asked({ authorization: `Bearer ${bad}` })).toBe('invalid')
    }
    expect(await asked({ authorization: 'Basic eDp5' })).toBe('invalid')
    expect(await asked({ authorization: 'Bearer' })).toBe('invalid')
    // the header decides, whatever cookie comes along
    expect(await asked({ authorization: 'Bearer x', cookie: doctor })).toBe('invalid')
  })

  it('keeps working when TESSERA_URL moves, with new tokens for the new address', async () => {
    const old = identityHouse({ TESSERA_URL: 'http://localhost:4001' })
    await old.control.createClinic({ slug: 'north', name: 'North', timezone: 'UTC' })
    const client = await old.control.createClient({ clinic: 'north', scope: 'system/*.rs' })
    const stale = await old.token(client)
    const moved = await old.reopen({ TESSERA_URL: 'http://localhost:4002' })
    const fresh = await moved.token(client)
    const ask = (token: string) =>
      moved.principals.of(
        new Request(`${moved.url}/clinics/north/fhir`, { headers: { authorization: `Bearer ${token}` } }),
        'north',
      )
    expect(await ask(fresh)).toMatchObject({ kind: 'client', clinic: 'north' })
    expect(await ask(stale)).toBe('invalid')
    await moved.close()
  })
})

describe('what is remembered', () => {
  it('is asked once for many requests at the same time, and again after five seconds', async () => {
    const cookie = await house.signIn('doc@north.test')
    const auth = await house.control.auth()
    const session = vi.spyOn(auth, 'session')
    await Promise.all(Array.from({ length: 50 }, () => asked({ cookie })))
    await asked({ cookie })
    expect(session).toHaveBeenCalledTimes(1)
    house.clock.ms += 5001
    await asked({ cookie })
    expect(session).toHaveBeenCalledTimes(2)
    session.mockRestore()
  })

  it('ends at once with sign-out, with another role, and when told to forget', async () => {
    const cookie = await house.signIn('doc@north.test')
    const before = await asked({ cookie })
    expect(before).toMatchObject({ roles: ['clinician'] })
    await house.control.createUser({ clinic: 'north', email: 'doc@north.test', roles: ['admin'] })
    expect(await asked({ cookie })).toMatchObject({ roles: ['admin', 'clinician'] })
    await house.app.request(`${house.url}/auth/sign-out`, {
      method: 'POST',
      headers: { origin: house.url, cookie, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(await asked({ cookie })).toBe('invalid')
    const known = await asked({ cookie: doctor })
    const same = await asked({ cookie: doctor })
    expect(same).toBe(known)
    if (typeof known !== 'string') house.principals.forget(known.id)
    expect(await asked({ cookie: doctor })).not.toBe(known)
  })
})
