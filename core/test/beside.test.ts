import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install, isUnbuilt, tokenOf, type Installation } from './tessera-process.js'

let house: Installation
const PASSWORD = 'correct-horse-battery-1'

beforeAll(async () => {
  house = await install()
})
afterAll(() => house?.remove(), 30_000)

const json = (args: string[]) => house.run([...args, '--json'])

describe.skipIf(isUnbuilt)('the command line (needs npm run build)', { timeout: 120_000 }, () => {
  test('makes no data folder of its own', async () => {
    const { code, err } = await json(['plugin', 'list'])
    expect([code, err.trim().split('\n').length, existsSync(house.data)]).toEqual([2, 1, false])
  })

  test('says what is wrong in one line, without a stack, and exits with 2', async () => {
    for (const args of [['no-such-command'], ['serve', '--fast'], ['clinic', 'create'], ['import', '--clinic', 'x']]) {
      const { code, err } = await house.run(args)
      expect(code, args.join(' ')).toBe(2)
      expect(err).toMatch(/^tessera: /)
      expect(err).not.toMatch(/\n\s+at /)
    }
    for (const [env, name] of [
      [{ PORT: 'soon' }, 'PORT'],
      [{ TESSERA_URL: 'http://clinic.example' }, 'TESSERA_URL'],
      [{ HOST: '0.0.0.0' }, 'HOST'],
      [{ TESSERA_SECRET: 'short' }, 'TESSERA_SECRET'],
      [{ TESSERA_CONFIG: join(house.folder, 'none.js') }, 'none.js'],
    ] as [Record<string, string>, string][]) {
      const { code, err } = await house.run(['serve'], env)
      expect([code, err.includes(name), err.trim().split('\n').length], `${name}: ${err}`).toEqual([2, true, 1])
    }
  })

  describe('beside a server', () => {
    beforeAll(() => house.serve(), 60_000)

    test('a second server on the same folder ends at once with one line, and the first lives', async () => {
      const { code, err, out } = await house.run(['serve'], { PORT: '0' })
      expect([code, out, err.trim().split('\n').length]).toEqual([2, '', 1])
      expect(err).toContain('in use')
      expect((await fetch(`${house.url}/health`)).status).toBe(200)
    })

    test('makes clinics, people and clients that count at once', async () => {
      expect((await json(['clinic', 'create', 'side', '--name', 'Side', '--timezone', 'Europe/Vienna'])).json).toEqual({
        slug: 'side',
        fhirBase: `${house.url}/clinics/side/fhir`,
      })
      expect((await json(['clinic', 'create', 'side', '--name', 'Side', '--timezone', 'UTC'])).code).toBe(1)
      for (const slug of ['Up', '../x'])
        expect((await json(['clinic', 'create', slug, '--name', 'x', '--timezone', 'UTC'])).code).toBeGreaterThan(0)
      await writeFile(join(house.folder, 'password'), `${PASSWORD}\n`)
      const person = [
        'user',
        'create',
        '--clinic',
        'side',
        '--email',
        'ida@side.test',
        '--password-file',
        join(house.folder, 'password'),
      ]
      expect((await json([...person, '--role', 'clinician,admin'])).json).toMatchObject({
        email: 'ida@side.test',
        roles: expect.arrayContaining(['clinician', 'admin']),
      })
      expect((await json([...person, '--role', 'wizard'])).code).toBe(2)
      const { json: client } = await json(['client', 'create', '--clinic', 'side', '--scope', 'system/*.rs'])
      expect(Object.keys(client).toSorted()).toEqual([
        'client_id',
        'client_secret',
        'clinic',
        'fhirBase',
        'scope',
        'tokenUrl',
      ])
      const found = await fetch(`${house.url}/clinics/side/fhir/Patient`, {
        headers: { authorization: `Bearer ${await tokenOf(client)}` },
      })
      expect(found.status).toBe(200)
    })

    test('enables and disables a plugin within a second', async () => {
      const cookie = await signIn()
      const contributions = async () => {
        const answer = await fetch(`${house.url}/clinics/side/ui/registry.json`, { headers: { cookie } })
        // the registry of DESIGN §7.1
        return ((await answer.json()) as { contributions: { plugin: string }[] }).contributions.map(
          ({ plugin }) => plugin,
        )
      }
      for (const verb of ['enable', 'disable']) {
        expect((await json(['plugin', verb, 'probe', '--clinic', 'side'])).code).toBe(0)
        await expect.poll(contributions, { interval: 50 }).toEqual(verb === 'enable' ? ['probe'] : [])
        expect((await json(['plugin', 'list', '--clinic', 'side'])).json).toEqual({
          plugins: [{ id: 'probe', version: '1.0.0', tier: 'trusted', enabled: verb === 'enable' }],
        })
      }
      expect((await json(['plugin', 'enable', 'nobody', '--clinic', 'side'])).code).toBe(1)
    })

    test('imports with a report, in the order given, and a folder by its names', async () => {
      const folder = join(house.folder, 'in')
      await mkdir(folder)
      const patient = (id: string) => ({ resourceType: 'Patient', id })
      await writeFile(
        join(folder, 'b.ndjson'),
        [patient('n1'), patient('n2'), { ...patient('n3'), gender: 'mail' }]
          .map((each) => JSON.stringify(each))
          .join('\n'),
      )
      await writeFile(
        join(folder, 'a.json'),
        JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient('c1') }] }),
      )
      await writeFile(join(folder, 'ignored.txt'), 'no')
      const first = await json(['import', '--clinic', 'side', folder])
      expect(first.json).toMatchObject({
        files: 2,
        created: 3,
        updated: 0,
        unchanged: 0,
        failed: 1,
        seconds: expect.any(Number),
      })
      expect(first.json.failures).toEqual([
        {
          file: join(folder, 'b.ndjson'),
          entry: expect.stringMatching(/Patient\.gender|line 3/),
          reason: expect.stringContaining('mail'),
        },
      ])
      expect(first.code).toBe(1)
      expect((await json(['import', '--clinic', 'side', join(folder, 'a.json')])).json).toMatchObject({
        created: 0,
        unchanged: 1,
        failed: 0,
      })
      expect((await json(['import', '--clinic', 'none', folder])).code).toBeGreaterThan(0)
      expect((await json(['import', '--clinic', 'side', join(folder, 'not-there')])).code).toBe(2)
    })

    test('verifies both chains, and the data folder holds nothing but what it must', async () => {
      expect((await json(['audit', 'verify', '--clinic', 'side'])).json).toMatchObject({
        ok: true,
        events: expect.any(Number),
        head: expect.stringMatching(/^[0-9a-f]{64}$/),
      })
      expect((await json(['audit', 'verify'])).json).toMatchObject({ ok: true })
      expect((await json(['audit', 'verify', '--clinic', 'none'])).code).toBeGreaterThan(0)
      const databases = (await readdir(house.data, { recursive: true }))
        .filter((name) => name.endsWith('.db'))
        .toSorted()
      expect(databases).toEqual(['clinics/side/audit.db', 'clinics/side/clinic.db', 'control.db', 'lock.db'])
    })
  })
})

async function signIn(): Promise<string> {
  const answer = await fetch(`${house.url}/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: house.url },
    body: JSON.stringify({ email: 'ida@side.test', password: PASSWORD }),
  })
  expect(answer.status).toBe(200)
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
}
