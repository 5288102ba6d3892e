import { STATUS_CODES } from 'node:http'
import type { Refusal } from './refusal.js'

/**
 * A refusal as `application/problem+json` (RFC 9457), for every door but FHIR.
 *
 * @example problem(refuse(409, 'conflict', 'The draft changed meanwhile.', { details: 'stale-draft' }))
 */
export function problem(refusal: Refusal): Response {
  const [first] = refusal.issues
  const body = {
    type: first?.details ? `urn:tessera:issue:${first.details}` : 'about:blank',
    title: STATUS_CODES[refusal.status] ?? 'Error',
    status: refusal.status,
    detail: refusal.message,
    ...(first?.details ? { code: first.details } : {}),
    issues: refusal.issues,
  }
  return new Response(JSON.stringify(body), {
    status: refusal.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...refusal.headers,
    },
  })
}
