import { Hono, type Context, type Handler } from 'hono'
import type { ClinicEnv } from '../env.js'
import { refuse, Refusal } from '../refusal.js'
import { parsePatch, parseResource, pretty } from '../storage/text/index.js'
import { rawBinary, readBinary } from './binary.js'
import { LIMITS, readBody } from './body.js'
import { capabilityStatement } from './capability.js'
import { postBundle } from './entries.js'
import { fhirError, refusalOf, type ErrorLog } from './errors.js'
import { exchangeOf, knownId, knownType, type Answer, type Exchange } from './exchange.js'
import { asksForJson, isFhirJson, mustTakeJson } from './headers.js'
import { readQuery } from './query.js'
import { everything, history, read, search, vread } from './read.js'
import { respond } from './respond.js'
import { writeTurn } from './write-turn.js'
import { createWrite, deleteWrite, patchWrite, updateWrite, write } from './write.js'

export interface FhirParts {
  /** TESSERA_URL. */
  baseUrl: string
  version: string
  log: ErrorLog
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * The FHIR REST face of a clinic, mounted at `/clinics/:clinic/fhir`. What comes before it has set `open`, `principal`,
 * `ip` and `requestId`; for `metadata`, which is public, `open` is enough.
 */
export function fhirRoutes(parts: FhirParts): Hono<ClinicEnv> {
  const app = new Hono<ClinicEnv>()
  const { baseUrl, log } = parts
  const metadata = metadataOf(parts)

  const on =
    (run: (x: Exchange, c: Context<ClinicEnv>) => Promise<Answer>): Handler<ClinicEnv> =>
    async (c) => {
      const x = exchangeOf(c, baseUrl)
      return respond(x, await run(x, c))
    }
  /** One address with all its methods: another method is a 405. */
  const address = (path: string, handlers: Partial<Record<Method, Handler<ClinicEnv>>>) => {
    const methods = Object.keys(handlers)
    for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler)
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
    app.all(path, (c) => {
      const diagnostics = `${c.req.method} is not possible here; ${allow} is.`
      return fhirError(new Refusal(405, [{ severity: 'error', code: 'not-supported', diagnostics }], { allow }))
    })
  }
  const bundle = on(async (x, c) => {
    mustBeJson(c)
    return postBundle(x, await readBody(c.req.raw, LIMITS.bundle), log)
  })

  app.onError((error, c) => fhirError(refusalOf(error, log, c.get('requestId'))))
  address('/', { POST: bundle })
  address('/metadata', { GET: metadata })
  address('/:type/_search', { POST: on(postSearch) })
  address('/:type/:id/_history/:version', {
    GET: (c) => binaryOr(c, baseUrl, (x) => vread(x, typeOf(c), idOf(c), c.req.param('version') ?? '')),
  })
  address('/:type/:id/_history', { GET: on((x, c) => history(x, typeOf(c), idOf(c))) })
  address('/:type/:id/$everything', {
    GET: on(async (x, c) => {
      if (typeOf(c) !== 'Patient') throw unknownAddress()
      return everything(x, idOf(c))
    }),
  })
  address('/:type/:id', {
    GET: (c) => binaryOr(c, baseUrl, (x) => read(x, typeOf(c), idOf(c))),
    PUT: on(async (x, c) => {
      const [type, id] = [typeOf(c), idOf(c)]
      return write(x, updateWrite(type, id, await resourceOf(c, type, id), x.conditions))
    }),
    PATCH: on(async (x, c) => write(x, patchWrite(typeOf(c), idOf(c), await patchOf(c), x.conditions))),
    DELETE: on((x, c) => write(x, deleteWrite(typeOf(c), idOf(c), x.conditions))),
  })
  address('/:type', {
    GET: on((x, c) => search(x, typeOf(c))),
    POST: on(async (x, c) => write(x, createWrite(typeOf(c), await resourceOf(c, typeOf(c)), x.conditions))),
    PUT: conditional,
    PATCH: conditional,
    DELETE: conditional,
  })
  app.all('*', (c, next) => {
    // `…/fhir/` is the base address too
    if (c.req.method === 'POST' && c.req.path.endsWith('/fhir/')) return bundle(c, next)
    throw unknownAddress()
  })
  return app
}

/** A Binary comes as its content unless the client names FHIR JSON (R4 binary §2.1.1.2); everything else as FHIR JSON. */
async function binaryOr(
  c: Context<ClinicEnv>,
  baseUrl: string,
  run: (x: Exchange) => Promise<Answer>,
): Promise<Response> {
  const binary = typeOf(c) === 'Binary'
  const x = exchangeOf(c, baseUrl, binary)
  if (!binary || asksForJson(c.req.header('accept'), x.query.format)) return respond(x, await run(x))
  return rawBinary(await run(x))
}

/** R4 search §3.1.1.1 by POST: parameters of the address and of the body together. */
async function postSearch(x: Exchange, c: Context<ClinicEnv>): Promise<Answer> {
  const type = typeOf(c)
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw refuse(415, 'not-supported', 'A search by POST is application/x-www-form-urlencoded.')
  }
  const form = new TextDecoder().decode(await readBody(c.req.raw, LIMITS.form)).trim()
  const more = readQuery(form)
  const both = [x.query.search, more.search].filter((each) => each !== '').join('&')
  return search({ ...x, query: { ...x.query, ...more, search: both } }, type)
}

async function resourceOf(c: Context<ClinicEnv>, type: string, id?: string) {
  if (type === 'Binary') return readBinary(c, id)
  mustBeJson(c)
  const body = await readBody(c.req.raw, LIMITS.resource)
  await writeTurn()
  return parseResource(body)
}

async function patchOf(c: Context<ClinicEnv>) {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json-patch\+json\s*(;|$)/i.test(type)) {
    const diagnostics = 'A patch is application/json-patch+json (RFC 6902).'
    const headers = { 'accept-patch': 'application/json-patch+json' }
    throw new Refusal(415, [{ severity: 'error', code: 'not-supported', diagnostics }], headers)
  }
  return parsePatch(await readBody(c.req.raw, LIMITS.resource))
}

function mustBeJson(c: Context<ClinicEnv>): void {
  const type = c.req.header('content-type')
  if (!isFhirJson(type))
    throw refuse(
      415,
      'not-supported',
      `“${(type ?? '').slice(0, 128)}” is not taken: send application/fhir+json in UTF-8.`,
    )
}

const typeOf = (c: Context<ClinicEnv>): string => knownType(c.req.param('type') ?? '')
const idOf = (c: Context<ClinicEnv>): string => knownId(c.req.param('id') ?? '')

const conditional: Handler<ClinicEnv> = (c) => {
  typeOf(c)
  throw refuse(
    400,
    'not-supported',
    `A conditional ${c.req.method} is not supported: find the resource first and name its id.`,
  )
}

const unknownAddress = () => refuse(404, 'not-supported', 'There is nothing at this address.')

/** The CapabilityStatement, made once for each clinic. */
function metadataOf({ baseUrl, version }: FhirParts): Handler<ClinicEnv> {
  const made = new Map<string, string>()
  const date = new Date().toISOString()
  return (c) => {
    const { format, pretty: indented } = readQuery(new URL(c.req.url).search.slice(1))
    mustTakeJson(c.req.header('accept'), format)
    const { clinic } = c.get('open')
    let text = made.get(clinic.slug)
    if (text === undefined) {
      text = capabilityStatement({ baseUrl, version, date }, clinic)
      made.set(clinic.slug, text)
    }
    return new Response(indented ? pretty(text) : text, {
      headers: { 'content-type': 'application/fhir+json; charset=utf-8' },
    })
  }
}
