import type Database from 'libsql'
import { type Client, findClient } from './clients.js'
import { fhirBase } from './clinics.js'
import { parseScope, scopeText } from './scopes.js'

/**
 * Turns a backend service's token request into what @better-auth/oauth-provider asks for:
 *
 * - `resource` is filled with the client's one clinic (SMART backend services don't send it, and without it the library
 *   issues an opaque token);
 * - a secret in the body moves to the Basic header, since a client is registered for one of the two;
 * - v1 spellings of scopes become those that were registered.
 *
 * Nothing is decided here: who the client is and what it may have is for the library to check.
 */
export async function prepareTokenRequest(request: Request, db: Database.Database, url: string): Promise<Request> {
  const form = new URLSearchParams(await request.text())
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  const client = await clientOf(headers, form, db)
  if (client) {
    if (!form.get('resource')) form.set('resource', fhirBase(url, client.clinic))
    const secret = form.get('client_secret')
    if (secret && client.authMethod === 'client_secret_basic' && !headers.has('authorization')) {
      headers.set('authorization', `Basic ${btoa(`${client.id}:${encodeURIComponent(secret)}`)}`)
      form.delete('client_secret')
    }
  }
  const scope = form.get('scope')?.trim()
  if (scope) form.set('scope', scope.split(/\s+/).map(canonical).join(' '))
  else form.delete('scope')
  return new Request(request.url, { method: 'POST', headers, body: form.toString() })
}

async function clientOf(headers: Headers, form: URLSearchParams, db: Database.Database): Promise<Client | null> {
  const id =
    basicUser(headers.get('authorization')) ??
    form.get('client_id') ??
    (await assertedClient(form.get('client_assertion')))
  return id ? findClient(db, id) : null
}

function basicUser(authorization: string | null): string | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '') ?? []
  if (!encoded) return null
  const [user = ''] = Buffer.from(encoded, 'base64').toString().split(':')
  try {
    return decodeURIComponent(user)
  } catch {
    return null
  }
}

/** The name in an assertion that the library has yet to verify. */
async function assertedClient(assertion: string | null): Promise<string | null> {
  if (!assertion) return null
  const { decodeJwt } = await import('jose')
  try {
    return decodeJwt(assertion).sub ?? null
  } catch {
    return null
  }
}

function canonical(text: string): string {
  const scope = parseScope(text)
  return scope ? scopeText(scope) : text
}
