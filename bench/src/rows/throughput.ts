import { hard, headers, hello, rate, type Bench, type Pace } from '../bench.js'
import { PATIENT } from '../load/burst.js'
import { newObservations } from '../records.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

const CODES = ['29463-7', '8867-4', '85354-9', '8310-5']

/** Paths of what was stored. */
export const readPaths = ({ house, stored }: Bench): string[] =>
  stored.slice(0, 60_000).map((each) => `${house.fhir}/${each}`)

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

/** read, search, create and group commit: bursts in turn with control H, each ratio within its own round. */
export async function throughputRows(bench: Bench, pace: Pace): Promise<{ rows: Row[]; H: number }> {
  const [paths, searches, work] = [readPaths(bench), searchPaths(bench), creates(bench)]
  const seen: Record<'H' | 'read' | 'search' | 'create' | 'single' | 'cpu' | 'readCpu' | 'searchCpu', number[]> = {
    H: [],
    read: [],
    search: [],
    create: [],
    single: [],
    cpu: [],
    readCpu: [],
    searchCpu: [],
  }
  const ratios: Record<'read' | 'search' | 'create' | 'group', number[]> = {
    read: [],
    search: [],
    create: [],
    group: [],
  }
  await hard(bench, { kind: 'get', paths }, pace.milliseconds)
  for (let round = 0; round < pace.rounds; round++) {
    const h = rate(await hello(bench, pace.milliseconds))
    const read = await measured(bench, { kind: 'get', paths }, pace.milliseconds)
    const search = await measured(bench, { kind: 'get', paths: searches }, pace.milliseconds)
    const create = await measured(bench, work, pace.milliseconds)
    const single = rate(
      await bench.load.run({
        port: bench.house.port,
        connections: 1,
        milliseconds: pace.milliseconds,
        headers: await headers(bench),
        work,
      }),
    )
    seen.H.push(h)
    seen.read.push(read.rate)
    seen.search.push(search.rate)
    seen.create.push(create.rate)
    seen.single.push(single)
    seen.cpu.push(create.cpu)
    seen.readCpu.push(read.cpu)
    seen.searchCpu.push(search.cpu)
    ratios.read.push(read.rate / h)
    ratios.search.push(search.rate / h)
    ratios.create.push(create.rate / h)
    ratios.group.push(create.rate / single)
    bench.say(
      `H ${Math.round(h)}, read ${Math.round(read.rate)}, search ${Math.round(search.rate)}, create ${Math.round(create.rate)}, one by one ${Math.round(single)} a second`,
    )
  }
  const cpu = median(seen.cpu)
  const [read, search, create, group] = [
    median(ratios.read),
    median(ratios.search),
    median(ratios.create),
    median(ratios.group),
  ]
  return {
    H: median(seen.H),
    rows: [
      row(
        'read',
        median(seen.read),
        'requests/s',
        read,
        '≥ 0.15 H',
        read >= 0.15,
        `${milli(median(seen.readCpu))} ms CPU`,
      ),
      row(
        'create',
        median(seen.create),
        'requests/s',
        create,
        '≥ 0.04 H and ≤ 0.45 ms CPU',
        create >= 0.04 && cpu <= 0.45,
        `${milli(cpu)} ms CPU`,
      ),
      row(
        'group commit',
        median(seen.create),
        'requests/s',
        group,
        '≥ 3 × one commit a request',
        group >= 3,
        `one by one ${Math.round(median(seen.single))}/s`,
      ),
      row(
        'search',
        median(seen.search),
        'requests/s',
        search,
        '≥ 0.05 H',
        search >= 0.05,
        `${milli(median(seen.searchCpu))} ms CPU`,
      ),
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

const milli = (value: number): string => value.toFixed(3)
