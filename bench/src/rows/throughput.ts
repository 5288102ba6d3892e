import { calm } from '../calm.js'
import { hard, hello, rate, type Bench, type Pace } from '../bench.js'
import { PATIENT } from '../load/burst.js'
import { newObservations } from '../records.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

const CODES = ['29463-7', '8867-4', '85354-9', '8310-5']

/** Ms of reads and of searches before they are measured: a server that has been up has its pages decrypted. */
const WARM = 8_000

/** Paths of what was stored, every third of the first 60,000: the bodies of neighbours share a page. */
export const readPaths = ({ house, stored }: Bench): string[] =>
  stored.slice(0, 60_000).flatMap((each, place) => (place % 3 === 0 ? `${house.fhir}/${each}` : []))

/** patient + code + date, newest first, as a trend asks for it. */
export const searchPaths = ({ house, patients }: Bench): string[] =>
  patients
    .slice(0, 20_000)
    .flatMap((id) =>
      CODES.map(
        (code) =>
          `${house.fhir}/Observation?patient=${id}&code=http%3A%2F%2Floinc.org%7C${code}&date=ge2024-06-01&_sort=-date&_count=20`,
      ),
    )

/** New Observations for patients drawn from all whose ids the server gave: requests are made beforehand, so that ids must be as long as `PATIENT`. */
export const creates = ({ house, patients }: Bench) => ({
  kind: 'create' as const,
  path: `${house.fhir}/Observation`,
  bodies: newObservations(),
  patients: patients.filter((id) => id.length === PATIENT.length).slice(0, 60_000),
})

interface Seen {
  rates: number[]
  ratios: number[]
  cpus: number[]
}

/** read, search, create and group commit: short bursts in turn with control H, each ratio to the H right before it. */
export async function throughputRows(bench: Bench, pace: Pace): Promise<{ rows: Row[]; H: number }> {
  const works = {
    read: { kind: 'get' as const, paths: readPaths(bench) },
    search: { kind: 'get' as const, paths: searchPaths(bench) },
    create: creates(bench),
  }
  const empty = (): Seen => ({ rates: [], ratios: [], cpus: [] })
  const seen = { read: empty(), search: empty(), create: empty() }
  const [hs, singles, groups]: [number[], number[], number[]] = [[], [], []]
  await hello(bench, pace.milliseconds)
  await hard(bench, works.read, WARM)
  await hard(bench, works.search, WARM)
  await hard(bench, works.create, pace.milliseconds)
  for (let round = 0; round < pace.rounds; round++) {
    await calm()
    for (const name of ['read', 'search', 'create'] as const) {
      const h = rate(await hello(bench, pace.milliseconds))
      const burst = await measured(bench, works[name], pace.milliseconds)
      hs.push(h)
      seen[name].rates.push(burst.rate)
      seen[name].ratios.push(burst.rate / h)
      seen[name].cpus.push(burst.cpu)
    }
    const single = rate(await hard(bench, works.create, pace.milliseconds, 1))
    singles.push(single)
    groups.push((seen.create.rates.at(-1) ?? 0) / single)
    bench.say(
      `a second: ${Object.entries(seen)
        .map(([name, { rates }]) => `${name} ${Math.round(rates.at(-1) ?? 0)}`)
        .join(', ')}, one by one ${Math.round(single)}, H ${Math.round(hs.at(-1) ?? 0)}`,
    )
  }
  const cpu = median(seen.create.cpus)
  const [read, search, create, group] = [
    median(seen.read.ratios),
    median(seen.search.ratios),
    median(seen.create.ratios),
    median(groups),
  ]
  const ofCpu = ({ cpus }: Seen) => `${median(cpus).toFixed(3)} ms CPU`
  return {
    H: median(hs),
    rows: [
      row('read', median(seen.read.rates), 'requests/s', read, '≥ 0.15 H', read >= 0.15, ofCpu(seen.read)),
      row(
        'create',
        median(seen.create.rates),
        'requests/s',
        create,
        '≥ 0.04 H and ≤ 0.45 ms CPU',
        create >= 0.04 && cpu <= 0.45,
        ofCpu(seen.create),
      ),
      row(
        'group commit',
        median(seen.create.rates),
        'requests/s',
        group,
        '≥ 3 × one commit a request',
        group >= 3,
        `one by one ${Math.round(median(singles))}/s`,
      ),
      row('search', median(seen.search.rates), 'requests/s', search, '≥ 0.05 H', search >= 0.05, ofCpu(seen.search)),
    ],
  }
}

/** Requests a second, and the server's CPU ms for each. */
async function measured(
  bench: Bench,
  work: Parameters<typeof hard>[1],
  milliseconds: number,
): Promise<{ rate: number; cpu: number }> {
  const before = await bench.server.probe()
  const outcome = await hard(bench, work, milliseconds)
  const after = await bench.server.probe()
  return { rate: rate(outcome), cpu: (after.cpu - before.cpu) / outcome.done }
}
