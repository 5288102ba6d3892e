import type { allow } from '@tessera/sdk'
import type { ZodType } from 'zod'

/** What a route is given. */
type Context = Parameters<ReturnType<typeof allow>>[0]

/** Why a request isn't done, in words for the person. `code` is stable, `issues` name fields. */
export interface Refused {
  status: 400 | 404 | 409 | 422
  detail: string
  code?: string
  issues?: readonly unknown[]
}

const TITLES = { 400: 'Bad request', 404: 'Not found', 409: 'Conflict', 422: 'Not accepted' }

/** Answers `application/problem+json`. */
export const refuse = (c: Context, { status, ...rest }: Refused): Response =>
  c.body(JSON.stringify({ type: 'about:blank', title: TITLES[status], status, ...rest }), status, {
    'content-type': 'application/problem+json',
  })

/** The body in the shape that a route wants, else what is wrong with it. */
export async function bodyOf<T>(c: Context, shape: ZodType<T>): Promise<{ body: T } | Refused> {
  let sent: unknown
  try {
    sent = await c.req.json()
  } catch {
    return { status: 400, detail: 'The body is no JSON.' }
  }
  const read = shape.safeParse(sent)
  if (read.success) return { body: read.data }
  const [issue] = read.error.issues
  return { status: 400, detail: `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is not as expected'}` }
}

export const isRefused = (answer: object): answer is Refused => 'status' in answer && 'detail' in answer
