/**
 * `npm run bench [-- --json] [-- --deep]`: measures a server of its own in a temporary folder and prints each ratio
 * against controls of the same run. `--deep` grows the clinic to a million resources.
 */
import { parseArgs } from 'node:util'
import type { Bench, Pace } from './bench.js'
import { startHello } from './controls/hello.js'
import { makeHouse } from './house.js'
import { startLoad } from './load/load.js'
import { machine, table } from './report.js'
import type { Controls, Row } from './row.js'
import { besideRows } from './rows/beside.js'
import { compiledRows } from './rows/compiled.js'
import { diskRow, growthRows, meanSize, searchTimes } from './rows/growth.js'
import { bundlesForAll, importClinic, importRow, importUntil } from './rows/import.js'
import { largeChartRow } from './rows/large-chart.js'
import { oneClientRow } from './rows/one-client.js'
import { startRows } from './rows/start.js'
import { throughputRows } from './rows/throughput.js'

const EARLY = 30_000
const USUAL = 100_000
const MILLION = 1_000_000

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    deep: { type: 'boolean' },
    resources: { type: 'string' },
    rounds: { type: 'string' },
  },
})
const say = (text: string) => process.stderr.write(`${text}\n`)

async function run(pace: Pace, resources: number, deep: boolean): Promise<{ controls: Controls; rows: Row[] }> {
  say('Validation and extraction')
  const compiled = compiledRows(pace.rounds)
  const house = await makeHouse()
  const closing: (() => unknown)[] = [() => house.remove()]
  try {
    const server = await house.start({ probe: true })
    closing.unshift(server.stop)
    const [load, reader, hello] = [startLoad(), startLoad(), await startHello()]
    closing.unshift(load.close, reader.close, hello.close)
    const bench: Bench = {
      house,
      server,
      load,
      reader,
      hello,
      stored: [],
      patients: [],
      resources: 0,
      createdBytes: 0,
      say,
    }

    say('Import')
    const bundles = bundlesForAll()
    await importClinic(bench, bundles)
    const first = await importUntil(bench, bundles, Math.min(EARLY, resources))
    const early = deep ? await searchTimes(bench, pace) : {}
    const second =
      resources > EARLY ? await importUntil(bench, bundles, resources) : { rates: [], ratios: [], b: first.b }
    const imported = {
      rates: [...first.rates, ...second.rates],
      ratios: [...first.ratios, ...second.ratios],
      b: second.b,
    }

    say('Reads, searches and creates')
    const throughput = await throughputRows(bench, pace)
    const beside = await besideRows(bench, bundles, pace)
    const oneClient = await oneClientRow(bench, pace)
    const largeChart = await largeChartRow(bench, pace)
    const cookie = await house.signIn()

    const grown: Row[] = []
    if (deep) {
      say('Growth to a million')
      const lateRates: number[] = []
      await importUntil(bench, bundles, MILLION, (total, rate) => total > MILLION * 0.9 && lateRates.push(rate))
      grown.push(...growthRows({ early, late: await searchTimes(bench, pace), earlyRates: first.rates, lateRates }))
      const mean = await meanSize(bench)
      await server.stop()
      grown.push(diskRow(bench, mean))
    } else await server.stop()

    say('Start-up')
    const started = await startRows(house, cookie, `${house.fhir}/Patient/${bench.patients[0]}`, pace.rounds)
    const [read, create, group, search] = throughput.rows
    const rows = [
      read,
      create,
      group,
      importRow(imported),
      ...beside,
      search,
      oneClient,
      largeChart,
      ...compiled.rows,
      ...started.rows,
      ...grown,
    ]
    return {
      controls: { H: throughput.H, B: imported.b, J: compiled.J, N: started.N },
      rows: rows.filter((each) => each !== undefined),
    }
  } finally {
    for (const close of closing) await close()
  }
}

const found = machine()
const { controls, rows } = await run(
  { milliseconds: 600, rounds: Number(values.rounds ?? 7) },
  Number(values.resources ?? USUAL),
  values.deep === true,
)
process.stderr.write(`${table(controls, rows)}\n`)
if (values.json) process.stdout.write(`${JSON.stringify({ machine: found, controls, rows })}\n`)
process.exit(0)
