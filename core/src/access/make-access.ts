import type { Principal } from '@tessera/sdk'
import { typeNumber } from '../storage/definitions.js'
import { filterOf, type Access, type AccessFilter, type Interaction, type TypeFilter } from './access.js'
import { ALL, manifestLayer, narrowest, NONE, OWN, roleLayer, tokenLayer, type Reach } from './layers.js'

/**
 * The one answer to "may they?" for one principal: token scopes ∩ manifest ∩ roles (DESIGN §4).
 *
 * - People: scopes in `user/` context reach what the roles grant, in `patient/` context what of it lies wholly in the
 *   own compartments. Several roles add up. The patient role itself reaches the own compartments only.
 * - Clients: their `system/` scopes are their grants.
 * - The system on behalf of a plugin: the `system/` scopes of its manifest. The operator's command line: everything.
 *
 * @param options.manifest scopes of the plugin that acts
 * @param options.now ms since 1970, for links that end; so an Access lives for one request
 * @example makeAccess(principal, { now: sources.now() }).decide('r', { type: 'Patient', id: 'p1', patients: ['p1'], labels: 0 })
 */
export function makeAccess(principal: Principal, options: { manifest?: readonly string[]; now: number }): Access {
  const token = tokenLayer(principal)
  const manifest = manifestLayer(principal, options.manifest)
  const roles = roleLayer(principal)
  const own = ownPatients(principal, options.now)
  const isOwn = (patients: readonly string[]) => patients.length > 0 && patients.every((id) => own.has(id))

  const scoped = (interaction: Interaction, type: string): Reach =>
    narrowest(token.reach(interaction, type), manifest.reach(interaction, type))
  const reach = (interaction: Interaction, type: string): Reach => {
    const found = narrowest(scoped(interaction, type), roles.reach(interaction, type))
    return found === OWN && own.size === 0 ? NONE : found
  }

  const build = (interaction: 'r' | 's'): AccessFilter => {
    const ownFilter: TypeFilter = { patients: [...own] }
    const filterFor = (type: string): TypeFilter => {
      const found = reach(interaction, type)
      return found === ALL ? 'all' : found === OWN ? ownFilter : 'none'
    }
    const others = filterFor(UNNAMED)
    const types: Record<number, TypeFilter> = {}
    for (const type of new Set([...token.types, ...manifest.types, ...roles.types])) {
      const t = typeNumber(type)
      const filter = filterFor(type)
      if (t !== undefined && filter !== others) types[t] = filter
    }
    return { types, others }
  }
  const built: { r?: AccessFilter; s?: AccessFilter } = {}

  return {
    principal,
    may: (interaction, type) => reach(interaction, type) !== NONE,
    decide: (interaction, { type, patients }) => {
      const found = reach(interaction, type)
      if (found === NONE)
        return { permit: false, reason: denialOf(scoped(interaction, type), roles.reach(interaction, type)) }
      if (isOwn(patients)) return { permit: true, reason: 'self' }
      if (found === OWN) return { permit: false, reason: 'relationship' }
      return { permit: true, reason: patients.length === 0 ? 'non-patient' : 'base' }
    },
    filter: (interaction) => (built[interaction] ??= build(interaction)),
  }
}

/**
 * Whether a filter lets a resource through. Engines compile the same into SQL; this is the reading that they are
 * tested against.
 *
 * @param t type number
 * @param patients ids of all patients in whose compartment the resource is
 */
export function admits(filter: AccessFilter, t: number, patients: readonly string[]): boolean {
  const found = filterOf(filter, t)
  if (found === 'all' || found === 'none') return found === 'all'
  return patients.length > 0 && patients.every((id) => found.patients.includes(id))
}

/** Stands for every type that no layer names. */
const UNNAMED = ''

/** Patients whose compartments count as the person's own: themselves, and those they act for until the link ends. */
function ownPatients({ kind, links }: Principal, now: number): ReadonlySet<string> {
  if (kind !== 'user' && kind !== 'patient') return new Set()
  return new Set(
    links
      .filter((link) => link.kind === 'self' || link.kind === 'proxy')
      // An unreadable end is NaN, which is not later than now: the link doesn't count.
      .filter(({ until }) => until === undefined || Date.parse(until) >= now)
      .flatMap(({ reference }) => /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1] ?? []),
  )
}

const denialOf = (scoped: Reach, role: Reach) =>
  scoped === NONE ? ('scope' as const) : role === NONE ? ('role' as const) : ('relationship' as const)
