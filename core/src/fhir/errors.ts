import { HTTPException } from 'hono/http-exception'
import { refuse, Refusal, type Issue } from '../refusal.js'

export const FHIR_JSON = 'application/fhir+json; charset=utf-8'

/** A refusal as an OperationOutcome in JSON text. */
export const outcomeText = (issues: readonly Issue[]): string =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: issues.map(issueOf) })

function issueOf({ severity, code, diagnostics, expression, details }: Issue): object {
  return {
    severity,
    code,
    ...(details ? { details: { coding: [{ system: 'urn:tessera:issue', code: details }] } } : {}),
    diagnostics,
    ...(expression?.length ? { expression } : {}),
  }
}

/** The answer of the FHIR door to a refusal. One of status 401 says how to authenticate. */
export function fhirError(refusal: Refusal): Response {
  return new Response(outcomeText(refusal.issues), {
    status: refusal.status,
    headers: {
      'content-type': FHIR_JSON,
      'cache-control': 'no-store',
      ...(refusal.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...refusal.headers,
    },
  })
}

/** Where what nobody expected is written down; the answer holds nothing of it. */
export interface ErrorLog {
  error(fields: { err: unknown; request?: string }, message: string): void
}

/** Any error as a refusal: what is expected as it is, all else as a 500 that is logged. */
export function refusalOf(error: unknown, log: ErrorLog, request?: string): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof HTTPException && error.status < 500) return refuse(error.status, 'processing', error.message)
  log.error({ err: error, ...(request === undefined ? {} : { request }) }, 'a FHIR request failed unexpectedly')
  return refuse(500, 'exception', 'Something went wrong on our side. It was logged.')
}
