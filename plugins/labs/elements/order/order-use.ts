import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { placeOf } from '@tessera/web-components'
import type { Duplicate, UseAnswer } from '../../domain/api.js'
import { evidenceText, money } from './order-words.js'

/**
 * Uses earlier results in place of a test, and tells it with Undo.
 *
 * @param onUndone it was undone: the test is wanted again
 * @returns why it could not be; undefined when it is done
 */
export async function useResults(
  host: HostContext,
  { code, name, evidence }: Duplicate,
  encounter: string | undefined,
  onUndone: () => void,
): Promise<string | undefined> {
  const results = evidence.filter(({ kind }) => kind === 'result')
  let answer: Response
  let said: unknown
  try {
    answer = await host.fetch('labs', 'orders/use', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        patient: host.patient?.id,
        code,
        results: results.map(({ reference }) => reference),
        ...(encounter ? { encounter } : {}),
      }),
      allow: [400, 404, 409, 422],
    })
    said = await answer.json()
  } catch (error) {
    const refused = error instanceof Error && 'status' in error && error.status !== 0
    return refused ? error.message : msg('Not saved: the line dropped. The test is still in this order.')
  }
  if (!answer.ok) {
    const detail = typeof said === 'object' && said !== null && 'detail' in said ? said.detail : undefined
    return typeof detail === 'string' ? detail : msg('Not saved. The test is still in this order.')
  }
  // our own route: a success has this shape
  const { change, savedCents } = said as UseAnswer
  const place = placeOf(host)
  const [only] = results
  const used = results.length === 1 && only ? evidenceText(only, place) : msg(str`Results for ${name}`)
  host.notify({
    text: msg(str`${used} used, ${money(savedCents, place)} saved`),
    action: {
      label: msg('Undo'),
      run: () => void host.undo(change).then((undone) => (undone ? onUndone() : undefined)),
    },
  })
  return undefined
}
