import { setTimeout as sleep } from 'node:timers/promises'
import { calm } from '../calm.js'
import { nodeStart } from '../controls/node-start.js'
import { firstAnswer, residentMemory, type House } from '../house.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

/**
 * Start-up, with control N before each: the first `/health`, the first read of a person who is signed in already, and
 * what the server holds once it is idle again.
 *
 * @param cookie header line of the person's session
 * @param path a record that this person may read
 */
export async function startRows(
  house: House,
  cookie: string,
  path: string,
  rounds: number,
): Promise<{ rows: Row[]; N: number }> {
  const seen: Record<'N' | 'health' | 'read' | 'memory', number[]> = { N: [], health: [], read: [], memory: [] }
  const ratios: Record<'health' | 'read', number[]> = { health: [], read: [] }
  for (let round = 0; round < rounds; round++) {
    await calm()
    const n = nodeStart()
    const server = await house.start()
    await firstAnswer(house.port, path, cookie)
    const read = performance.now() - server.spawned
    await sleep(1_500)
    seen.memory.push(residentMemory(server.pid))
    await server.stop()
    seen.N.push(n)
    seen.health.push(server.health)
    seen.read.push(read)
    ratios.health.push(server.health / n)
    ratios.read.push(read / n)
  }
  const [health, read, memory] = [median(ratios.health), median(ratios.read), median(seen.memory)]
  return {
    N: median(seen.N),
    rows: [
      row('health', median(seen.health), 'ms', health, '≤ 4 N', health <= 4),
      row('signed-in read', median(seen.read), 'ms', read, '≤ 18 N', read <= 18),
      row('idle memory', memory, 'MB', memory / 160, '≤ 160 MB', memory <= 160),
    ],
  }
}
