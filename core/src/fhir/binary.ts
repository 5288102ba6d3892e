import type { Context } from 'hono'
import type { ClinicEnv } from '../env.js'
import { refuse } from '../refusal.js'
import { parseResource, writtenResource, type ParsedResource } from '../storage/text/index.js'
import { LIMITS, readBody } from './body.js'
import { versionHeaders, type Answer } from './exchange.js'
import { isFhirJson } from './headers.js'

/** RFC 9110 §8.3.1, in the characters that a header can carry. */
const MEDIA_TYPE =
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(?: *; *[a-z0-9_-]+=(?:"[ !#-[\]-~]*"|[!#-+\-./0-:<-~]+))*$/i

/**
 * A Binary as it was sent: a resource in FHIR JSON, or the content itself under its own Content-Type
 * (R4 binary §2.1.1.2).
 *
 * @param id of the address, for a PUT
 */
export async function readBinary(c: Context<ClinicEnv>, id?: string): Promise<ParsedResource> {
  const contentType = c.req.header('content-type')
  if (isFhirJson(contentType)) return parseResource(await readBody(c.req.raw, LIMITS.binary))
  if (contentType === undefined || !MEDIA_TYPE.test(contentType))
    throw refuse(415, 'not-supported', 'The Content-Type is no media type.')
  const bytes = await readBody(c.req.raw, LIMITS.attachment)
  if (bytes.byteLength === 0) throw refuse(400, 'required', 'The body is empty.')
  const securityContext = c.req.header('x-security-context')
  const head = {
    contentType,
    ...(securityContext === undefined ? {} : { securityContext: { reference: securityContext } }),
  }
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  // base64 needs no escape, so a large content is not walked once more
  const rest = `,${JSON.stringify(head).slice(1, -1)},"data":"${data}"`
  return writtenResource({ resourceType: 'Binary', ...(id === undefined ? {} : { id }), ...head, data }, rest)
}

/**
 * The content itself. It comes from outside, so a browser only ever saves it: it is never shown, sniffed or run on our
 * origin.
 */
export function rawBinary(answer: Answer): Response {
  // stored and validated as a Binary, or absent for 304
  const { contentType, data } = JSON.parse(answer.json ?? '{}') as { contentType?: string; data?: string }
  const headers = {
    'cache-control': 'no-store',
    ...versionHeaders(answer),
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  }
  if (answer.status === 304) return new Response(null, { status: 304, headers })
  const type = contentType !== undefined && MEDIA_TYPE.test(contentType) ? contentType : 'application/octet-stream'
  return new Response(new Uint8Array(Buffer.from(data ?? '', 'base64')), {
    status: 200,
    headers: { ...headers, 'content-type': type },
  })
}
