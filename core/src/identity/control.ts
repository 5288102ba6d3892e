import { join } from 'node:path'
import type { JWK } from 'jose'
import type Database from 'libsql'
import type { Link, Role } from '@tessera/sdk'
import type { AuditLog } from '../audit/event.js'
import type { Config } from '../config.js'
import { type Actor, operator, platformEvent } from './actor.js'
import type { Auth } from './auth.js'
import { type Client, checkClient, findClient, insertClient } from './clients.js'
import {
  checkClinic,
  clinicOrRefuse,
  dataKey,
  findClinic,
  insertClinic,
  listClinics,
  moveResources,
} from './clinics.js'
import { openControlDb } from './control-db.js'
import {
  checkPerson,
  type Membership,
  membershipIn,
  nameOfPerson,
  needsPassword,
  rolesByClinic,
  upsertPerson,
} from './people.js'
import { platformAudit } from './platform-audit.js'
import type { Secrets } from './secret.js'

/** A clinic as control.db knows it. */
export interface Clinic {
  slug: string
  name: string
  /** IANA zone. */
  timezone: string
  npi?: string
  tin?: string
}

export interface ClientCreated {
  client_id: string
  client_secret?: string
  scope: string
  clinic: string
  fhirBase: string
  tokenUrl: string
}

/** What control.db answers: clinics, people in them, machine clients, enabled plugins, keys. One writer queue. */
export interface Control {
  clinics(): Promise<Clinic[]>
  clinic(slug: string): Promise<Clinic | null>
  /** Makes the row and a wrapped key. @throws Refusal 409 when the slug is taken, 400 when it is not a slug or zone */
  createClinic(clinic: Clinic, by?: Actor): Promise<void>
  /** The clinic's data key, unwrapped (32 bytes). */
  clinicKey(slug: string): Promise<Uint8Array>
  /** Makes or extends a person: a known e-mail gets the roles and the link in this clinic; its password stays. */
  createUser(
    input: { clinic: string; email: string; name?: string; roles: Role[]; password?: string; link?: Link },
    by?: Actor,
  ): Promise<{ id: string; email: string; roles: Role[] }>
  /** Clinics in which a user has a role, with the roles. */
  memberships(userId: string): Promise<{ clinic: Clinic; roles: Role[] }[]>
  createClient(
    input: { clinic: string; scope: string; jwks?: object; redirectUri?: string; public?: boolean },
    by?: Actor,
  ): Promise<ClientCreated>
  /** Ids of the plugins enabled in a clinic. */
  enabledPlugins(slug: string): Promise<string[]>
  setPlugin(slug: string, plugin: string, enabled: boolean, by?: Actor): Promise<void>
  pluginSettings(slug: string, plugin: string): Promise<unknown>
  /** @param settings JSON, checked by who knows the plugin */
  setPluginSettings(slug: string, plugin: string, settings: unknown, by?: Actor): Promise<void>
  close(): Promise<void>
}

/** control.db as the server's own parts use it. */
export interface OpenControl extends Control {
  /** better-auth, loaded on the first call. Call it some 50 ms after listen, or when a request needs it. */
  auth(): Promise<Auth>
  /** @throws when control.db can't be read */
  health(): void
  /** The chain of sign-ins, people, clients and plugins. */
  readonly audit: AuditLog
  /** @returns null for somebody without a role in this clinic */
  membership(userId: string, clinic: string): Membership | null
  /** Name of a person, also of one who has no role any more: they are on record. */
  personName(userId: string): string | null
  /** @returns null when there is no such client or it is switched off */
  client(id: string): Client | null
  /** Public keys of access tokens. */
  signingKeys(): JWK[]
  /** Calls back with the id of a user or client whose rights changed or whose session ended. */
  onRevoked(listener: (id: string) => void): void
}

export interface ControlOptions {
  now?(): number
  /** Receives what better-auth has to complain about. */
  warn?(message: string): void
}

/**
 * Opens control.db, made if need be, in this process alone: the caller holds `lock.db`.
 *
 * @throws SecretError when the secret isn't the one it was made with; nothing is written then
 */
