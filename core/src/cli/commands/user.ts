import { readFileSync } from 'node:fs'
import { ROLES, type Link, type Role } from '@tessera/sdk'
import { z } from 'zod'
import { need, only, optional, UsageError, type Command } from '../command.js'

const input = z.object({
  clinic: z.string(),
  email: z.string(),
  name: z.string().optional(),
  roles: z.array(z.enum(ROLES)),
  password: z.string().optional(),
  link: z
    .object({ kind: z.enum(['practitioner', 'self', 'proxy']), reference: z.string(), until: z.string().optional() })
    .optional(),
})

export const userCreate: Command = {
  words: 'user create',
  usage:
    'user create --clinic S --email E --role a,b [--name TEXT] [--practitioner REF | --patient REF | --proxy REF [--until DATE]] [--password-file F]',
  options: {
    clinic: { type: 'string' },
    email: { type: 'string' },
    role: { type: 'string' },
    name: { type: 'string' },
    practitioner: { type: 'string' },
    patient: { type: 'string' },
    proxy: { type: 'string' },
    until: { type: 'string' },
    'password-file': { type: 'string' },
  },
  read(values, positionals) {
    only(positionals)
    const file = optional(values, 'password-file')
    const roles = need(values, 'role').split(',').map(roleOf)
    return {
      clinic: need(values, 'clinic'),
      email: need(values, 'email'),
      name: optional(values, 'name'),
      roles,
      password: file && passwordIn(file),
      link: linkOf(values),
    }
  },
  async run(house, asked) {
    const { name, password, link, ...person } = input.parse(asked)
    const made = await house.control.createUser({
      ...person,
      ...(name ? { name } : {}),
      ...(password ? { password } : {}),
      ...(link
        ? { link: { kind: link.kind, reference: link.reference, ...(link.until ? { until: link.until } : {}) } }
        : {}),
    })
    return { ok: true, json: made, text: `${made.email}: ${made.roles.join(', ')} in ${person.clinic}` }
  },
}

function roleOf(text: string): Role {
  const role = ROLES.find((each) => each === text.trim())
  if (!role) throw new UsageError(`there is no role “${text.trim()}”; there are ${ROLES.join(', ')}`)
  return role
}

function passwordIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch {
    throw new UsageError(`--password-file: ${file} can’t be read`)
  }
}

function linkOf(values: Parameters<Command['read']>[0]): Link | undefined {
  const given = (['practitioner', 'patient', 'proxy'] as const).filter((name) => optional(values, name))
  if (given.length > 1) throw new UsageError(`--${given.join(' and --')} exclude each other`)
  const [name] = given
  if (!name) return undefined
  const until = optional(values, 'until')
  return { kind: name === 'patient' ? 'self' : name, reference: need(values, name), ...(until ? { until } : {}) }
}
