import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { patientHeader } from './fhir-client.js'
import { RequestProblem, type Http } from './http.js'

/**
 * `host.undo`: reverses a change-set and says so; when something stands in the way, says what.
 *
 * @param base `/clinics/{slug}`
 */
export async function undoChange(
  { http, base, notify }: { http: Http; base: string; notify: HostContext['notify'] },
  changeSet: string,
  patient?: string,
): Promise<boolean> {
  try {
    const answer = await http(`${base}/ui/undo/${encodeURIComponent(changeSet)}`, {
      method: 'POST',
      allow: [409],
      headers: patientHeader(patient),
    })
    if (answer.ok) {
      notify({ text: msg('Undone') })
      return true
    }
    notify({ kind: 'error', text: refusalText(await readJson(answer)) })
  } catch (error) {
    const line = error instanceof RequestProblem && error.status === 0
    notify({
      kind: 'error',
      text: line
        ? msg('Not undone: the line dropped. Nothing was changed.')
        : msg(str`Not undone: ${error instanceof Error ? error.message : msg('the server refused')}`),
    })
  }
  return false
}

function refusalText(problem: unknown): string {
  const { conflicts, detail } = record(problem)
  const reasons = Array.isArray(conflicts)
    ? conflicts.map((each) => record(each).why).filter((why): why is string => typeof why === 'string')
    : []
  const once = [...new Set(reasons)].map((why) => (/[.!?]$/.test(why) ? why : `${why}.`))
  if (once.length === 0 && typeof detail === 'string') return msg(str`Not undone: ${detail}`)
  const shown = once.slice(0, 4)
  const more = once.length - shown.length
  return [
    msg('Not undone, nothing was changed.'),
    ...shown,
    ...(more > 0 ? [msg(str`And ${more} more reasons.`)] : []),
  ].join(' ')
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json()
  } catch {
    return undefined
  }
}
