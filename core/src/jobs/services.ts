import type { Log, PluginContext, PluginDefinition, Service } from '@tessera/sdk'
import type { Sources } from '../clock.js'
import { failureOf } from './failure.js'
import { mortal } from './mortal.js'
import { pausing, settles } from './pause.js'

export interface ServiceState {
  plugin: string
  name: string
  /** `failing`: it threw and will be started again. */
  state: 'running' | 'failing'
  /** ms since 1970, of the state. */
  since: number
  /** How often it threw since the plugin was started. */
  failures: number
  /** Kind of the last failure, without content. */
  error?: string
}

export interface Services {
  states(): ServiceState[]
  /** Aborts them and waits a while; resolves when they have ended or lost their context. */
  stop(): Promise<void>
}

export interface ServiceTiming {
  /** ms before it is started again after the first, second … failure in a row. */
  pauses: readonly number[]
  /** One that ran this long begins anew with the first pause. */
  steady: number
  /** ms that it has to end after its signal. */
  grace: number
}

export const SERVICE_TIMING: ServiceTiming = {
  pauses: [250, 1_000, 5_000, 15_000, 60_000],
  steady: 60_000,
  grace: 5_000,
}

/**
 * Keeps the services of one plugin running in one clinic. One that returns at once (its listener goes on until its
 * signal aborts) counts as running until then.
 *
 * @param context as `system` of the plugin
 */
export function startServices(
  plugin: { definition: PluginDefinition; context(): PluginContext; log: Log },
  sources: Sources,
  timing: ServiceTiming = SERVICE_TIMING,
): Services {
  const { definition } = plugin
  const stopping = new AbortController()
  const running = Object.entries(definition.services ?? {}).map(([name, service]) => {
    const state: ServiceState = {
      plugin: definition.id,
      name,
      state: 'running',
      since: sources.now(),
      failures: 0,
    }
    return { state, ended: keepRunning(plugin, service, state, sources, timing, stopping.signal) }
  })
  return {
    states: () => running.map(({ state }) => ({ ...state })),
    async stop() {
      stopping.abort()
      await Promise.all(running.map(({ ended }) => ended))
    },
  }
}

async function keepRunning(
  plugin: { context(): PluginContext; log: Log },
  service: Service,
  state: ServiceState,
  sources: Sources,
  timing: ServiceTiming,
  signal: AbortSignal,
): Promise<void> {
  for (let inARow = 0; !signal.aborted; inARow++) {
    const { ctx, end } = mortal(plugin.context())
    const began = performance.now()
    // each start has a signal of its own: what one that failed had opened is closed before the next
    const ending = new AbortController()
    const stop = () => ending.abort()
    signal.addEventListener('abort', stop)
    Object.assign(state, { state: 'running', since: sources.now() })
    const work = (async () => service(ctx, ending.signal))()
    // what it accepted may still be written after the signal, until it has ended or its grace is over
    const over = aborted(ending.signal).then(() => settles(work, timing.grace))
    try {
      await Promise.race([work, over])
      if (!(await over)) plugin.log.warn('a service did not end in time', { service: state.name })
      return
    } catch (error) {
      if (signal.aborted) return
      stop()
      if (performance.now() - began >= timing.steady) inARow = 0
      const pause = timing.pauses[inARow] ?? timing.pauses.at(-1) ?? 0
      const failure = failureOf(error)
      Object.assign(state, {
        state: 'failing',
        since: sources.now(),
        failures: state.failures + 1,
        error: failure,
      })
      plugin.log.error('a service failed and will be started again', {
        service: state.name,
        error: failure,
        inMs: pause,
      })
      await pausing(pause, signal)
    } finally {
      signal.removeEventListener('abort', stop)
      end()
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
