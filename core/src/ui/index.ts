import type { Log, PluginDefinition } from '@tessera/sdk'
import type { Hono } from 'hono'
import { pathToFileURL } from 'node:url'
import type { Clinics } from '../clinic.js'
import type { Sources } from '../clock.js'
import type { Config } from '../config.js'
import type { ClinicEnv } from '../env.js'
import type { OpenControl } from '../identity/control.js'
import type { Principals } from '../identity/principals.js'
import type { PluginHost } from '../plugins/host.js'
import { assets } from './assets.js'
import { pages } from './pages.js'
import { pluginBuild, type PluginBuild } from './plugin-build.js'
import { findUiPackage } from './ui-package.js'
import { uiRoutes } from './ui-routes.js'

export interface UiParts {
  config: Pick<Config, 'url' | 'config'>
  control: OpenControl
  clinics: Pick<Clinics, 'open'>
  principals: Principals
  host: PluginHost
  sources: Sources
  /** Of the server. */
  version: string
  log: Log
}

/** All that a browser gets from core besides FHIR. */
export interface Ui {
  /** Documents and files: mount at `/`, before `/auth/*` and `/clinics/:clinic/*`. */
  pages: Hono
  assets: Hono
  /** Mount at `/clinics/:clinic/ui`, behind the middleware that sets ClinicEnv. */
  routes: Hono<ClinicEnv>
  /** Ends the event streams, which would hold the server open. */
  close(): void
}

export function makeUi(deps: UiParts): Ui {
  const { config, host, log } = deps
  const from = [
    ...(config.config ? [pathToFileURL(config.config).href] : []),
    pathToFileURL(`${process.cwd()}/`).href,
    import.meta.url,
  ]
  const ui = findUiPackage(host.definition.ui, from)
  if (!ui) log.warn('the screens are not built', { package: host.definition.ui, remedy: 'npm run build' })
  const builds = buildsOf(host.definition.plugins, (plugin) =>
    log.warn('a plugin has no built screens', { plugin, remedy: 'npm run build' }),
  )
  const routes = uiRoutes({
    ...deps,
    ui,
    builds,
    failed: (error) => log.error('the event stream failed', { error: String(error) }),
  })
  return {
    pages: pages({ ...deps, ui, builds }),
    assets: assets(ui, builds),
    routes: routes.routes,
    close: routes.close,
  }
}

function buildsOf(plugins: readonly PluginDefinition[], missing: (plugin: string) => void): Map<string, PluginBuild> {
  const builds = new Map<string, PluginBuild>()
  for (const plugin of plugins) {
    const build = pluginBuild(plugin)
    if (build) builds.set(plugin.id, build)
    else if (plugin.contributes?.some(({ module }) => module)) missing(plugin.id)
  }
  return builds
}
