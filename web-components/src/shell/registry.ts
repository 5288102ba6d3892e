import type { HostContext, PointId, ResolvedContribution, UiRegistry } from '@tessera/sdk'
import type { Http } from './http.js'
import { holds } from './when.js'

const EMPTY: Pick<UiRegistry, 'etag' | 'contributions'> = { etag: '', contributions: [] }

/** Asks for the registry; undefined when it is still the one that we have. */
export async function fetchRegistry(http: Http, base: string, etag?: string): Promise<UiRegistry | undefined> {
  const answer = await http(`${base}/ui/registry.json`, {
    cache: 'no-cache',
    allow: [304],
    headers: etag ? { 'if-none-match': `"${etag}"` } : {},
  })
  // Our own server's answer, made from the same type.
  return answer.status === 304 ? undefined : ((await answer.json()) as UiRegistry)
}

/**
 * What stands at a point, in order. Frame-isolated contributions are left out: nothing that isn't trusted runs in the
 * page.
 */
export function contributionsAt(
  registry: UiRegistry | undefined,
  point: PointId,
  host: HostContext,
): ResolvedContribution[] {
  const facts = { user: host.user, clinic: host.clinic, patient: host.patient ?? {} }
  return (registry ?? EMPTY).contributions
    .filter((each) => each.point === point && each.isolation === 'inline' && holds(each.when, facts))
    .sort((a, b) => a.order - b.order || a.label.localeCompare(b.label))
}

/** `plugin:id@url`: what an outlet shows changes only when this does (the URL holds the content's hash). */
export const keyOf = (each: ResolvedContribution): string => `${each.plugin}:${each.id}@${each.url ?? ''}`

/** What the pages of plugins are called, by path: a place's name in the rail goes before its page's own. */
export const pageNames = (registry: UiRegistry | undefined): ReadonlyMap<string, string> =>
  new Map(
    (['shell.route', 'shell.nav'] as const).flatMap((point) =>
      (registry ?? EMPTY).contributions.flatMap((each) =>
        each.point === point && each.path ? [[each.path, each.label] as const] : [],
      ),
    ),
  )
