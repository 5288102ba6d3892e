import type { PluginContext, PluginEnv } from '@tessera/sdk'
import type { Context } from 'hono'
import { z } from 'zod'
import type { Writer } from '../../domain/notes/composition.js'
import { chartingSettings } from '../../domain/notes/charting-settings.js'
import type { NoteSettings } from '../../domain/notes/settings.js'

/** A FHIR id (R4 datatypes §2.24.0.1). */
export const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/)

const source = z.object({
  note: z.string().regex(/^Composition\/[A-Za-z0-9\-.]{1,64}$/),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
})
const block = z.object({ text: z.string().max(100_000), from: source.optional() })
const section = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: z.string().trim().min(1).max(120),
  code: z.string().regex(/^\d{1,7}-\d$/),
  blocks: z.array(block).max(200),
})

/** A note as an editor sends it. Addenda have a route of their own. */
export const noteBody = z.object({
  patient: id,
  encounter: id.optional(),
  note: z.object({
    title: z.string().trim().min(1).max(120),
    code: z.string().regex(/^\d{1,7}-\d$/),
    sections: z.array(section).max(60),
  }),
  /** The version of the shared draft that it rests on. */
  shared: z.object({ id, version: z.number().int().positive() }).optional(),
})
export type NoteBody = z.infer<typeof noteBody>

/** Signing says why each warning may stand. */
export const signBody = noteBody.extend({
  /** Name of the template, for what it requires. */
  template: z.string().max(60),
  reasons: z
    .array(z.object({ id: z.string().max(4000), reason: z.string().trim().min(3).max(500) }))
    .max(100)
    .default([]),
  /** The same for each try of one signature: when an answer was lost, the next try finds what the first one signed. */
  attempt: z.uuid().optional(),
})
export type SignBody = z.infer<typeof signBody>

export const addendumBody = z.object({ patient: id, text: z.string().trim().min(1).max(100_000) })
export const withdrawBody = z.object({ patient: id, reason: z.string().trim().min(3).max(500) })

export type Ctx = PluginContext
export type RouteContext = Context<PluginEnv>

/** The body of a request, or the answer that says what is wrong with it. */
export async function bodyOf<T>(c: RouteContext, schema: z.ZodType<T>): Promise<{ body: T } | { refused: Response }> {
  const json: unknown = await c.req.json().catch(() => undefined)
  const parsed = schema.safeParse(json)
  return parsed.success
    ? { body: parsed.data }
    : { refused: problem(c, 400, 'Bad request', `This is not what the note needs: ${z.prettifyError(parsed.error)}`) }
}

/** RFC 9457, with fields of our own beside the text. */
export function problem(
  c: RouteContext,
  status: 400 | 404 | 409 | 412 | 422,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): Response {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, ...more })
  return c.body(body, status, { 'content-type': 'application/problem+json' })
}

export const settingsOf = (ctx: Ctx): NoteSettings => chartingSettings.parse(ctx.settings ?? {}).notes

/** The person, as the Practitioner that they are tied to here. */
export function writer({ principal, now }: Ctx): Writer {
  const link = principal.links.find(
    ({ kind, until }) => kind === 'practitioner' && (until === undefined || new Date(until) > now()),
  )
  return { ...(link ? { reference: link.reference } : {}), display: principal.display }
}
