import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const WINDOW = 150
const IDLE_ENOUGH = 0.7

/**
 * Waits until the machine has nothing else to do, for a few seconds at most: a ratio holds under load, but it holds
 * better without.
 */
export async function calm(longest = 4_000): Promise<void> {
  const until = performance.now() + longest
  for (let before = times(); performance.now() < until;) {
    await sleep(WINDOW)
    const after = times()
    if ((after.idle - before.idle) / Math.max(1, after.all - before.all) >= IDLE_ENOUGH) return
    before = after
  }
}

function times(): { idle: number; all: number } {
  const each = cpus().map((cpu) => cpu.times)
  const idle = each.reduce((sum, { idle: free }) => sum + free, 0)
  return { idle, all: each.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle) }
}
