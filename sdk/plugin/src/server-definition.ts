import type { PluginDefinition } from './plugin.js'

/** What one server has; each clinic enables from it at run time. */
export interface ServerDefinition {
  /** Package that ships the staff shell; the server resolves it by name and reads its `manifest.json`. */
  ui: string
  plugins: PluginDefinition[]
  /** Fills the demo clinic on first run. */
  demo?: () => Promise<DemoDefinition>
}

export interface DemoDefinition {
  /** Bundles to load, in order, as JSON text. `today` shifts the fixed dates of the data set. */
  bundles(options: { patients: number; today: Date }): Iterable<string>
  people: { email: string; name: string; roles: string[]; practitioner?: string; patient?: string }[]
}

/**
 * @example
 * export default defineServer({ ui: '@tessera/web-components', plugins: [charting()] })
 */
export const defineServer = (definition: ServerDefinition): ServerDefinition => definition
