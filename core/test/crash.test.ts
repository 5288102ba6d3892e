import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { DEEP } from './shared-data.js'
import { install, isUnbuilt, tokenOf, type Installation } from './tessera-process.js'

let house: Installation
let token: string
let fhir: string

beforeAll(async () => {
  house = await install()
  await house.serve()
  fhir = `${house.url}/clinics/crash/fhir`
  expect(
    (await house.run(['clinic', 'create', 'crash', '--name', 'Crash', '--timezone', 'UTC', '--json'])).json,
  ).toMatchObject({ slug: 'crash', fhirBase: fhir })
  token = await tokenOf(
    (await house.run(['client', 'create', '--clinic', 'crash', '--scope', 'system/*.cruds', '--json'])).json,
  )
}, 90_000)
afterAll(() => house?.remove(), 30_000)

const send = (path: string, body?: object) =>
  fetch(`${fhir}/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/fhir+json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })

/** Creates with so many hands until the server is gone. @returns the ids that were acknowledged */
function creators(hands: number): { acknowledged: string[]; done: Promise<unknown> } {
  const acknowledged: string[] = []
  const work = async (hand: number) => {
    for (let n = 0; ; n++) {
      const answer = await send('Patient', {
        resourceType: 'Patient',
        name: [{ family: `Hand${hand}`, given: [`n${n}`] }],
        birthDate: '1980-02-03',
      }).catch(() => undefined)
      if (!answer) return
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
      // the Location is in the headers: the write was acknowledged even if the body never came
      acknowledged.push(/Patient\/([^/]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '')
      await answer.text().catch(() => undefined)
    }
  }
  return { acknowledged, done: Promise.all(Array.from({ length: hands }, (_, hand) => work(hand))) }
}

/** Waits for the load to be under way, however slow the machine is. */
const enough = (acknowledged: readonly string[], count: number) =>
  vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(count), { timeout: 30_000, interval: 10 })

const verified = async () => {
  const { code, json } = await house.run(['audit', 'verify', '--clinic', 'crash', '--json'])
  return { code, ok: json.ok, events: Number(json.events) }
}

describe.skipIf(isUnbuilt)('kill -9 while 32 create (needs npm run build)', { timeout: 90_000 }, () => {
  test.each(DEEP ? [1, 2, 3, 4, 5] : [1, 2])(
    'loses nothing that was acknowledged, and the audit chain is whole; round %i',
    async (round) => {
      const { acknowledged, done } = creators(32)
      await enough(acknowledged, 150 * round)
      await house.stop('SIGKILL')
      await done

      await house.serve()
      const found: number[] = []
      for (let at = 0; at < acknowledged.length; at += 64) {
        found.push(
          ...(await Promise.all(
            acknowledged.slice(at, at + 64).map(async (id) => (await send(`Patient/${id}`)).status),
          )),
        )
      }
      expect(found.filter((status) => status !== 200)).toEqual([])
      const { code, ok, events } = await verified()
      expect([code, ok]).toEqual([0, true])
      // each create and each read
      expect(events).toBeGreaterThanOrEqual(2 * acknowledged.length)
      expect((await send('Patient', { resourceType: 'Patient' })).status).toBe(201)
    },
  )

  test('SIGTERM lets what is under way finish, and ends with 0', async () => {
    const { acknowledged, done } = creators(16)
    await enough(acknowledged, 50)
    expect(await house.stop('SIGTERM')).toBe(0)
    await done
    // without a server the command line opens the files itself
    expect(await verified()).toMatchObject({ code: 0, ok: true })
    await house.serve()
    const found = await Promise.all(acknowledged.map(async (id) => (await send(`Patient/${id}`)).status))
    expect(found.filter((status) => status !== 200)).toEqual([])
  })
})
