import type { Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import { makeAccess } from '../access/make-access.js'
import type { Sources } from '../clock.js'
import type { Config } from '../config.js'
import type { ClinicEnv } from '../env.js'
import type { OpenControl } from '../identity/control.js'
import type { Principals } from '../identity/principals.js'
import type { PluginHost } from '../plugins/host.js'
import { refuse } from '../refusal.js'
import { concernsPerson } from '../plugins/notice.js'
import { adminRoutes } from './admin.js'
import { changeRoutes } from './changes.js'
import { draftRoutes } from './drafts.js'
import { events } from './events.js'
import type { PluginBuild } from './plugin-build.js'
import { presenceDoor } from './presence-routes.js'
import { uiRegistry } from './registry.js'
import { undoRoutes } from './undo.js'
import type { UiPackage } from './ui-package.js'

export interface UiDeps {
  config: Pick<Config, 'url'>
  host: Omit<PluginHost, 'routes' | 'routeTable' | 'close'>
  principals: Pick<Principals, 'of'>
  sources: Sources
  ui: UiPackage | null
  builds: ReadonlyMap<string, PluginBuild>
  control: Pick<OpenControl, 'client' | 'onRevoked' | 'personName'>
  failed(error: unknown): void
}

export interface UiRoutes {
  /** To be mounted at `/clinics/:clinic/ui`, behind the middleware that sets ClinicEnv. */
  routes: Hono<ClinicEnv>
  close(): void
}

/** What the screens of a clinic ask of core itself: their registry, what changed, their drafts. For people signed in. */
export function uiRoutes(deps: UiDeps): UiRoutes {
  const accessOf = (principal: Principal) => makeAccess(principal, { now: deps.sources.now() })
  const { principals, failed, control } = deps
  const stream = events({ principals, accessOf, failed, onRevoked: (listener) => control.onRevoked(listener) })
  const unlisten = [
    deps.host.onRegistry((slug) => stream.tell(slug, 'registry', { clinic: slug })),
    deps.host.onNotice((slug, notice) => {
      const { id, text, path, kind } = notice
      const data = { id, text, ...(path === undefined ? {} : { path }), kind }
      stream.tell(slug, 'notify', data, ({ principal }) => concernsPerson(notice, principal))
    }),
  ]
  const presence = presenceDoor({ events: stream, accessOf, now: deps.sources.now, failed })
  const routes = new Hono<ClinicEnv>()

  routes.use(async (c, next) => {
    const { kind, client } = c.get('principal')
    // screens belong to people with a session; apps and machine clients have FHIR and the plugins' routes
    if (client !== undefined || (kind !== 'user' && kind !== 'patient'))
      throw refuse(403, 'forbidden', 'This is for people at a screen.')
    await next()
  })

  routes.get('/registry.json', (c) => {
    const { clinic } = c.get('open')
    const registry = uiRegistry({
      url: deps.config.url,
      clinic,
      plugins: deps.host.enabled(clinic.slug),
      builds: deps.builds,
      shared: deps.ui?.manifest.importMap.imports ?? {},
      access: accessOf(c.get('principal')),
    })
    const etag = `"${registry.etag}"`
    const headers = { etag, 'cache-control': 'private, no-cache' }
    return c.req.header('if-none-match')?.includes(etag) ? c.body(null, 304, headers) : c.json(registry, 200, headers)
  })
  routes.route('/events', stream.routes)
  routes.route('/presence', presence.routes)
  routes.route('/', adminRoutes({ host: deps.host, now: deps.sources.now }))
  routes.route('/changes', changeRoutes(deps.host, control))
  routes.route('/undo', undoRoutes(deps.host))
  routes.route('/drafts', draftRoutes(accessOf, deps.sources.now))

  return {
    routes,
    close() {
      unlisten.forEach((stop) => stop())
      presence.close()
      stream.close()
    },
  }
}
