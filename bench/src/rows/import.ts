import { openBodyInserts } from '../controls/body-inserts.js'
import { headers, type Bench } from '../bench.js'
import { patientBundles } from '../records.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

const BUNDLES = 40

/**
 * Fills the clinic with transactions over HTTP, two at a time, until it holds so many resources, with control B in
 * between. What was stored is kept in the bench for the rows that follow.
 *
 * @param onChunk told after each chunk how many there are by now and the rate of the chunk
 */
export async function importUntil(
  bench: Bench,
  bundles: Iterator<string>,
  resources: number,
  onChunk?: (total: number, rate: number) => void,
): Promise<{ ratios: number[]; rates: number[]; b: number }> {
  const control = openBodyInserts(bench.house.folder)
  const [rates, ratios, controls]: [number[], number[], number[]] = [[], [], []]
  while (bench.resources < resources) {
    const bodies = take(bundles, BUNDLES)
    const b = control.run(400)
    const { seconds, locations } = await bench.load.run({
      port: bench.house.port,
      connections: 2,
      milliseconds: 600_000,
      headers: `${await headers(bench)}Prefer: return=minimal\r\n`,
      work: { kind: 'post', path: bench.house.fhir, bodies },
      collect: true,
    })
    if (locations.length === 0) throw new Error('The answers to transactions name no location')
    bench.resources += locations.length
    bench.patients.push(...locations.filter((each) => each.startsWith('Patient/')).map((each) => each.slice(8)))
    bench.stored.push(...(bench.stored.length < 60_000 ? locations : []))
    const rate = locations.length / seconds
    rates.push(rate)
    controls.push(b)
    ratios.push(rate / b)
    onChunk?.(bench.resources, rate)
    bench.say(`${bench.resources} resources, ${Math.round(rate)}/s`)
  }
  control.close()
  return { ratios, rates, b: median(controls) }
}

function take(bundles: Iterator<string>, count: number): string[] {
  const taken: string[] = []
  for (; taken.length < count;) {
    const next = bundles.next()
    if (next.done) break
    taken.push(next.value)
  }
  if (taken.length === 0) throw new Error('There are no more patients to import')
  return taken
}

/** The clinic's own Bundle goes first and alone: all others refer to it. */
export async function importClinic(bench: Bench, bundles: Iterator<string>): Promise<void> {
  await bench.load.run({
    port: bench.house.port,
    connections: 1,
    milliseconds: 60_000,
    headers: await headers(bench),
    work: { kind: 'post', path: bench.house.fhir, bodies: take(bundles, 1) },
  })
}

/** Enough patients for a million resources, made as they are asked for. */
export const bundlesForAll = (): Iterator<string> => patientBundles(1_000_000)[Symbol.iterator]()

export const importRow = ({ ratios, rates, b }: { ratios: number[]; rates: number[]; b: number }): Row =>
  row(
    'import',
    median(rates),
    'resources/s',
    median(ratios),
    '≥ 0.08 B',
    median(ratios) >= 0.08,
    `B ${Math.round(b)}/s`,
  )
