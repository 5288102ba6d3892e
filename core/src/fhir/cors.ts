import type { MiddlewareHandler } from 'hono'

const ALLOWED =
  'Authorization, DPoP, Content-Type, Accept, Prefer, If-Match, If-None-Match, If-None-Exist, If-Modified-Since'
const EXPOSED = 'ETag, Location, Content-Location, Last-Modified, WWW-Authenticate, DPoP-Nonce, Retry-After'

/**
 * CORS for SMART apps (DESIGN §7.1): any origin, no credentials, so a session cookie never counts there. Comes before
 * authentication, because a preflight carries no token.
 */
export function fhirCors(): MiddlewareHandler {
  return async (c, next) => {
    // without an Origin nobody reads these headers, and the answer keeps its fast path
    if (c.req.header('origin') === undefined) return next()
    if (c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined) {
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
          'access-control-allow-headers': ALLOWED,
          'access-control-max-age': '7200',
        },
      })
    }
    await next()
    c.res.headers.set('access-control-allow-origin', '*')
    c.res.headers.set('access-control-expose-headers', EXPOSED)
  }
}
