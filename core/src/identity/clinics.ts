import { randomBytes } from 'node:crypto'
import type Database from 'libsql'
import { refuse } from '../refusal.js'
import type { Clinic } from './control.js'
import { unwrapKey, wrapKey } from './key-wrap.js'

interface ClinicRow {
  slug: string
  name: string
  timezone: string
  npi: string | null
  tin: string | null
}

const COLUMNS = 'slug, name, timezone, npi, tin'

export function listClinics(db: Database.Database): Clinic[] {
  // The columns are those of the statement, here and below.
  return (db.prepare(`SELECT ${COLUMNS} FROM clinic ORDER BY name, slug`).all() as ClinicRow[]).map(toClinic)
}

export function findClinic(db: Database.Database, slug: string): Clinic | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM clinic WHERE slug = ?`).get(slug) as ClinicRow | undefined
  return row ? toClinic(row) : null
}

/** @throws Refusal 404 */
export function clinicOrRefuse(db: Database.Database, slug: string): Clinic {
  const clinic = findClinic(db, slug)
  if (!clinic) throw refuse(404, 'not-found', `There is no clinic "${slug}".`)
  return clinic
}

/** @throws Refusal 400 naming the field */
export function checkClinic({ slug, name, timezone }: Clinic): void {
  if (!/^[a-z][a-z0-9-]{1,38}$/.test(slug)) {
    throw refuse(400, 'value', `"${slug}" can't name a clinic: 2 to 39 of a–z, 0–9 and -, a letter first.`, {
      expression: 'slug',
    })
  }
  if (!name.trim()) throw refuse(400, 'required', 'A clinic needs a name.', { expression: 'name' })
  if (!isZone(timezone)) {
    throw refuse(400, 'value', `"${timezone}" is not an IANA time zone such as America/Chicago.`, {
      expression: 'timezone',
    })
  }
}

/**
 * The row, a data key of its own, and the OAuth resource that its tokens are for.
 *
 * @throws Refusal 409 when the slug is taken
 */
export function insertClinic(
  db: Database.Database,
  clinic: Clinic,
  { kek, url, now }: { kek: Uint8Array; url: string; now: number },
): void {
  const { slug, name, timezone, npi = null, tin = null } = clinic
  if (findClinic(db, slug))
    throw refuse(409, 'duplicate', `There is a clinic "${slug}" already.`, { expression: 'slug' })
  db.prepare(`INSERT INTO clinic(${COLUMNS}, created) VALUES (?, ?, ?, ?, ?, ?)`).run(
    slug,
    name,
    timezone,
    npi,
    tin,
    now,
  )
  db.prepare('INSERT INTO clinic_key(slug, wrapped) VALUES (?, ?)').run(slug, wrapKey(kek, slug, randomBytes(32)))
  db.prepare('INSERT INTO oauthResource(id, identifier, name, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?)').run(
    slug,
    fhirBase(url, slug),
    name,
    now,
    now,
  )
}

/** @throws Refusal 404 without such a clinic */
export function dataKey(db: Database.Database, slug: string, kek: Uint8Array): Uint8Array {
  const row = db.prepare('SELECT wrapped FROM clinic_key WHERE slug = ?').get(slug) as
    { wrapped: Uint8Array } | undefined
  if (!row) throw refuse(404, 'not-found', `There is no clinic "${slug}".`)
  return unwrapKey(kek, slug, new Uint8Array(row.wrapped))
}

/** Base address of a clinic's FHIR API, and the audience of its tokens. */
export const fhirBase = (url: string, slug: string): string => `${url}/clinics/${slug}/fhir`

/** Token audiences follow TESSERA_URL, which may have changed since the last start; a client's link follows by cascade. */
export function moveResources(db: Database.Database, url: string): boolean {
  const stale = db
    .prepare('SELECT id FROM oauthResource WHERE identifier <> ? || id || ?')
    .all(`${url}/clinics/`, '/fhir')
  if (stale.length === 0) return false
  db.prepare('UPDATE oauthResource SET identifier = ? || id || ?').run(`${url}/clinics/`, '/fhir')
  return true
}

const toClinic = ({ slug, name, timezone, npi, tin }: ClinicRow): Clinic => ({
  slug,
  name,
  timezone,
  ...(npi === null ? {} : { npi }),
  ...(tin === null ? {} : { tin }),
})

function isZone(name: string): boolean {
  // Newer engines take offsets such as +01:00 too, which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
