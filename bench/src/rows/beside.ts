import { calm } from '../calm.js'
import { hard, headers, type Bench, type Pace } from '../bench.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'
import { creates, readPaths } from './throughput.js'

/** Ms of noise in a round: some 350 reads beside it. */
const LASTS = 2_000

/** A read every 5 ms while others write: what a person at a screen feels during an import or a busy morning. */
export async function besideRows(bench: Bench, bundles: Iterator<string>, pace: Pace): Promise<Row[]> {
  const noise = {
    'reads beside creates': () => hard(bench, creates(bench), LASTS),
    'reads beside bundles': () => importFor(bench, bundles, LASTS),
  }
  const rows: Row[] = []
  for (const [name, start] of Object.entries(noise)) {
    const [p50s, p99s, stalls]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < pace.rounds; round++) {
      await calm()
      await bench.server.probe()
      const noisy = start()
      const quiet = await bench.reader.run({
        port: bench.house.port,
        connections: 1,
        milliseconds: LASTS - 100,
        headers: await headers(bench),
        work: { kind: 'get', paths: readPaths(bench) },
        every: 5,
      })
      const { stall } = await bench.server.probe()
      await noisy
      p50s.push(quiet.p50)
      p99s.push(quiet.p99)
      stalls.push(stall)
    }
    const [p50, p99, stall] = [median(p50s), median(p99s), median(stalls)]
    bench.say(`${name}: p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(1)}, stall ${stall.toFixed(1)} ms`)
    rows.push(
      row(
        name,
        p99,
        'ms p99',
        p99 / 20,
        'p50 ≤ 3 ms, p99 ≤ 20 ms, stall ≤ 30 ms',
        p50 <= 3 && p99 <= 20 && stall <= 30,
        `p50 ${p50.toFixed(2)} ms, stall ${stall.toFixed(1)} ms`,
      ),
    )
  }
  return rows
}

/** Bundles back to back on one connection, new patients each. */
async function importFor(bench: Bench, bundles: Iterator<string>, milliseconds: number) {
  const bodies: string[] = []
  for (let count = 0; count < milliseconds / 8; count++) {
    const next = bundles.next()
    if (next.done) break
    bodies.push(next.value)
  }
  const outcome = await bench.load.run({
    port: bench.house.port,
    connections: 1,
    milliseconds,
    headers: `${await headers(bench)}Prefer: return=minimal\r\n`,
    work: { kind: 'post', path: bench.house.fhir, bodies },
    collect: true,
  })
  bench.resources += outcome.locations.length
}
