import type { Contribution, PluginDefinition, Principal, ResolvedContribution, UiRegistry } from '@tessera/sdk'
import { createHash } from 'node:crypto'
import type { Access, Interaction } from '../access/access.js'
import { parseScope } from '../identity/scopes.js'
import type { Clinic } from '../identity/control.js'
import { builtName, importsOf, moduleUrl, type PluginBuild } from './plugin-build.js'

export interface RegistryParts {
  /** Public base of the server. */
  url: string
  clinic: Clinic
  /** Enabled in the clinic. */
  plugins: readonly PluginDefinition[]
  builds: ReadonlyMap<string, PluginBuild>
  /** Import map of the page: bare specifier → URL. */
  shared: Record<string, string>
  access: Access
}

/** What this person's screens in this clinic are made of. A contribution whose module isn't built is left out. */
export function uiRegistry({ url, clinic, plugins, builds, shared, access }: RegistryParts): UiRegistry {
  const content = {
    clinic: { slug: clinic.slug, name: clinic.name, timezone: clinic.timezone },
    plugins: plugins.map(({ id, version }) => ({ id, version, hash: builds.get(id)?.hash ?? '' })),
    contributions: plugins
      .flatMap((plugin) =>
        (plugin.contributes ?? [])
          .filter((each) => concerns(each, access))
          .flatMap((each) => resolve(each, plugin.id, builds.get(plugin.id), url)),
      )
      .toSorted((a, b) => a.order - b.order || (a.plugin < b.plugin ? -1 : a.plugin > b.plugin ? 1 : 0)),
    shared,
  }
  return { etag: createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16), ...content }
}

/** Whether the person holds all scopes of the contribution and may meet its condition. */
export function concerns({ scopes = [], when }: Pick<Contribution, 'scopes' | 'when'>, access: Access): boolean {
  return scopes.every((scope) => holds(access, scope)) && mayHold(when, access.principal)
}

function holds(access: Access, text: string): boolean {
  const scope = parseScope(text)
  // parseScope gives letters out of "cruds" only
  return scope !== null && scope.interactions.split('').every((letter) => access.may(letter as Interaction, scope.type))
}

/**
 * What of `when` can be decided here: alternatives of roles (`user.roles has 'nurse' || user.roles has 'clinician'`).
 * Everything else depends on what is open on the screen and is left to it.
 */
function mayHold(when: string | undefined, { roles }: Principal): boolean {
  if (when === undefined) return true
  const alternatives = when.split('||').map((each) => /^\s*user\.roles has '([A-Za-z]+)'\s*$/.exec(each)?.[1])
  if (alternatives.some((role) => role === undefined)) return true
  return alternatives.some((role) => roles.some((own) => own === role))
}

function resolve(
  contribution: Contribution,
  plugin: string,
  build: PluginBuild | undefined,
  url: string,
): ResolvedContribution[] {
  const { module, ...data } = contribution
  const common = { ...data, plugin, order: data.order ?? 100, isolation: data.isolation ?? ('inline' as const) }
  if (module === undefined) return [{ ...common, deps: [] }]
  const file = builtName(module)
  const own = build?.files[file]
  if (!build || !own) return []
  const deps = importsOf(build, file).map((each) => ({
    url: url + moduleUrl(build, each),
    integrity: build.files[each]?.integrity ?? '',
  }))
  return [{ ...common, url: url + moduleUrl(build, file), integrity: own.integrity, deps }]
}
