import type { Resource, ResourceWrite } from '@tessera/sdk'
import { isDeepStrictEqual } from 'node:util'
import type { Identifier } from 'fhir/r4.js'
import { escaped } from './find-patient.js'

/** What filing a message does to the records. */
export interface Filing {
  writes: ResourceWrite[]
  /** Reports that a person must look at. */
  reports: number
  /** Numbers under which it makes a record that was not there (numbers.ts). */
  made: string[]
  /** In words, what was left as it was. */
  notes: string[]
}

/** Identifiers as the value of a search parameter. */
export const tokens = (identifiers: readonly Identifier[]): string =>
  identifiers.map(({ system = '', value = '' }) => `${escaped(system)}|${escaped(value)}`).join(',')

/** Whether two versions say the same, whatever message they came with. */
export function sameContent(a: Resource, b: Resource): boolean {
  const { meta: _a, ...left } = a
  const { meta: _b, ...right } = b
  return isDeepStrictEqual(left, JSON.parse(JSON.stringify(right)))
}
