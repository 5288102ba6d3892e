import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IdentityHouse, identityHouse, PASSWORD } from './test/identity-house.js'

let house: IdentityHouse
beforeAll(async () => {
  house = identityHouse({ PORT: '3100' })
  await house.control.createClinic({ slug: 'north', name: 'North', timezone: 'America/Chicago' })
  await house.control.createUser({
    clinic: 'north',
    email: 'doc@north.test',
    name: 'Doc',
    roles: ['clinician'],
    password: PASSWORD,
  })
})
afterAll(() => house.close())

const post = (path: string, headers: Record<string, string>, body: string) =>
  house.app.request(`${house.url}/auth${path}`, { method: 'POST', headers, body })

const attempt = (body: object, more: Record<string, string> = {}) =>
  post(
    '/sign-in/email',
    { origin: house.url, 'content-type': 'application/json', 'x-real-ip': '10.9.9.9', ...more },
    JSON.stringify(body),
  )

describe('signing in', () => {
  it('gives a cookie for this origin, and ends with sign-out', async () => {
    const response = await attempt({ email: 'Doc@North.test', password: PASSWORD })
    expect(response.status).toBe(200)
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^tessera\.session_token=.*HttpOnly.*SameSite=Lax/i)
    expect(cookie).not.toMatch(/Secure|Domain/i)
    const header = cookie.split(';')[0] ?? ''
    const session = () => house.app.request(`${house.url}/auth/get-session`, { headers: { cookie: header } })
    expect(await (await session()).json()).toMatchObject({ user: { email: 'doc@north.test', name: 'Doc' } })
    const out = await post('/sign-out', { origin: house.url, cookie: header, 'content-type': 'application/json' }, '{}')
    expect(out.status).toBe(200)
    expect(await (await session()).json()).toBeNull()
  })

  it('is 401 for a wrong password and for nobody, without telling which', async () => {
    const wrong = await attempt({ email: 'doc@north.test', password: 'not the password' })
    const nobody = await attempt({ email: 'nobody@north.test', password: 'not the password' })
    expect([wrong.status, nobody.status]).toEqual([401, 401])
    expect(await wrong.text()).toBe(await nobody.text())
  })

  it('is refused from a foreign origin, and as anything but JSON', async () => {
    const right = { email: 'doc@north.test', password: PASSWORD }
    const foreign = await attempt(right, { origin: 'https://evil.test', cookie: 'a=b' })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.getSetCookie()).toEqual([])
    const none = await post('/sign-in/email', { 'content-type': 'application/json' }, JSON.stringify(right))
    expect(none.status).toBe(403)
    const text = await attempt(right, { 'content-type': 'text/plain' })
    expect(text.status).toBe(415)
    expect((await attempt({ email: ['x'], password: true })).status).toBe(400)
  })

  it('can be done by twenty at once', async () => {
    const cookies = await Promise.all(Array.from({ length: 20 }, () => house.signIn('doc@north.test')))
    expect(new Set(cookies).size).toBe(20)
  })

  it('is limited for each address', async () => {
    const statuses = []
    for (let i = 0; i < 32; i++) {
      statuses.push((await attempt({ email: 'x@north.test', password: 'x' }, { 'x-real-ip': '10.8.8.8' })).status)
    }
    expect(statuses.slice(0, 30).every((status) => status === 401)).toBe(true)
    expect(statuses.slice(30)).toEqual([429, 429])
    expect((await attempt({ email: 'doc@north.test', password: PASSWORD }, { 'x-real-ip': '10.8.8.7' })).status).toBe(
      200,
    )
  })

  it('is kept in the platform chain, and so are failures', async () => {
    const { events: before } = await house.control.audit.verify()
    await attempt({ email: 'doc@north.test', password: PASSWORD }, { 'x-real-ip': '10.7.7.7' })
    await attempt({ email: 'doc@north.test', password: 'wrong' }, { 'x-real-ip': '10.7.7.7' })
    const { ok, events } = await house.control.audit.verify()
    expect({ ok, events }).toEqual({ ok: true, events: before + 2 })
  })

  it('survives a change of password, with the new one only', async () => {
    const email = 'change@north.test'
    await house.control.createUser({ clinic: 'north', email, roles: ['nurse'], password: PASSWORD })
    const cookie = await house.signIn(email)
    const { events: before } = await house.control.audit.verify()
    const change = (currentPassword: string, newPassword: string) =>
      post(
        '/change-password',
        { origin: house.url, cookie, 'content-type': 'application/json', 'x-real-ip': '10.6.6.6' },
        JSON.stringify({ currentPassword, newPassword }),
      )
    expect((await change('not the password', 'Another-tile-2')).status).toBe(400)
    expect((await change(PASSWORD, 'Another-tile-2')).status).toBe(200)
    await expect(house.signIn(email)).rejects.toThrow(/401/)
    await expect(house.signIn(email, 'Another-tile-2')).resolves.toBeTruthy()
    expect(await house.control.audit.verify()).toMatchObject({ ok: true, events: before + 4 })
  })

  it('has no other door', async () => {
    const headers = { origin: house.url, 'content-type': 'application/json' }
    const signUp = JSON.stringify({ email: 'new@north.test', password: PASSWORD, name: 'New' })
    expect((await post('/sign-up/email', headers, signUp)).status).toBe(404)
    for (const path of [
      '/oauth2/register',
      '/oauth2/create-client',
      '/admin/oauth2/create-client',
      '/update-user',
      '/delete-user',
    ]) {
      expect((await post(path, headers, '{}')).status).toBe(404)
    }
    for (const path of ['/oauth2/authorize', '/token', '/list-sessions', '/ok', '/error']) {
      expect((await house.app.request(`${house.url}/auth${path}`)).status).toBe(404)
    }
  })

  it('uses __Host- cookies when the address is https', async () => {
    const secure = identityHouse({ TESSERA_URL: 'https://ehr.example' })
    await secure.control.createClinic({ slug: 'north', name: 'North', timezone: 'UTC' })
    await secure.control.createUser({ clinic: 'north', email: 'doc@north.test', roles: ['nurse'], password: PASSWORD })
    const cookie = await secure.signIn('doc@north.test')
    expect(cookie).toMatch(/^__Host-tessera\.session_token=/)
    const request = new Request('https://ehr.example/clinics/north/fhir/Patient', { headers: { cookie } })
    expect(await secure.principals.of(request, 'north')).toMatchObject({ kind: 'user', roles: ['nurse'] })
    await secure.close()
  })
})

