/** Roles of a person in one clinic. */
export const ROLES = [
  'owner',
  'admin',
  'privacyOfficer',
  'clinician',
  'nurse',
  'frontdesk',
  'biller',
  'patient',
] as const
export type Role = (typeof ROLES)[number]

/** How a person is tied to a record of a clinic. */
export interface Link {
  kind: 'practitioner' | 'self' | 'proxy'
  /** `Practitioner/id` or `Patient/id`. */
  reference: string
  /** ISO instant after which the link no longer counts. */
  until?: string
}

/** Who is asking. Made once for each request by `identity/`, never changed afterwards. */
export interface Principal {
  kind: 'user' | 'patient' | 'client' | 'system'
  /** The user's, client's or plugin's id. */
  id: string
  /** What to show: the person's name, the client's name, `Plugin charting`. */
  display: string
  /** Slug of the clinic that was named in the path; the only clinic this principal may touch. */
  clinic: string
  /** Empty for clients and system. */
  roles: readonly Role[]
  /** SMART v2 scopes, canonical. People at a screen hold `user/*.cruds`, cut down by their roles. */
  scopes: readonly string[]
  links: readonly Link[]
  /** v3 ActReason code, `TREAT` unless said otherwise. */
  purpose: string
  /** Id of the plugin that acts for this principal. */
  plugin?: string
  /** OAuth client, when a token was used. */
  client?: string
  email?: string
}
