import type { JWK, JWTVerifyGetKey } from 'jose'
import { issuer } from './auth-names.js'
import { fhirBase } from './clinics.js'

/** What a valid access token says. */
export interface Grant {
  client: string
  scopes: readonly string[]
  /** ms since 1970 */
  expires: number
}

export interface BearerOptions {
  /** TESSERA_URL */
  url: string
  now(): number
  /** The public signing keys, with `kid` and `alg`. */
  keys(): JWK[]
}

/**
 * Verifies our own access tokens: JWT, RS256, for the clinic in the path. Keys stay in memory; a key id that isn't known
 * yet makes them be read again.
 *
 * @returns a function that answers null for whatever doesn't hold
 */
export function bearerVerifier({
  url,
  now,
  keys,
}: BearerOptions): (token: string, clinic: string) => Promise<Grant | null> {
  let known: ReadonlySet<string> = new Set()
  let keyOf: JWTVerifyGetKey | undefined

  return async (token, clinic) => {
    const { createLocalJWKSet, errors, jwtVerify } = await import('jose')
    const kid = keyIdOf(token)
    if (kid === null) return null
    if (!keyOf || !known.has(kid)) {
      const current = keys()
      known = new Set(current.map((key) => String(key.kid)))
      keyOf = createLocalJWKSet({ keys: current })
    }
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: ['RS256'],
        typ: 'at+jwt',
        issuer: issuer(url),
        audience: fhirBase(url, clinic),
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'sub', 'client_id', 'scope'],
      })
      const { sub, exp, client_id: client, scope } = payload
      // A token of client_credentials is the client's own; no other grant is open.
      if (typeof client !== 'string' || sub !== client || typeof scope !== 'string' || exp === undefined) return null
      return { client, scopes: scope.split(' ').filter(Boolean), expires: exp * 1000 }
    } catch (error) {
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }
}

/** `kid` of the header, which is not trusted: it only says where to look. */
function keyIdOf(token: string): string | null {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString())
    return typeof header === 'object' && header !== null && 'kid' in header && typeof header.kid === 'string'
      ? header.kid
      : null
  } catch {
    return null
  }
}
