import { allow, type PluginRoute } from '@tessera/sdk'
import type { Appointment } from 'fhir/r4.js'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stepsOf, type TakenStep } from '../domain/steps.js'
import { frontdesk } from '../plugin.js'
import { openDesk, type DeskClinic } from './desk.js'

let at: DeskClinic
beforeAll(async () => {
  const plugin = frontdesk()
  const routes: PluginRoute = (app) =>
    (plugin.routes?.(app) ?? app).get('/test-steps', allow({ roles: ['frontdesk'] }), async (c) => {
      const appointment = c.req.query('appointments')?.split(',') ?? []
      return c.json(await c.get('ctx').tables.find('step', { where: { appointment }, orderBy: 'step', limit: 1000 }))
    })
  at = await openDesk({ ...plugin, routes })
})
afterAll(() => at.clinic.stop())

const DEPTH = process.env['TESSERA_TEST_DEPTH'] === 'deep' ? 60 : 8

type Act =
  | { do: 'book' | 'rest'; slot: number; who: number; visitType: string; overbook: boolean }
  | { do: 'move' | 'restMove'; which: number; slot: number; who: number }
  | { do: 'cancel' | 'noshow' | 'restCancel' | 'restMistake' | 'delete' | 'checkIn'; which: number }

const who = fc.nat(1)
const slot = fc.nat(7)
const which = fc.nat(7)
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('book' as const, 'rest' as const),
      slot,
      who,
      visitType: fc.constantFrom('follow-up', 'acute', 'nurse'),
      overbook: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('move' as const, 'restMove' as const), which, slot, who }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel', 'noshow', 'restCancel', 'restMistake', 'delete', 'checkIn'),
      which,
    }) as fc.Arbitrary<Act>,
  },
)

test('after any acts through both doors the table says what the live appointments imply, and nothing is booked twice', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 16 }), async (acts) => {
      const date = new Date(Date.UTC(2028, 0, 3 + round++)).toISOString().slice(0, 10)
      const ids: string[] = []
      for (const each of acts) await perform(each, date, ids)
      const table = await stepRows(ids)
      const live = (await Promise.all(ids.map(stored))).flatMap((each) => stepsOf(each.id, each.appointment))
      expect(sorted(table)).toEqual(sorted(live))
      const taken = table.map(({ practitioner, step, lane }) => `${practitioner} ${step} ${lane}`)
      expect(new Set(taken).size).toBe(taken.length)
    }),
    { numRuns: DEPTH, ...(process.env['FC_SEED'] ? { seed: Number(process.env['FC_SEED']) } : { seed: 20261124 }) },
  )
}, 120_000)

const start = (date: string, slot: number) =>
  new Date(Date.parse(`${date}T14:00:00Z`) + slot * 10 * 60_000).toISOString()

/** Does one thing; what is refused is refused. */
async function perform(each: Act, date: string, ids: string[]): Promise<void> {
  const provider = (who: number) => (who === 0 ? at.okafor : at.raman)
  if (each.do === 'book') {
    const { status, body } = await at.post('appointments', {
      patient: at.ines,
      practitioner: provider(each.who),
      start: start(date, each.slot),
      visitType: each.visitType,
      ...(each.overbook ? { overbook: 'It can’t wait' } : {}),
    })
    if (status === 200) ids.push(String(body['id']))
    return
  }
  if (each.do === 'rest') {
    const made = await at.system.fhir
      .create(
        at.appointment(start(date, each.slot), 15, {
          participant: [
            { actor: { reference: `Patient/${at.walter}` }, status: 'accepted' },
            { actor: { reference: provider(each.who) }, status: 'accepted' },
            // the other one has declined, so takes no time
            { actor: { reference: provider(1 - each.who) }, status: 'declined' },
          ],
        }),
      )
      .catch(() => undefined)
    if (made) ids.push(made.id)
    return
  }
  const id = ids[each.which % Math.max(1, ids.length)]
  if (id === undefined) return
  const { appointment, version } = await stored(id)
  if (!appointment) return
  const put = (changed: Appointment) => at.system.fhir.update({ ...changed, id }).catch(() => undefined)
  switch (each.do) {
    case 'move':
      await at.post(`appointments/${id}/move`, {
        version,
        practitioner: provider(each.who),
        start: start(date, each.slot),
      })
      return
    case 'restMove': {
      const to = start(date, each.slot)
      await put({ ...appointment, start: to, end: new Date(Date.parse(to) + 25 * 60_000).toISOString() })
      return
    }
    case 'cancel':
      await at.post(`appointments/${id}/cancel`, { version, reason: 'pat' })
      return
    case 'noshow':
      await at.post(`appointments/${id}/no-show`, { version })
      return
    case 'checkIn':
      await at.post(`appointments/${id}/check-in`, {})
      return
    case 'restCancel':
      await put({ ...appointment, status: 'cancelled' })
      return
    case 'restMistake':
      await put({ ...appointment, status: 'entered-in-error' })
      return
    case 'delete':
      await at.system.fhir.remove('Appointment', id).catch(() => undefined)
  }
}

async function stored(id: string): Promise<{ id: string; version: number; appointment?: Appointment }> {
  const answer = await at.system.fetch(`fhir/Appointment/${id}`)
  if (!answer.ok) return { id, version: 0 }
  const appointment: Appointment = await answer.json()
  return { id, version: Number(appointment.meta?.versionId), appointment }
}

/** The rows themselves, as the plugin reads them. */
async function stepRows(ids: readonly string[]): Promise<TakenStep[]> {
  return ids.length === 0 ? [] : at.get<TakenStep[]>(`test-steps?appointments=${ids.join(',')}`)
}

const sorted = (rows: readonly TakenStep[]): string[] =>
  rows
    .map(({ appointment, practitioner, step, lane, patient }) =>
      JSON.stringify([appointment, practitioner, step, lane, patient]),
    )
    .sort()
