import type { PluginEnv } from '@tessera/sdk'
import type { Context } from 'hono'
import type { z } from 'zod'

/** A refusal of a route, as RFC 9457 has it. */
export function problem(status: number, title: string, detail: string, more: Record<string, unknown> = {}): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
}

export const notFound = (what: string): Response => problem(404, 'Not found', `There is no such ${what}.`)

/** The body of a request as the schema has it, or the refusal that says what is wrong with it. */
export async function bodyOf<T>(
  c: Context<PluginEnv>,
  schema: z.ZodType<T>,
): Promise<{ ok: true; body: T } | { ok: false; refusal: Response }> {
  const text = await c.req.text()
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { ok: false, refusal: problem(400, 'Bad request', 'The body is no JSON.') }
  }
  const checked = schema.safeParse(parsed)
  if (checked.success) return { ok: true, body: checked.data }
  const [issue] = checked.error.issues
  return {
    ok: false,
    refusal: problem(400, 'Bad request', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'does not hold'}`),
  }
}
