import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, patientNamed } from './asking.js'
import { install, isUnbuilt, type Installation } from './tessera-process.js'

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('the data folder of a running server', () => {
  let clinic: TestClinic
  const SECRETS = ['Zyxwvutanescu', 'quixotic-marker', 'drafted-marker', 'correct-horse-battery-1']

  beforeAll(async () => {
    clinic = await testClinic()
    const client = asking(await clinic.client())
    const { id } = await client.make(patientNamed('quixotic-marker', { name: [{ family: 'Zyxwvutanescu' }] }))
    await client.make({
      resourceType: 'Binary',
      contentType: 'text/plain',
      data: Buffer.from('quixotic-marker '.repeat(40_000)).toString('base64'),
    })
    await client.get('Patient?family=Zyxwvutanescu')
    const doctor = await clinic.as('clinician', { name: 'Zyxwvutanescu' })
    await doctor.fetch('ui/drafts/one', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ patient: `Patient/${id}`, text: 'drafted-marker' }),
    })
  }, 60_000)
  afterAll(() => clinic?.stop())

  test('holds nothing that can be read without the key, also in its journals', () => {
    const { data, anchors } = clinic.server.config
    const files = [...filesBelow(data), ...filesBelow(anchors)]
    expect(files.filter((file) => file.endsWith('.db'))).toHaveLength(4)
    for (const file of files) {
      const bytes = readFileSync(file)
      for (const secret of SECRETS) {
        for (const form of [
          secret,
          Buffer.from(secret, 'utf16le'),
          Buffer.from(secret).toString('base64').slice(0, -4),
        ])
          expect(bytes.includes(form), `${secret} in ${file}`).toBe(false)
      }
      if (file.endsWith('.db') && !file.endsWith('lock.db'))
        expect(bytes.subarray(0, 15).toString('latin1'), file).not.toBe('SQLite format 3')
    }
  })

  test('is for its owner alone, and so are the secret and the anchors beside it', () => {
    const { data, anchors } = clinic.server.config
    expect([
      modeOf(data),
      modeOf(anchors),
      modeOf(`${data}.secret`),
      modeOf(join(data, 'clinics', clinic.slug)),
    ]).toEqual(['700', '700', '600', '700'])
    expect(filesBelow(data).some((file) => file.endsWith('.secret'))).toBe(false)
  })

  test('has another key for each clinic', async () => {
    const { control } = clinic.server
    await control.createClinic({ slug: 'second', name: 'Second', timezone: 'UTC' })
    const [first, second] = await Promise.all([control.clinicKey(clinic.slug), control.clinicKey('second')])
    expect([first.length, second.length]).toEqual([32, 32])
    expect(Buffer.from(first).equals(second)).toBe(false)
  })
})

describe.skipIf(isUnbuilt)('files that are not as they were left (needs npm run build)', { timeout: 120_000 }, () => {
  let house: Installation
  const clinicFile = (slug: string, name: string) => join(house.data, 'clinics', slug, name)
  const verify = (slug: string, env = {}) => house.run(['audit', 'verify', '--clinic', slug, '--json'], env)
  const sums = () =>
    filesBelow(house.data).map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')])

  beforeAll(async () => {
    house = await install()
    await house.serve()
    for (const slug of ['whole', 'torn'])
      expect((await house.run(['clinic', 'create', slug, '--name', slug, '--timezone', 'UTC', '--json'])).code).toBe(0)
    expect(await house.stop('SIGTERM')).toBe(0)
  }, 120_000)
  afterAll(() => house?.remove(), 30_000)

  test('another secret opens nothing, says so in one line and changes nothing', async () => {
    const before = sums()
    for (const args of [['audit', 'verify', '--clinic', 'whole'], ['serve']]) {
      const { code, err } = await house.run(args, { TESSERA_SECRET: 'x'.repeat(40) })
      expect([code, err.trim().split('\n').length], err).toEqual([2, 1])
    }
    expect(sums()).toEqual(before)
    expect((await verify('whole')).code).toBe(0)
  })

  test('an audit chain that is gone is not begun anew in silence', async () => {
    await house.serve()
    await house.run(['import', '--clinic', 'torn', patientFile()])
    await house.stop('SIGTERM')
    for (const end of ['', '-wal', '-shm']) rmSync(clinicFile('torn', `audit.db${end}`), { force: true })
    const { code } = await verify('torn')
    expect([code, existsSync(clinicFile('torn', 'audit.db'))]).toEqual([1, false])
  })

  test('a clinic that can’t be opened answers 503, and the others go on', async () => {
    truncateSync(clinicFile('torn', 'clinic.db'), 100)
    await house.serve()
    const status = async (slug: string) => (await fetch(`${house.url}/clinics/${slug}/fhir/metadata`)).status
    expect([await status('torn'), await status('whole'), (await fetch(`${house.url}/health`)).status]).toEqual([
      503, 200, 200,
    ])
    expect((await verify('torn')).code).toBe(1)
    expect((await verify('whole')).code).toBe(0)
  })

  function patientFile(): string {
    const file = join(house.folder, 'patient.json')
    writeFileSync(file, JSON.stringify({ resourceType: 'Patient', id: 'p' }))
    return file
  }
})
