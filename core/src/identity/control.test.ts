import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenControl } from './control.js'
import { openControlDb } from './control-db.js'
import { readSecrets } from './secret.js'
import { type IdentityHouse, identityHouse, PASSWORD } from './test/identity-house.js'

let house: IdentityHouse
let control: OpenControl
beforeAll(async () => {
  house = identityHouse()
  control = house.control
  await control.createClinic({ slug: 'north', name: 'North', timezone: 'America/Chicago', npi: '1234567893' })
  await control.createClinic({ slug: 'south', name: 'South', timezone: 'Europe/Berlin' })
})
afterAll(() => house.close())

describe('control.db', () => {
  it('is encrypted and for the owner only', () => {
    const file = join(house.config.data, 'control.db')
    expect(readFileSync(file).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).includes('North')).toBe(false)
  })

  it('says that it can be read', () => {
    expect(() => control.health()).not.toThrow()
  })

  it('is copied, then brought up to a newer schema, and refused by an older program', async () => {
    const file = join(house.config.data, 'other.db')
    const { control: key } = readSecrets(house.config, {})
    const step1 = 'CREATE TABLE a(x)'
    const step2 = 'ALTER TABLE a ADD COLUMN y'
    const first = openControlDb(file, key, [step1])
    await first.write((db) => db.prepare('INSERT INTO a VALUES (?)').run(1))
    await first.close()
    const second = openControlDb(file, key, [step1, step2])
    expect(second.db.prepare('SELECT x, y FROM a').get()).toMatchObject({ x: 1, y: null })
    await second.close()
    const copy = openControlDb(`${file}.schema-1`, key, [step1])
    expect(copy.db.prepare('SELECT x FROM a').get()).toMatchObject({ x: 1 })
    await copy.close()
    expect(() => openControlDb(file, key, [step1])).toThrow(/newer/)
  })

  it('undoes a change that fails half-way, and goes on', async () => {
    const file = join(house.config.data, 'half.db')
    const half = openControlDb(file, readSecrets(house.config, {}).control, ['CREATE TABLE a(x INTEGER PRIMARY KEY)'])
    const insert = (x: number) => half.db.prepare('INSERT INTO a VALUES (?)').run(x)
    await expect(half.write(() => [insert(1), insert(2), insert(1)])).rejects.toThrow(/UNIQUE/)
    await half.write(() => insert(3))
    expect(half.db.prepare('SELECT x FROM a').all()).toMatchObject([{ x: 3 }])
    await half.close()
  })
})

describe('clinics', () => {
  it('are found again', async () => {
    expect(await control.clinics()).toEqual([
      { slug: 'north', name: 'North', timezone: 'America/Chicago', npi: '1234567893' },
      { slug: 'south', name: 'South', timezone: 'Europe/Berlin' },
    ])
    expect(await control.clinic('south')).toMatchObject({ name: 'South' })
    expect(await control.clinic('west')).toBeNull()
  })

  it('have a key each, the same on every start', async () => {
    const north = await control.clinicKey('north')
    expect(north.length).toBe(32)
    expect(await control.clinicKey('south')).not.toEqual(north)
    expect(await control.clinicKey('north')).toEqual(north)
    await expect(control.clinicKey('west')).rejects.toMatchObject({ status: 404 })
  })

  it.each([
    [{ slug: 'north', name: 'Again', timezone: 'UTC' }, 409],
    [{ slug: 'North', name: 'x', timezone: 'UTC' }, 400],
    [{ slug: 'n', name: 'x', timezone: 'UTC' }, 400],
    [{ slug: '../x', name: 'x', timezone: 'UTC' }, 400],
    [{ slug: 'ok', name: ' ', timezone: 'UTC' }, 400],
    [{ slug: 'ok', name: 'x', timezone: 'America/Nowhere' }, 400],
    [{ slug: 'ok', name: 'x', timezone: '+01:00' }, 400],
  ])('are refused: %j', async (clinic, status) => {
    await expect(control.createClinic(clinic)).rejects.toMatchObject({ status })
    expect((await control.clinics()).length).toBe(2)
  })
})

