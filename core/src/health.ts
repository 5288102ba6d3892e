import type { OpenControl } from './identity/control.js'
import type { PluginHost } from './plugins/host.js'

/** What `/health` says. */
export interface Health {
  status: 'ok'
  version: string
  warnings?: string[]
}

/** @returns throws when the server can't serve */
export const healthOf =
  (control: OpenControl, host: PluginHost, version: string): (() => Promise<Health>) =>
  async () => {
    control.health()
    const { failingServices, jobsGivenUp } = await host.health()
    const warnings = [
      ...(failingServices > 0 ? [`${failingServices} services of plugins keep failing`] : []),
      ...(jobsGivenUp > 0 ? [`${jobsGivenUp} jobs were given up`] : []),
    ]
    return { status: 'ok', version, ...(warnings.length > 0 ? { warnings } : {}) }
  }