export function openControl(config: Config, secrets: Secrets, options: ControlOptions = {}): OpenControl {
  const { now = Date.now, warn = () => undefined } = options
  const { url, data } = config
  const control = openControlDb(join(data, 'control.db'), secrets.control)
  const { db } = control
  moveResources(db, url)
  sweep(db, now())
  const audit = platformAudit(control, { anchors: config.anchors, seed: secrets.auditSign, now })
  const listeners = new Set<(id: string) => void>()
  const revoked = (id: string) => listeners.forEach((listener) => listener(id))
  let loading: Promise<Auth> | undefined
  let closing: Promise<void> | undefined

  return {
    clinics: async () => listClinics(db),
    clinic: async (slug) => findClinic(db, slug),
    async createClinic(clinic, by = operator()) {
      checkClinic(clinic)
      await control.write(() => {
        insertClinic(db, clinic, { kek: secrets.kek, url, now: now() })
        audit.within(db, platformEvent(now(), by, 'C', `clinic/${clinic.slug}`))
      })
    },
    clinicKey: async (slug) => dataKey(db, slug, secrets.kek),
    async createUser(input, by = operator()) {
      const person = checkPerson(input)
      clinicOrRefuse(db, person.clinic)
      const hash = input.password && needsPassword(db, person.email) ? await hashed(input.password) : undefined
      const { id, roles } = await control.write(() => {
        const { id, created } = upsertPerson(db, person, { ...(hash ? { hash } : {}), now: now() })
        const what = `${person.clinic}: ${person.roles.join(', ')}${person.link ? `, ${person.link.kind}` : ''}`
        audit.within(db, platformEvent(now(), by, created ? 'C' : 'U', `user/${id}`, what))
        return { id, roles: rolesByClinic(db, id).get(person.clinic) ?? [] }
      })
      revoked(id)
      return { id, email: person.email, roles }
    },
    async memberships(userId) {
      const roles = rolesByClinic(db, userId)
      return listClinics(db).flatMap((clinic) => {
        const held = roles.get(clinic.slug)
        return held ? [{ clinic, roles: held }] : []
      })
    },
    async createClient(input, by = operator()) {
      const scopes = checkClient(input)
      clinicOrRefuse(db, input.clinic)
      return control.write(() => {
        const client = insertClient(db, input, scopes, { url, now: now() })
        audit.within(
          db,
          platformEvent(now(), by, 'C', `client/${client.client_id}`, `${input.clinic}: ${client.scope}`),
        )
        return client
      })
    },
    async enabledPlugins(slug) {
      const rows = db
        .prepare('SELECT plugin FROM clinic_plugin WHERE clinic = ? AND enabled = 1 ORDER BY plugin')
        .all(slug)
      // The column is that of the statement.
      return (rows as { plugin: string }[]).map(({ plugin }) => plugin)
    },
    async setPlugin(slug, plugin, enabled, by = operator()) {
      clinicOrRefuse(db, slug)
      await control.write(() => {
        db.prepare(
          `INSERT INTO clinic_plugin(clinic, plugin, enabled) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET enabled = excluded.enabled`,
        ).run(slug, plugin, enabled ? 1 : 0)
        audit.within(
          db,
          platformEvent(now(), by, 'O', enabled ? 'plugin.enable' : 'plugin.disable', `${slug}: ${plugin}`),
        )
      })
    },
    async pluginSettings(slug, plugin) {
      const row = db.prepare('SELECT settings FROM clinic_plugin WHERE clinic = ? AND plugin = ?').get(slug, plugin)
      // The column is that of the statement.
      const settings: unknown = JSON.parse((row as { settings: string } | undefined)?.settings ?? '{}')
      return settings
    },
    async setPluginSettings(slug, plugin, settings, by = operator()) {
      clinicOrRefuse(db, slug)
      await control.write(() => {
        db.prepare(
          `INSERT INTO clinic_plugin(clinic, plugin, settings) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET settings = excluded.settings`,
        ).run(slug, plugin, JSON.stringify(settings))
        audit.within(db, platformEvent(now(), by, 'O', 'plugin.settings', `${slug}: ${plugin}`))
      })
    },
    auth() {
      loading ??= import('./auth.js')
        .then(({ makeAuth }) =>
          makeAuth({
            control,
            audit,
            key: secrets.control,
            secret: secrets.auth,
            url,
            now,
            onSessionEnd: revoked,
            warn,
          }),
        )
        .catch((error: unknown) => {
          loading = undefined
          throw error
        })
      return loading
    },
    health: () => void db.prepare('SELECT 1 FROM clinic LIMIT 1').get(),
    audit,
    membership: (userId, clinic) => membershipIn(db, userId, clinic, now()),
    personName: (userId) => nameOfPerson(db, userId),
    client: (id) => findClient(db, id),
    signingKeys() {
      const rows = db.prepare('SELECT id, publicKey, alg FROM jwks').all()
      // The columns are those of the statement; the text is what the jwt plugin stored.
      return (rows as { id: string; publicKey: string; alg: string }[]).map(({ id, publicKey, alg }) => ({
        ...(JSON.parse(publicKey) as JWK),
        kid: id,
        alg,
      }))
    },
    onRevoked: (listener) => void listeners.add(listener),
    close() {
      closing ??= (async () => {
        const auth = await loading?.catch(() => undefined)
        await audit.close()
        auth?.close()
        await control.close()
      })()
      return closing
    },
  }
}

/** What has run out and will never be asked for again. */
function sweep(db: Database.Database, now: number): void {
  for (const table of ['session', 'verification', 'oauthClientAssertion']) {
    db.prepare(`DELETE FROM ${table} WHERE expiresAt < ?`).run(now)
  }
}

async function hashed(password: string): Promise<string> {
  const { hashPassword } = await import('@better-auth/utils/password')
  return hashPassword(password)
}
