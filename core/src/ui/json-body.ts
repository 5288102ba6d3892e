import type { ZodType } from 'zod'
import { Refusal, refuse } from '../refusal.js'

/**
 * The body as UTF-8 text, never more of it in memory than may be.
 *
 * @param limit bytes
 * @param what for the message, `A draft`
 * @throws Refusal 413, 400
 */
export async function bodyText(request: Request, limit: number, what: string): Promise<string> {
  const tooLong = () => refuse(413, 'too-long', `${what} has at most ${sizeOf(limit)}.`)
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLong()
  const parts: Uint8Array[] = []
  let size = 0
  if (request.body) {
    for await (const part of request.body) {
      size += part.byteLength
      if (size > limit) throw tooLong()
      parts.push(part)
    }
  }
  try {
    // a byte order mark is kept: it makes JSON.parse refuse it, where dropping it would change what was sent
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch {
    throw refuse(400, 'invalid', `${what} is JSON in UTF-8.`)
  }
}

/**
 * @param schema what the body must be
 * @throws Refusal 413, 400 naming the place
 */
export async function jsonBody<T>(request: Request, schema: ZodType<T>, limit: number): Promise<T> {
  const checked = schema.safeParse(await jsonValue(request, limit))
  if (checked.success) return checked.data
  throw new Refusal(
    400,
    checked.error.issues.map(({ path, message }) => ({
      severity: 'error',
      code: 'invalid',
      diagnostics: [path.join('.'), message].filter(Boolean).join(': '),
      expression: [path.join('.')],
    })),
  )
}

/** @throws Refusal 413, 400 */
export async function jsonValue(request: Request, limit: number): Promise<unknown> {
  const text = await bodyText(request, limit, 'The request')
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    throw refuse(400, 'invalid', 'The request is JSON.')
  }
}

const sizeOf = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${bytes / (1024 * 1024)} MB` : `${Math.floor(bytes / 1000)} kB`
