import { statSync } from 'node:fs'
import { join } from 'node:path'
import { CLINIC } from '../house.js'
import { headers, type Bench, type Pace } from '../bench.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

/** Searches whose time must not follow the size of the clinic. */
const searches = (bench: Bench, numbers: readonly string[]): Record<string, string[]> => {
  const { house, patients } = bench
  const some = patients.slice(0, 2_000)
  const weight = 'http%3A%2F%2Floinc.org%7C29463-7'
  return {
    identifier: numbers.map(
      (mrn) => `${house.fhir}/Patient?identifier=https%3A%2F%2Fmaplestreet.example%2Fmrn%7C${mrn}`,
    ),
    'patient+code+date': some.map(
      (id) => `${house.fhir}/Observation?patient=${id}&code=${weight}&date=ge2024-06-01&_sort=-date&_count=20`,
    ),
    'patient+category': some.map((id) => `${house.fhir}/Observation?patient=${id}&category=vital-signs&_count=50`),
    'code sort': [`${house.fhir}/Observation?code=${weight}&_sort=-date&_count=20`],
    value: [`${house.fhir}/Observation?code-value-quantity=${weight}%24gt400&_count=20`],
  }
}

/** p50 in ms of each search, one client. */
export async function searchTimes(bench: Bench, pace: Pace): Promise<Record<string, number>> {
  const numbers = await recordNumbers(bench)
  const times: Record<string, number> = {}
  for (const [name, paths] of Object.entries(searches(bench, numbers))) {
    const rounds: number[] = []
    for (let round = 0; round < pace.rounds; round++) {
      const outcome = await bench.reader.run({
        port: bench.house.port,
        connections: 1,
        milliseconds: pace.milliseconds / 2,
        headers: await headers(bench),
        work: { kind: 'get', paths },
      })
      rounds.push(outcome.p50)
    }
    times[name] = median(rounds)
  }
  return times
}

/** Record numbers of some of the patients. */
async function recordNumbers(bench: Bench): Promise<string[]> {
  const [authorization = ''] = [(await bench.house.authorization()).trim().replace('Authorization: ', '')]
  const numbers: string[] = []
  for (const id of bench.patients.slice(0, 200)) {
    const answer = await fetch(`http://localhost:${bench.house.port}${bench.house.fhir}/Patient/${id}`, {
      headers: { authorization },
    })
    const number = /"value":"(\d{3}-\d{4})"/.exec(await answer.text())?.[1]
    if (number) numbers.push(number)
  }
  return numbers
}

export interface Growth {
  early: Record<string, number>
  late: Record<string, number>
  earlyRates: number[]
  lateRates: number[]
}

export function growthRows({ early, late, earlyRates, lateRates }: Growth): Row[] {
  const imported = median(lateRates) / median(earlyRates)
  return [
    row(
      'growth import',
      median(lateRates),
      'resources/s',
      imported,
      '≥ 0.4 × the rate at 30k',
      imported >= 0.4,
      `at 30k ${Math.round(median(earlyRates))}/s`,
    ),
    ...Object.entries(late).map(([name, time]) => {
      const before = early[name] ?? Number.NaN
      return row(
        `growth ${name}`,
        time,
        'ms p50',
        time / before,
        '≤ 2.5 × the p50 at 30k',
        time / before <= 2.5,
        `at 30k ${before.toFixed(2)} ms`,
      )
    }),
  ]
}

/** Size of the clinic's file, once it is closed and checkpointed, to the JSON in it: the mean of a sample times their number. */
export async function meanSize(bench: Bench): Promise<number> {
  const [authorization = ''] = [(await bench.house.authorization()).trim().replace('Authorization: ', '')]
  let bytes = 0
  let count = 0
  for (let place = 0; place < bench.stored.length; place += Math.ceil(bench.stored.length / 1_500)) {
    const answer = await fetch(`http://localhost:${bench.house.port}${bench.house.fhir}/${bench.stored[place]}`, {
      headers: { authorization },
    })
    bytes += (await answer.arrayBuffer()).byteLength
    count++
  }
  return bytes / count
}

export function diskRow(bench: Bench, mean: number): Row {
  const { size } = statSync(join(bench.house.folder, 'data', 'clinics', CLINIC, 'clinic.db'))
  const json = mean * bench.resources + bench.createdBytes
  return row(
    'disk',
    size / 1e6,
    'MB',
    size / json,
    '≤ 1.75 × JSON',
    size / json <= 1.75,
    `JSON ${Math.round(json / 1e6)} MB`,
  )
}
