import type { House, Started } from './house.js'
import type { Burst, Outcome } from './load/burst.js'
import type { Load } from './load/load.js'
import type { Controls } from './row.js'

/** What the measurements share. */
export interface Bench {
  house: House
  server: Started
  /** Two processes, so that a quiet reader isn't held up by the noise that it is measured in. */
  load: Load
  reader: Load
  hello: { port: number }
  /** `Type/id` of what was loaded, of all types. */
  stored: string[]
  /** Ids of its patients. */
  patients: string[]
  /** How many came in Bundles, and how many bytes of JSON single creates added. */
  resources: number
  createdBytes: number
  say(text: string): void
}

/** How long a burst lasts, and how many there are of each. */
export interface Pace {
  milliseconds: number
  rounds: number
}

/** Connections of a busy clinic, as hard as they can. */
export async function hard(
  bench: Bench,
  work: Burst['work'],
  milliseconds: number,
  connections = 64,
): Promise<Outcome> {
  const outcome = await bench.load.run({
    port: bench.house.port,
    connections,
    milliseconds,
    headers: await headers(bench),
    work,
  })
  if (work.kind === 'create') bench.createdBytes += outcome.done * ((work.bodies[0]?.length ?? 0) + ID_AND_META)
  return outcome
}

/** What the server adds to a body. */
const ID_AND_META = 125

/** Control H over the same 64 connections. */
export const hello = async (bench: Bench, milliseconds: number, connections = 64): Promise<Outcome> =>
  bench.load.run({
    port: bench.hello.port,
    connections,
    milliseconds,
    headers: 'Accept: application/fhir+json\r\n',
    work: { kind: 'get', paths: ['/'] },
  })

/** A token of the client, new for each burst, and what a FHIR client sends. */
export const headers = async ({ house }: Bench): Promise<string> =>
  `${await house.authorization()}Accept: application/fhir+json\r\n`

export const rate = ({ done, seconds }: Outcome): number => done / seconds

export type { Controls }
