import type { HostContext } from '@tessera/sdk'
import type { Observation } from 'fhir/r4.js'
import { LOINC } from '../../domain/results.js'
import { codesOf } from '../../domain/terms.js'
import { patientOf } from '../parts/pieces.js'

/** What most is asked for at once, however many groups there are. */
const LIMIT = 100

/**
 * The newest observations of each group of LOINC codes, newest first: one search for all of them, and one more for each
 * group of which that page had less than two although there may be more (a home blood pressure each morning must not
 * hide the weight).
 *
 * @param depth how many of each group are wanted
 */
export async function newestOf(
  host: HostContext,
  groups: readonly (readonly string[])[],
  depth: number,
  signal: AbortSignal,
): Promise<Observation[]> {
  if (groups.length === 0) return []
  const page = await search(host, groups.flat(), Math.min(LIMIT, depth * groups.length), signal)
  if (page.next === undefined) return page.resources
  const short = groups.filter((codes) => page.resources.filter((each) => isOf(each, codes)).length < Math.min(2, depth))
  const more = await Promise.all(short.map((codes) => search(host, codes, depth, signal)))
  const all = [...page.resources, ...more.flatMap(({ resources }) => resources)]
  return [...new Map(all.map((each) => [each.id, each])).values()]
}

const isOf = ({ code }: Observation, codes: readonly string[]): boolean =>
  codesOf(code).some((each) => codes.includes(each))

function search(host: HostContext, codes: readonly string[], count: number, signal: AbortSignal) {
  const tokens = codes.map((code) => encodeURIComponent(`${LOINC}|${code}`)).join(',')
  return host.fhir.search<Observation>(
    `Observation?${patientOf(host)}&code=${tokens}&_sort=-date&_count=${count}`,
    signal,
  )
}