describe('people', () => {
  it('get roles and links in each clinic, under one e-mail', async () => {
    const first = await control.createUser({
      clinic: 'north',
      email: 'Ada@Clinic.test ',
      name: 'Ada Byron',
      roles: ['clinician'],
      password: PASSWORD,
      link: { kind: 'practitioner', reference: 'Practitioner/p1' },
    })
    expect(first).toMatchObject({ email: 'ada@clinic.test', roles: ['clinician'] })
    const again = await control.createUser({ clinic: 'north', email: 'ada@clinic.test', roles: ['admin', 'admin'] })
    expect(again).toEqual({ ...first, roles: ['admin', 'clinician'] })
    await control.createUser({
      clinic: 'south',
      email: 'ada@clinic.test',
      roles: ['patient'],
      password: 'another password',
      link: { kind: 'proxy', reference: 'Patient/kid', until: '2100-01-01' },
    })
    expect(await control.memberships(first.id)).toEqual([
      { clinic: expect.objectContaining({ slug: 'north' }), roles: ['admin', 'clinician'] },
      { clinic: expect.objectContaining({ slug: 'south' }), roles: ['patient'] },
    ])
    expect(control.membership(first.id, 'south')).toEqual({
      roles: ['patient'],
      links: [{ kind: 'proxy', reference: 'Patient/kid', until: '2100-01-01T00:00:00.000Z' }],
    })
    expect(control.membership(first.id, 'west')).toBeNull()
    // the password stays
    await expect(house.signIn('ada@clinic.test', 'another password')).rejects.toThrow(/401/)
    await expect(house.signIn('ada@clinic.test')).resolves.toContain('tessera.session_token=')
  })

  it('lose a link when its time is over', async () => {
    const until = new Date(house.clock.ms + 60_000).toISOString()
    const { id } = await control.createUser({
      clinic: 'north',
      email: 'nanny@home.test',
      roles: ['patient'],
      link: { kind: 'proxy', reference: 'Patient/kid', until },
    })
    expect(control.membership(id, 'north')?.links.length).toBe(1)
    house.clock.ms += 61_000
    expect(control.membership(id, 'north')).toEqual({ roles: ['patient'], links: [] })
  })

  it.each([
    [{ roles: ['wizard'] }, 400],
    [{ roles: [] }, 400],
    [{ email: 'no address' }, 400],
    [{ clinic: 'west' }, 404],
    [{ password: 'short' }, 400],
    [{ link: { kind: 'self', reference: 'Practitioner/1' } }, 400],
    [{ link: { kind: 'self', reference: 'Patient/1', until: 'soon' } }, 400],
  ])('are refused: %j', async (change, status) => {
    // Deliberately of the wrong type: what a command line may pass on.
    const input = { clinic: 'north', email: 'x@y.test', roles: ['nurse'], ...change } as Parameters<
      OpenControl['createUser']
    >[0]
    await expect(control.createUser(input)).rejects.toMatchObject({ status })
  })
})

describe('plugins', () => {
  it('are switched on and off for each clinic', async () => {
    await control.setPlugin('north', 'charting', true)
    await control.setPlugin('north', 'labs', true)
    await control.setPlugin('north', 'labs', false)
    expect(await control.enabledPlugins('north')).toEqual(['charting'])
    expect(await control.enabledPlugins('south')).toEqual([])
    expect(await control.pluginSettings('north', 'charting')).toEqual({})
    await expect(control.setPlugin('west', 'charting', true)).rejects.toMatchObject({ status: 404 })
  })
})

describe('machine clients', () => {
  it.each([
    [{ scope: '' }, 400],
    [{ scope: 'system/Patient.nonsense' }, 400],
    [{ scope: 'user/*.cruds' }, 400],
    [{ scope: 'system/*.rs', clinic: 'west' }, 404],
    [{ scope: 'system/*.rs', public: true }, 400],
    [{ scope: 'system/*.rs', jwks: { keys: [{ kty: 'EC', d: 'secret' }] } }, 400],
  ])('are refused: %j', async (change, status) => {
    await expect(control.createClient({ clinic: 'north', ...change })).rejects.toMatchObject({ status })
  })

  it('show their secret once', async () => {
    const made = await control.createClient({ clinic: 'north', scope: 'system/*.read system/Patient.c' })
    expect(made).toMatchObject({
      client_secret: expect.stringMatching(/^tessera_cs_.{43}$/),
      scope: 'system/*.rs system/Patient.c',
      clinic: 'north',
      fhirBase: `${house.url}/clinics/north/fhir`,
      tokenUrl: `${house.url}/auth/oauth2/token`,
    })
    expect(control.client(made.client_id)).toMatchObject({ id: made.client_id, clinic: 'north' })
  })
})

describe('the platform chain', () => {
  it('has what was done above and holds', async () => {
    const verdict = await control.audit.verify()
    expect(verdict).toMatchObject({ ok: true, head: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(verdict.events).toBeGreaterThan(8)
  })

  it('shows what was changed, taken out, or cut off', async () => {
    const own = identityHouse()
    const { data } = own.config
    for (const slug of ['aa', 'bb', 'cc']) await own.control.createClinic({ slug, name: slug, timezone: 'UTC' })
    await own.control.close()
    const tamper = async (sql: string) => {
      const db = openControlDb(join(data, 'control.db'), readSecrets(own.config, {}).control)
      await db.write(() => db.db.exec(sql))
      await db.close()
      const seen = await own.reopen()
      const verdict = await seen.control.audit.verify()
      await seen.control.close()
      return verdict
    }
    expect(await tamper('SELECT 1')).toMatchObject({ ok: true, events: 3 })
    expect(await tamper(`UPDATE platform_audit SET body = replace(body, 'bb', 'xx') WHERE seq = 2`)).toMatchObject({
      ok: false,
      firstBad: { seq: 2 },
    })
    expect(await tamper(`UPDATE platform_audit SET body = replace(body, 'xx', 'bb') WHERE seq = 2`)).toMatchObject({
      ok: true,
    })
    expect(await tamper('DELETE FROM platform_audit WHERE seq = 3')).toMatchObject({ ok: false, firstBad: { seq: 3 } })
    expect(await tamper('DELETE FROM platform_audit WHERE seq = 1')).toMatchObject({ ok: false, firstBad: { seq: 1 } })
    await (await own.reopen()).close()
  })
})
