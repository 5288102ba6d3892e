import { randomUUID } from 'node:crypto'
import { type Link, ROLES, type Role } from '@tessera/sdk'
import type Database from 'libsql'
import { z } from 'zod'
import { refuse } from '../refusal.js'

export interface NewPerson {
  clinic: string
  email: string
  name?: string
  roles: Role[]
  link?: Link
}

/** What a person is in one clinic. */
export interface Membership {
  roles: Role[]
  /** Those that still count. */
  links: Link[]
}

const LEAST_PASSWORD = 8
const MOST_PASSWORD = 128

/**
 * Checks what a person is made from.
 *
 * @returns the same with the e-mail in lower case, as sign-in looks it up, and `until` as an instant
 * @throws Refusal 400 naming the field
 */
export function checkPerson(input: NewPerson & { password?: string }): NewPerson {
  const email = z.email().safeParse(input.email.trim().toLowerCase())
  if (!email.success) throw refuse(400, 'value', `"${input.email}" is not an e-mail address.`, { expression: 'email' })
  const unknown = input.roles.find((role) => !ROLES.includes(role))
  if (unknown !== undefined) {
    throw refuse(400, 'code-invalid', `"${unknown}" is not a role; the roles are ${ROLES.join(', ')}.`, {
      expression: 'roles',
    })
  }
  if (input.roles.length === 0)
    throw refuse(400, 'required', 'A person needs at least one role.', { expression: 'roles' })
  checkPassword(input.password)
  return {
    clinic: input.clinic,
    email: email.data,
    ...(input.name?.trim() ? { name: input.name.trim() } : {}),
    roles: [...new Set(input.roles)],
    ...(input.link ? { link: checkLink(input.link) } : {}),
  }
}

/**
 * Makes or extends a person. A known e-mail keeps its name and its password; one without a password yet gets it.
 *
 * @param hash of the password, made beforehand
 */
export function upsertPerson(
  db: Database.Database,
  { clinic, email, name, roles, link }: NewPerson,
  { hash, now }: { hash?: string; now: number },
): { id: string; created: boolean } {
  const known = userIdOf(db, email)
  const id = known ?? randomUUID()
  if (!known) {
    db.prepare('INSERT INTO user(id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 0, ?, ?)').run(
      id,
      name ?? email,
      email,
      now,
      now,
    )
  }
  if (hash && !hasPassword(db, id)) {
    db.prepare(
      `INSERT INTO account(id, accountId, providerId, userId, password, createdAt, updatedAt) VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
    ).run(randomUUID(), id, id, hash, now, now)
  }
  const addRole = db.prepare('INSERT INTO role(user, clinic, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  for (const role of roles) addRole.run(id, clinic, role)
  if (link) {
    db.prepare(
      `INSERT INTO link(user, clinic, kind, reference, until) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET until = excluded.until`,
    ).run(id, clinic, link.kind, link.reference, link.until ?? null)
  }
  return { id, created: !known }
}

/** Whether making this person would need a password hash. */
export function needsPassword(db: Database.Database, email: string): boolean {
  const id = userIdOf(db, email)
  return !id || !hasPassword(db, id)
}

export function userIdOf(db: Database.Database, email: string): string | null {
  // The columns are those of the statement, here and below.
  const row = db.prepare('SELECT id FROM user WHERE email = ?').get(email.trim().toLowerCase()) as
    { id: string } | undefined
  return row?.id ?? null
}

export function nameOfPerson(db: Database.Database, userId: string): string | null {
  const row = db.prepare('SELECT name FROM user WHERE id = ?').get(userId) as { name: string } | undefined
  return row?.name ?? null
}

/** Clinics and roles of a user. */
export function rolesByClinic(db: Database.Database, userId: string): Map<string, Role[]> {
  const rows = db.prepare('SELECT clinic, role FROM role WHERE user = ? ORDER BY clinic, role').all(userId) as {
    clinic: string
    role: Role
  }[]
  const found = new Map<string, Role[]>()
  for (const { clinic, role } of rows) found.set(clinic, [...(found.get(clinic) ?? []), role])
  return found
}

/** @returns null for somebody without a role in this clinic */
export function membershipIn(db: Database.Database, userId: string, clinic: string, now: number): Membership | null {
  const roles = rolesByClinic(db, userId).get(clinic)
  if (!roles) return null
  const rows = db
    .prepare('SELECT kind, reference, until FROM link WHERE user = ? AND clinic = ?')
    .all(userId, clinic) as {
    kind: Link['kind']
    reference: string
    until: string | null
  }[]
  const links = rows
    .filter(({ until }) => until === null || Date.parse(until) > now)
    .map(({ kind, reference, until }) => ({ kind, reference, ...(until === null ? {} : { until }) }))
  return { roles, links }
}

const hasPassword = (db: Database.Database, userId: string): boolean =>
  db.prepare(`SELECT 1 FROM account WHERE userId = ? AND providerId = 'credential'`).get(userId) !== undefined

function checkPassword(password: string | undefined): void {
  if (password === undefined) return
  if (password.length < LEAST_PASSWORD || password.length > MOST_PASSWORD) {
    throw refuse(400, 'value', `A password has ${LEAST_PASSWORD} to ${MOST_PASSWORD} characters.`, {
      expression: 'password',
    })
  }
}

function checkLink({ kind, reference, until }: Link): Link {
  const type = kind === 'practitioner' ? 'Practitioner' : 'Patient'
  if (!new RegExp(`^${type}/[A-Za-z0-9.-]{1,64}$`).test(reference)) {
    throw refuse(400, 'value', `"${reference}" is not a reference such as ${type}/123.`, {
      expression: 'link.reference',
    })
  }
  if (until === undefined) return { kind, reference }
  const end = Date.parse(until)
  if (Number.isNaN(end)) throw refuse(400, 'value', `"${until}" is not a date.`, { expression: 'link.until' })
  return { kind, reference, until: new Date(end).toISOString() }
}