describe('a token request', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const request = (body: Record<string, string>, headers: Record<string, string> = {}) =>
    post('/oauth2/token', { ...form, 'x-real-ip': '10.5.5.5', ...headers }, new URLSearchParams(body).toString())
  const grant = { grant_type: 'client_credentials' }

  it.each(['header', 'body'])('is answered with a Bearer for the clinic, the secret in the %s', async (place) => {
    const { client_id, client_secret = '' } = await house.control.createClient({
      clinic: 'north',
      scope: 'system/*.cruds',
    })
    const response =
      place === 'header'
        ? await request(
            { ...grant, scope: 'system/*.cruds' },
            { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
          )
        : await request({ ...grant, scope: 'system/*.cruds', client_id, client_secret })
    expect(response.status).toBe(200)
    const answer: unknown = await response.json()
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'system/*.cruds' })
    const token = (answer as { access_token: string }).access_token
    const header = decodeProtectedHeader(token)
    const claims = decodeJwt(token)
    expect(header).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
    expect(claims).toMatchObject({ iss: `${house.url}/auth`, aud: `${house.url}/clinics/north/fhir`, sub: client_id })
  })

  it('gives all registered scopes when it names none, and takes v1 spellings', async () => {
    const client = await house.control.createClient({
      clinic: 'north',
      scope: 'system/Patient.rs system/Observation.rs',
    })
    const basic = { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` }
    expect(await (await request(grant, basic)).json()).toMatchObject({
      scope: 'system/Patient.rs system/Observation.rs',
    })
    expect(await (await request({ ...grant, scope: 'system/Patient.read' }, basic)).json()).toMatchObject({
      scope: 'system/Patient.rs',
    })
  })

  it('is refused with a wrong secret, an unknown client, a scope too many, another clinic or another grant', async () => {
    await house.control.createClinic({ slug: 'east', name: 'East', timezone: 'UTC' })
    const { client_id, client_secret } = await house.control.createClient({
      clinic: 'north',
      scope: 'system/Patient.rs',
    })
    const basic = (id: string, secret = '') => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` })
    const right = basic(client_id, client_secret)
    const refused = async (body: Record<string, string>, headers: Record<string, string>) => {
      const response = await request(body, headers)
      return [response.status, ((await response.json()) as { error?: string }).error]
    }
    expect(await refused(grant, basic(client_id, 'tessera_cs_wrong'))).toEqual([401, 'invalid_client'])
    expect(await refused(grant, basic('nobody', 'x'))).toEqual([401, 'invalid_client'])
    expect(await refused({ ...grant, scope: 'system/*.cruds' }, right)).toEqual([400, 'invalid_scope'])
    expect(await refused({ ...grant, resource: `${house.url}/clinics/east/fhir` }, right)).toEqual([
      400,
      'invalid_target',
    ])
    expect((await refused({ grant_type: 'password', username: 'a', password: 'b' }, right))[0]).toBe(400)
    const json = await post('/oauth2/token', { 'content-type': 'application/json', ...right }, JSON.stringify(grant))
    expect(json.status).toBe(400)
  })

  it('may be signed with the key of a registered client', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES384')
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES384', use: 'sig' }] }
    const client = await house.control.createClient({ clinic: 'north', scope: 'system/*.rs', jwks })
    expect(client.client_secret).toBeUndefined()
    const assertion = () =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'ES384', kid: 'k1', typ: 'JWT' })
        .setIssuer(client.client_id)
        .setSubject(client.client_id)
        .setAudience(client.tokenUrl)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('2m')
        .sign(privateKey)
    const body = {
      ...grant,
      scope: 'system/*.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(),
    }
    const response = await request(body)
    expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'system/*.rs' })
    expect((await request(body)).status).toBe(400)
  })
})
