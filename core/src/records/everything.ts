import { notFound } from '../refusal.js'
import type { GateParts, Request } from './request.js'
import { mustReach } from './reach.js'
import { readCurrent } from './read.js'
import type { FoundPage } from './records.js'
import { keepSearch, page } from './search.js'

/** `Patient/$everything` (R4 operation): the compartment and what it refers to, page by page. */
export async function readEverything(
  parts: GateParts,
  request: Request,
  patient: string,
  options: { count: number; after?: string },
): Promise<FoundPage> {
  mustReach(parts, request, 's', 'Patient')
  const { id } = await readCurrent(parts, request, 'Patient', patient)
  if (!id) throw notFound()
  const rows = await parts.engine.compartment(id, request.access.filter('s'), options)
  await keepSearch(parts, request, 'Patient/$everything', '', rows)
  return { ...(await page(parts, rows)), ignored: [] }
}
