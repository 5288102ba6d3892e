import type { PluginContext } from '@tessera/sdk'
import type { Observation, Organization } from 'fhir/r4.js'
import type { CatalogueTest, Duplicate } from '../domain/api.js'
import { duplicates, outsideSource } from '../domain/guard.js'
import type { OrderRow } from './tables.js'

const DAY = 86_400_000
const PAGE = 200
/** Pages that are looked at: more results than that of the same analytes within an interval nobody has. */
const PAGES = 5

/**
 * What the duplicate-test guard finds for these tests.
 *
 * @param patient logical id
 */
export async function checkTests(
  ctx: PluginContext,
  patient: string,
  tests: readonly CatalogueTest[],
): Promise<Duplicate[]> {
  const guarded = tests.filter(({ repeatDays }) => repeatDays > 0)
  if (guarded.length === 0) return []
  const [{ results, sourceOf }, waiting] = await Promise.all([
    recentResults(ctx, patient, guarded),
    ctx.tables.find<OrderRow>('order', {
      where: {
        patient: `Patient/${patient}`,
        status: ['open', 'partial'],
        code: guarded.map(({ code }) => code),
      },
      orderBy: '-orderedAt',
    }),
  ])
  return duplicates(tests, results, waiting, ctx.now(), sourceOf)
}

async function recentResults(ctx: PluginContext, patient: string, tests: readonly CatalogueTest[]) {
  const codes = [...new Set(tests.flatMap(({ analytes }) => analytes.flat()))]
  const longest = Math.max(...tests.map(({ repeatDays }) => repeatDays))
  const since = new Date(ctx.now().getTime() - (longest + 1) * DAY).toISOString().slice(0, 10)
  const results: Observation[] = []
  const organizations = new Map<string, Organization>()
  // A code without system also finds results whose sender named its system otherwise.
  let query: string | undefined =
    `Observation?patient=${encodeURIComponent(patient)}&code=${codes.map(encodeURIComponent).join(',')}` +
    `&date=ge${since}&_sort=-date&_count=${PAGE}&_include=Observation:performer`
  for (let page = 0; query !== undefined && page < PAGES; page++) {
    const found: Awaited<ReturnType<typeof ctx.records.search<Observation>>> =
      await ctx.records.search<Observation>(query)
    results.push(...found.resources)
    for (const each of found.included)
      if (each.resourceType === 'Organization') organizations.set(`Organization/${each.id}`, each)
    query = found.next
  }
  return { results, sourceOf: (each: Observation) => outsideSource(each, organizations, ctx.clinic.name) }
}
