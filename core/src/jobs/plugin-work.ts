import type { Log, PluginContext, PluginDefinition } from '@tessera/sdk'
import type { Sources } from '../clock.js'
import type { JobStore } from '../storage/job-store.js'
import { RUNNER_TIMING, startRunner, type JobRunner, type RunnerTiming } from './runner.js'
import { SERVICE_TIMING, startServices, type ServiceState, type ServiceTiming, type Services } from './services.js'

export interface WorkTiming {
  jobs: RunnerTiming
  services: ServiceTiming
}

export const WORK_TIMING: WorkTiming = { jobs: RUNNER_TIMING, services: SERVICE_TIMING }

/** What one plugin does by itself in one clinic: its jobs and services. */
export interface PluginWork {
  /** The queue has something new. */
  wake(): void
  runDue(): Promise<number>
  services(): ServiceState[]
  /** Services begin anew, with what the settings are now. */
  restartServices(): Promise<void>
  stop(): Promise<void>
}

export function startWork(
  plugin: { definition: PluginDefinition; context(): PluginContext; log: Log },
  store: JobStore,
  sources: Sources,
  timing: WorkTiming = WORK_TIMING,
): PluginWork {
  const { jobs = {} } = plugin.definition
  const runner: JobRunner | null =
    Object.keys(jobs).length > 0 ? startRunner(plugin, store, sources, timing.jobs) : null
  const begin = (): Services => startServices(plugin, sources, timing.services)
  let services = begin()
  let turn: Promise<void> = Promise.resolve()
  let over = false
  return {
    wake: () => runner?.wake(),
    runDue: async () => (await runner?.runDue()) ?? 0,
    services: () => services.states(),
    restartServices() {
      turn = turn.then(async () => {
        await services.stop()
        if (!over) services = begin()
      })
      return turn
    },
    async stop() {
      over = true
      await Promise.all([runner?.stop(), services.stop()])
      await turn
      await services.stop()
    },
  }
}
