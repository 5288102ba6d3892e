/**
 * Loaded into the measured server by `--import`: answers the bench over the process channel with what only the process
 * itself knows. It does nothing until asked, and isn't there when start-up is measured.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface Probed {
  /** CPU ms of the whole process, worker threads included. */
  cpu: number
  /** Longest stall of the main loop since the last question, ms. */
  stall: number
}

const RESOLUTION = 2
const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
delay.enable()

process.on('message', (question) => {
  if (question !== 'probe') return
  const { user, system } = process.cpuUsage()
  const answer: Probed = { cpu: (user + system) / 1000, stall: Math.max(0, delay.max / 1e6 - RESOLUTION) }
  delay.reset()
  process.send?.(answer)
})
process.channel?.unref()
