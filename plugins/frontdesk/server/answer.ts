import { isCommitError, type CommitError, type PluginEnv } from '@tessera/sdk'
import type { Context } from 'hono'
import { z, type ZodType } from 'zod'

/** A refusal with words for the person at the desk. */
export class Refused extends Error {
  constructor(
    readonly status: 400 | 404 | 409 | 412 | 422,
    /** Stable code: `taken`, `changed`, `likely-duplicates` … */
    readonly code: string,
    message: string,
    /** Further fields of the problem. */
    readonly more: Record<string, unknown> = {},
  ) {
    super(message)
    this.name = 'Refused'
  }
}

const TITLES = { 400: 'Bad request', 404: 'Not found', 409: 'Conflict', 412: 'Changed meanwhile', 422: 'Refused' }

type Ctx = Context<PluginEnv>

/** Runs a route; refusals become problems, a commit that met another version says so in words. */
export async function answering(c: Ctx, run: () => Promise<object>): Promise<Response> {
  try {
    return c.json(await run())
  } catch (error) {
    const refused = error instanceof Refused ? error : changed(error)
    if (!refused) throw error
    const { status, code, message, more } = refused
    const problem = { type: 'about:blank', title: TITLES[status], status, detail: message, code, ...more }
    return c.body(JSON.stringify(problem), status, { 'content-type': 'application/problem+json' })
  }
}

function changed(error: unknown): Refused | undefined {
  if (!isCommitError(error)) return undefined
  if (error.status === 412) return new Refused(412, 'changed', 'Somebody changed this a moment ago. Look again.')
  if (error.status === 422) return new Refused(422, 'refused', error.issues.map((each) => each.diagnostics).join(' '))
  return undefined
}

/** What a unique index of ours refused. */
export const isDuplicate = (error: unknown): error is CommitError =>
  isCommitError(error) && error.status === 409 && error.issues.some(({ details }) => details === 'duplicate')

export const isRowConflict = (error: unknown): error is CommitError =>
  isCommitError(error) && error.status === 409 && error.issues.some(({ code }) => code === 'conflict')

/** The body of a request, checked. @throws Refused 400 that names the field */
export async function bodyOf<T>(c: Ctx, shape: ZodType<T>): Promise<T> {
  const body: unknown = await c.req.json().catch(() => undefined)
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refused(400, 'invalid', z.prettifyError(parsed.error))
}

/** A FHIR id (R4 datatypes §2.24.0.1). */
export const fhirId = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/, 'an id')
export const practitionerRef = z.string().regex(/^Practitioner\/[A-Za-z0-9\-.]{1,64}$/, 'Practitioner/id')
export const instant = z.iso.datetime({ offset: true })
