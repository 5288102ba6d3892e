import type { Issue } from '../refusal.js'
import { pretty } from '../storage/text/index.js'
import { FHIR_JSON, outcomeText } from './errors.js'
import { versionHeaders, type Answer, type Exchange } from './exchange.js'

/** An answer over HTTP. The headers are a plain object, which the server writes out without making a Headers. */
export function respond(x: Exchange, answer: Answer): Response {
  const { status, reference, version } = answer
  const headers: Record<string, string> = { 'cache-control': 'no-store', ...versionHeaders(answer) }
  if (answer.location && reference !== undefined) headers.location = `${x.base}/${reference}/_history/${version ?? 1}`
  const text = answer.wrote ? writtenText(x, answer) : answer.json
  if (text === undefined) return new Response(null, { status, headers })
  headers['content-type'] = FHIR_JSON
  return new Response(x.query.pretty ? pretty(text) : text, { status, headers })
}

function writtenText({ prefer }: Exchange, answer: Answer): string | undefined {
  if (answer.status === 204 || prefer.return === 'minimal') return undefined
  return prefer.return === 'OperationOutcome' ? outcomeText(told(answer)) : answer.json
}

/** What was done, and what before-handlers warned of. */
export function told({ reference, version, warnings = [] }: Answer): Issue[] {
  return [
    {
      severity: 'information',
      code: 'informational',
      diagnostics: `${reference ?? 'It'} is stored in version ${version ?? 0}.`,
    },
    ...warningIssues(warnings),
  ]
}

export const warningIssues = (warnings: readonly string[]): Issue[] =>
  warnings.map((diagnostics) => ({ severity: 'warning', code: 'business-rule', diagnostics }))
