import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type Database from 'libsql'
import { refuse } from '../refusal.js'
import { fhirBase } from './clinics.js'
import type { ClientCreated } from './control.js'
import { canonicalScopes } from './scopes.js'

export interface NewClient {
  clinic: string
  scope: string
  jwks?: object
  redirectUri?: string
  public?: boolean
}

/** A machine client as tokens and token requests need it. */
export interface Client {
  id: string
  name: string
  clinic: string
  authMethod: string
}

/**
 * Checks what a machine client is made from.
 *
 * @returns the canonical scopes
 * @throws Refusal 400 naming the field
 */
export function checkClient(input: NewClient): string[] {
  if (input.public || input.redirectUri !== undefined) {
    throw refuse(
      400,
      'not-supported',
      'Only backend services with a secret or a key can be registered (client_credentials).',
    )
  }
  const scopes = canonicalScopes(input.scope)
  if (scopes.length === 0)
    throw refuse(400, 'required', 'A client needs a scope such as system/*.cruds.', { expression: 'scope' })
  const foreign = scopes.find((scope) => !scope.startsWith('system/'))
  if (foreign) {
    throw refuse(400, 'value', `${foreign}: a backend service has no person behind it; use system/ scopes.`, {
      expression: 'scope',
    })
  }
  if (input.jwks && !hasPublicKeys(input.jwks)) {
    throw refuse(400, 'value', 'jwks must be a JSON Web Key Set with public keys only.', { expression: 'jwks' })
  }
  return scopes
}

/**
 * The client's row, in the form in which @better-auth/oauth-provider reads it, tied to the one clinic that it may ask
 * tokens for. The secret leaves this function once and is kept as a hash.
 */
export function insertClient(
  db: Database.Database,
  { clinic, jwks }: NewClient,
  scopes: readonly string[],
  { url, now }: { url: string; now: number },
): ClientCreated {
  const id = randomUUID()
  const secret = jwks ? undefined : `tessera_cs_${randomBytes(32).toString('base64url')}`
  const list = JSON.stringify(scopes)
  db.prepare(
    `INSERT INTO oauthClient(id, clientId, clientSecret, disabled, scopes, clientCredentialsScopes, createdAt, updatedAt, name,
       redirectUris, tokenEndpointAuthMethod, jwks, grantTypes, responseTypes)
     VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, '[]', ?, ?, '["client_credentials"]', '[]')`,
  ).run(
    randomUUID(),
    id,
    secret ? hashSecret(secret) : null,
    list,
    list,
    now,
    now,
    `Client ${id.slice(0, 8)}`,
    jwks ? 'private_key_jwt' : 'client_secret_basic',
    jwks ? JSON.stringify(jwks) : null,
  )
  db.prepare('INSERT INTO oauthClientResource(id, clientId, resourceId, createdAt) VALUES (?, ?, ?, ?)').run(
    randomUUID(),
    id,
    fhirBase(url, clinic),
    now,
  )
  return {
    client_id: id,
    ...(secret ? { client_secret: secret } : {}),
    scope: scopes.join(' '),
    clinic,
    fhirBase: fhirBase(url, clinic),
    tokenUrl: `${url}/auth/oauth2/token`,
  }
}

/** @returns null when there is none or it is switched off */
export function findClient(db: Database.Database, id: string): Client | null {
  const row = db
    .prepare(
      `SELECT c.clientId AS id, c.name, r.id AS clinic, c.tokenEndpointAuthMethod AS authMethod
       FROM oauthClient c JOIN oauthClientResource l ON l.clientId = c.clientId JOIN oauthResource r ON r.identifier = l.resourceId
       WHERE c.clientId = ? AND c.disabled = 0`,
    )
    // The columns are those of the statement.
    .get(id) as Client | undefined
  return row ? { id: row.id, name: row.name, clinic: row.clinic, authMethod: row.authMethod } : null
}

/** Secrets have 256 random bits: a plain hash can't be searched. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

function hasPublicKeys(jwks: object): boolean {
  if (!('keys' in jwks) || !Array.isArray(jwks.keys) || jwks.keys.length === 0) return false
  return jwks.keys.every(
    (key: unknown) => typeof key === 'object' && key !== null && 'kty' in key && !('d' in key) && !('k' in key),
  )
}
