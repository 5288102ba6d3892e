import { createHash } from 'node:crypto'
import type { PluginContext, RowWrite } from '@tessera/sdk'
import type { Identifier } from 'fhir/r4.js'
import type { Identity, MappedMessage } from '../../domain/hl7/mapped.js'
import type { NumberRow } from '../tables.js'

/**
 * A record that a message makes is known by a number: the report by the laboratory's, the person by the sender's. Two
 * messages that arrive at the same moment both find nothing under it; if both then created, the chart would have the
 * report twice. So each number has a row that says how often something was made under it. It is read before the records
 * are looked at and must still be so at the commit: one of the two is refused, looks again, and finds the other's.
 */
export type NumbersSeen = ReadonlyMap<string, number>

/** Rows that one question asks for. */
const AT_ONCE = 200

/** How often something was made under each number. To be asked before the records are looked at. */
export async function takenSoFar(ctx: PluginContext, numbers: readonly string[]): Promise<NumbersSeen> {
  const seen = new Map(numbers.map((each) => [each, 0]))
  const ids = [...seen.keys()]
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const rows = await ctx.tables.find<NumberRow>('number', {
      where: { id: ids.slice(at, at + AT_ONCE) },
      limit: AT_ONCE,
    })
    for (const { id, made } of rows) seen.set(id, made)
  }
  return seen
}

/** The rows of a change-set that makes something under these numbers. */
export const takenRows = (seen: NumbersSeen, made: Iterable<string>): RowWrite[] =>
  [...new Set(made)].flatMap((id): RowWrite[] => {
    const before = seen.get(id)
    if (before === undefined) return []
    return before === 0
      ? [{ table: 'number', insert: { id, made: 1 } }]
      : [{ table: 'number', update: { id }, add: { made: 1 }, expect: { made: before } }]
  })

/** Numbers under which filing may make a record. */
export const numbersOf = ({ reports, others }: MappedMessage): string[] => [
  ...reports.flatMap(({ filler, placer }) => [...numberOf(filler), ...numberOf(placer)]),
  ...others.flatMap(({ find }) => (find ?? []).flatMap(numberOf)),
]

/** What an ADT registers a person by: each of their numbers, and name with birth date. */
export const personNumbers = ({ identifiers, family = '', given = '', birthDate = '' }: Identity): string[] => [
  ...identifiers.flatMap((each) => numberOf(each)),
  hashed('person', `${family}\n${given}\n${birthDate}`.toLowerCase()),
]

export const numberOf = (identifier: Identifier | undefined): string[] =>
  identifier?.value ? [hashed(identifier.system ?? '', identifier.value)] : []

const hashed = (system: string, value: string): string =>
  createHash('sha256').update(`${system}\n${value}`).digest('base64url')
