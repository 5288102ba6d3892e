import type { PluginContext } from '@tessera/sdk'
import type { Observation, Organization } from 'fhir/r4.js'
import type { TrendsAnswer } from '../domain/api.js'
import { outsideSource } from '../domain/guard.js'
import { trendOf } from '../domain/trends.js'
import { catalogueOf } from './catalogue.js'

const PAGE = 500
/** Newest results that a line shows. */
const MOST = 2000

/** Results of one or two analytes, each on its own scale; codes that mean the same are one line. */
export async function trends(ctx: PluginContext, patient: string, codes: readonly string[]): Promise<TrendsAnswer> {
  const analytes = (await catalogueOf(ctx)).flatMap((test) => test.analytes)
  const series = await Promise.all(
    codes.map(async (code) => {
      const same = analytes.find((each) => each.includes(code)) ?? [code]
      const results: Observation[] = []
      const organizations = new Map<string, Organization>()
      const ours = new Set<string | undefined>()
      let query: string | undefined =
        `Observation?patient=${encodeURIComponent(patient)}&code=${same.map(encodeURIComponent).join(',')}` +
        `&_sort=-date&_count=${PAGE}&_include=Observation:performer&_include=Observation:based-on`
      while (query !== undefined && results.length < MOST) {
        const page: Awaited<ReturnType<typeof ctx.records.search<Observation>>> =
          await ctx.records.search<Observation>(query)
        results.push(...page.resources)
        for (const each of page.included) {
          if (each.resourceType === 'Organization') organizations.set(`Organization/${each.id}`, each)
          if (each.resourceType === 'ServiceRequest' && !each.meta?.source) ours.add(`ServiceRequest/${each.id}`)
        }
        query = page.next
      }
      // what answers an order of ours is ours, whichever laboratory measured it
      return trendOf(code, results, (each) =>
        each.basedOn?.some(({ reference }) => ours.has(reference))
          ? undefined
          : outsideSource(each, organizations, ctx.clinic.name),
      )
    }),
  )
  return { series }
}
