import type { PluginDefinition, PluginEnv } from '@tessera/sdk'
import { Hono } from 'hono'
import type { Sources } from '../clock.js'
import type { ClinicEnv } from '../env.js'
import { refuse } from '../refusal.js'
import type { PluginHost } from './host.js'
import { pluginApp } from './routes.js'

/**
 * The routes of all plugins at `/<plugin>/…`. One of a plugin that the clinic hasn't enabled is a 404, as if it were not
 * there; a denial is put on the clinic's chain.
 */
export function pluginRoutes(
  plugins: Iterable<PluginDefinition>,
  host: Pick<PluginHost, 'contextFor'>,
  sources: Sources,
): Hono<ClinicEnv & PluginEnv> {
  const app = new Hono<ClinicEnv & PluginEnv>()
  for (const plugin of plugins) {
    const routes = pluginApp(plugin)
    if (!routes) continue
    app.use(`/${plugin.id}/*`, async (c, next) => {
      const open = c.get('open')
      const principal = c.get('principal')
      const door = { ip: c.get('ip'), request: c.get('requestId') }
      const patient = c.req.header('tessera-patient')?.replace(/^Patient\//, '')
      const ctx = host.contextFor(plugin.id, open, principal, door, patient)
      if (!ctx) throw refuse(404, 'not-found', 'There is nothing at this address.')
      c.set('ctx', ctx)
      await next()
      // what a plugin tells of patients stays out of the browser's cache unless the plugin says otherwise
      if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
      if (c.res.status !== 403) return
      await open.audit.append({
        at: sources.now(),
        action: 'X',
        actor: principal.id,
        display: principal.display,
        ...(principal.client ? { client: principal.client } : {}),
        plugin: plugin.id,
        purpose: principal.purpose,
        entity: `route.${plugin.id}`,
        patients: patient === undefined ? [] : [patient],
        outcome: 'denied',
        detail: c.req.method,
        ...door,
      })
    })
    app.route(`/${plugin.id}`, routes)
  }
  return app
}
