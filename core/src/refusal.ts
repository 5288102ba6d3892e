/** IssueType of OperationOutcome (R4 value set issue-type), as far as we use it. */
export type IssueCode =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'expired'
  | 'forbidden'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'multiple-matches'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'code-invalid'
  | 'extension'
  | 'too-costly'
  | 'business-rule'
  | 'conflict'
  | 'transient'
  | 'lock-error'
  | 'no-store'
  | 'exception'
  | 'timeout'
  | 'throttled'
  | 'informational'

export interface Issue {
  severity: 'fatal' | 'error' | 'warning' | 'information'
  code: IssueCode
  /** What, where and what to do. Never a record's content beyond what the sender sent. */
  diagnostics: string
  /** FHIRPath of the element, `Patient.name[0].given[1]`. */
  expression?: string[]
  /** A stable code for programs, such as `wrong-patient`. */
  details?: string
}

/**
 * An expected failure: thrown where it is found, caught once at the door, which turns it into an OperationOutcome on
 * FHIR and into problem+json elsewhere.
 */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly issues: readonly Issue[],
    readonly headers: Record<string, string> = {},
  ) {
    super(issues.map((issue) => issue.diagnostics).join('; '))
    this.name = 'Refusal'
  }
}

/** One issue of severity error. */
export function refuse(
  status: number,
  code: IssueCode,
  diagnostics: string,
  more: { expression?: string; details?: string } = {},
): Refusal {
  return new Refusal(status, [
    {
      severity: 'error',
      code,
      diagnostics,
      ...(more.expression ? { expression: [more.expression] } : {}),
      ...(more.details ? { details: more.details } : {}),
    },
  ])
}

/** The same answer for what doesn't exist and for what is hidden (DESIGN §4). */
export const notFound = (): Refusal => refuse(404, 'not-found', 'There is no such resource.')
