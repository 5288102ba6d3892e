import type { PluginDefinition, PluginEnv, RouteRule } from '@tessera/sdk'
import { ruleOf } from '@tessera/sdk'
import { Hono } from 'hono'
import { findTargetHandler } from 'hono/utils/handler'

/** One route of a plugin; `rule` is missing when it doesn't begin with `allow(…)`. */
export interface PluginRouteEntry {
  plugin: string
  method: string
  /** Below `/clinics/:clinic/api/<plugin>`. */
  path: string
  rule?: RouteRule
}

/** The plugin's sub-app, or null when it has no routes. */
export function pluginApp(plugin: PluginDefinition): Hono<PluginEnv> | null {
  return plugin.routes ? plugin.routes(new Hono<PluginEnv>()) : null
}

/**
 * The routes of a plugin in the order they were made. Hono lists each handler apart; the first one of a method and path
 * is what a request meets first, so that is where the rule must be.
 */
export function routesOf(plugin: PluginDefinition): PluginRouteEntry[] {
  const entries = new Map<string, PluginRouteEntry>()
  for (const { method, path, handler } of pluginApp(plugin)?.routes ?? []) {
    const key = `${method} ${path}`
    if (entries.has(key)) continue
    const rule = ruleOf(findTargetHandler(handler))
    entries.set(key, { plugin: plugin.id, method, path, ...(rule ? { rule } : {}) })
  }
  return [...entries.values()]
}
