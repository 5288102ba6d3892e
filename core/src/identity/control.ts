import type { Link, Role } from '@tessera/sdk'

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
  createClinic(clinic: Clinic): Promise<void>
  /** The clinic's data key, unwrapped (32 bytes). */
  clinicKey(slug: string): Promise<Uint8Array>
  /** Makes or extends a person: a known e-mail gets the roles and the link in this clinic; its password stays. */
  createUser(input: {
    clinic: string
    email: string
    name?: string
    roles: Role[]
    password?: string
    link?: Link
  }): Promise<{ id: string; email: string; roles: Role[] }>
  /** Clinics in which a user has a role, with the roles. */
  memberships(userId: string): Promise<{ clinic: Clinic; roles: Role[] }[]>
  createClient(input: { clinic: string; scope: string; jwks?: object; redirectUri?: string; public?: boolean }): Promise<ClientCreated>
  /** Ids of the plugins enabled in a clinic. */
  enabledPlugins(slug: string): Promise<string[]>
  setPlugin(slug: string, plugin: string, enabled: boolean): Promise<void>
  pluginSettings(slug: string, plugin: string): Promise<unknown>
  close(): Promise<void>
}
