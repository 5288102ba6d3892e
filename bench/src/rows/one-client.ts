import { calm } from '../calm.js'
import { headers, type Bench, type Pace } from '../bench.js'
import { syncTime } from '../controls/disk.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'
import { readPaths } from './throughput.js'

/**
 * What an audited read costs one person who waits, over a request that nothing is written for. `/health` stands for
 * the latter, so that sign-in, decision and the read itself are charged to the audit too: the real figure is lower.
 */
export async function oneClientRow(bench: Bench, pace: Pace): Promise<Row> {
  const [added, reads, syncs]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < pace.rounds; round++) {
    await calm()
    const common = {
      port: bench.house.port,
      connections: 1,
      milliseconds: pace.milliseconds,
      headers: await headers(bench),
    }
    const read = await bench.reader.run({ ...common, work: { kind: 'get', paths: readPaths(bench) } })
    const health = await bench.reader.run({ ...common, work: { kind: 'get', paths: ['/health'] } })
    syncs.push(syncTime(bench.house.folder))
    reads.push(read.p50)
    added.push(read.p50 - health.p50)
  }
  const [value, limit] = [median(added), median(syncs) + 1]
  return row(
    'one client',
    value,
    'ms p50 added',
    value / limit,
    '≤ 1 fsync + 1 ms',
    value <= limit,
    `read p50 ${median(reads).toFixed(2)} ms, fsync ${(limit - 1).toFixed(2)} ms`,
  )
}
