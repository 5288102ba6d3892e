import type { Principal, Role } from '@tessera/sdk'
import { parseScope, type Scope, type ScopeContext } from '../identity/scopes.js'
import type { Interaction } from './access.js'
import { OWN_COMPARTMENT, ROLE_MATRIX } from './role-matrix.js'

/** How far a grant reaches: nothing, what lies wholly in the own compartments, everything of the type. In this order. */
export const NONE = 0
export const OWN = 1
export const ALL = 2
export type Reach = typeof NONE | typeof OWN | typeof ALL

/** One layer of grants. Layers are ANDed: the narrowest reach of all of them counts. */
export interface Layer {
  reach(interaction: Interaction, type: string): Reach
  /** Types that the layer treats unlike all others. */
  readonly types: Iterable<string>
}

export const narrowest = (a: Reach, b: Reach): Reach => (a < b ? a : b)
const widest = (a: Reach, b: Reach): Reach => (a > b ? a : b)

const everything: Layer = { reach: () => ALL, types: [] }
const nothing: Layer = { reach: () => NONE, types: [] }

const isPerson = ({ kind }: Principal): boolean => kind === 'user' || kind === 'patient'

/** What the token says. The system has none: its manifest, or being the operator's command line, is its grant. */
export function tokenLayer(principal: Principal): Layer {
  if (principal.kind === 'system') return everything
  return scopeLayer(principal.scopes, isPerson(principal) ? { patient: OWN, user: ALL, system: NONE } : SYSTEM_ONLY)
}

/** What the plugin declared. A plugin that acts without a manifest gets nothing. */
export function manifestLayer(principal: Principal, manifest: readonly string[] | undefined): Layer {
  if (!manifest) return principal.plugin ? nothing : everything
  // The narrower context wins (security.md §3.1): for a person a plugin's `system/` scope is no more than a `user/` one.
  return scopeLayer(manifest, isPerson(principal) ? { patient: OWN, user: ALL, system: ALL } : SYSTEM_ONLY)
}

/** What the person's roles in the clinic allow; several add up. Clients and the system have no roles. */
export function roleLayer(principal: Principal): Layer {
  const [reach, types] = isPerson(principal) ? [rolesReach(principal), ROLE_TYPES] : [(): Reach => ALL, []]
  return {
    types: ['AuditEvent', ...types],
    reach: (interaction, type) =>
      type === 'AuditEvent' && !mayAudit(principal, interaction) ? NONE : reach(interaction, type),
  }
}

/** Nobody writes AuditEvents, only privacy officers and the operator read them, whatever wildcards say. */
function mayAudit(principal: Principal, interaction: Interaction): boolean {
  const reader = isPerson(principal)
    ? principal.roles.includes('privacyOfficer')
    : principal.kind === 'system' && principal.plugin === undefined
  return reader && (interaction === 'r' || interaction === 's')
}

const SYSTEM_ONLY: Record<ScopeContext, Reach> = { patient: NONE, user: NONE, system: ALL }

function scopeLayer(texts: readonly string[], contexts: Record<ScopeContext, Reach>): Layer {
  const scopes = texts
    .map(parseScope)
    // A filtered scope can't be compiled into a predicate yet, so it grants nothing.
    .filter((scope): scope is Scope => scope !== null && scope.filters.length === 0 && contexts[scope.context] !== NONE)
  return {
    types: scopes.map(({ type }) => type).filter((type) => type !== '*'),
    reach: (interaction, type) =>
      scopes
        .filter((scope) => (scope.type === type || scope.type === '*') && scope.interactions.includes(interaction))
        .map(({ context }) => contexts[context])
        .reduce(widest, NONE),
  }
}

type StaffRole = Exclude<Role, 'patient'>
const COMPILED: ReadonlyMap<Role, ReadonlyMap<string, string>> = new Map(
  // Object.entries forgets that the keys are those of ROLE_MATRIX.
  Object.entries(ROLE_MATRIX).map(([role, grants]) => [role as StaffRole, new Map(Object.entries(grants))]),
)
const ROLE_TYPES: readonly string[] = [...new Set(Object.values(ROLE_MATRIX).flatMap((grants) => Object.keys(grants)))]

/** @returns reach of a person's roles; someone who comes as a patient doesn't bring staff roles along */
function rolesReach({ kind, roles }: Principal): Layer['reach'] {
  const grants = kind === 'patient' ? [] : roles.map((role) => COMPILED.get(role))
  const patient = roles.includes('patient')
  return (interaction, type) => {
    if (grants.some((types) => types?.get(type)?.includes(interaction))) return ALL
    return patient && OWN_COMPARTMENT.includes(interaction) ? OWN : NONE
  }
}
