import { createHash } from 'node:crypto'
import { isCommitError, type PluginContext, type RowWrite } from '@tessera/sdk'
import type { OrderAnswer, OrderRequest, PlacedProblem } from '../domain/api.js'
import { problem } from './answers.js'
import type { AttemptRow, OrderRow } from './tables.js'

/**
 * Orders once, however often the same attempt is sent: whoever lost the answer, and asks again, gets it.
 *
 * @param place orders; the rows that it is given belong into its change-set
 */
export async function once(
  ctx: PluginContext,
  request: OrderRequest,
  place: (rows: (requisition: string) => RowWrite[]) => Promise<OrderAnswer | Response>,
): Promise<OrderAnswer | Response> {
  const { attempt, patient } = request
  if (attempt === undefined) return place(() => [])
  const content = contentOf(request)
  const before = () => placedBefore(ctx, attempt, request, content)
  const first = await before()
  if (first) return first
  try {
    const answer = await place((requisition) => [
      { table: 'attempt', insert: { id: attempt, patient: `Patient/${patient}`, requisition, content } },
    ])
    // the guard fires for tests that the same attempt has just ordered
    return answer instanceof Response ? ((await before()) ?? answer) : answer
  } catch (error) {
    const twin = isCommitError(error) && error.status === 409 ? await before() : undefined
    if (!twin) throw error
    return twin
  }
}

const contentOf = ({ patient, encounter, orders, lab }: OrderRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([patient, encounter ?? null, orders, lab ?? null]))
    .digest('hex')

async function placedBefore(
  ctx: PluginContext,
  attempt: string,
  { patient, orders: asked }: OrderRequest,
  content: string,
): Promise<OrderAnswer | Response | undefined> {
  const [row] = await ctx.tables.find<AttemptRow>('attempt', { where: { id: attempt }, limit: 1 })
  if (!row) return undefined
  const { requisition } = row
  const rows =
    row.patient === `Patient/${patient}`
      ? await ctx.tables.find<OrderRow>('order', { where: { requisition }, limit: 50 })
      : []
  const at = (code: string) => asked.findIndex((line) => line.code === code)
  const orders = rows
    .map(({ id, code, name }) => ({ id, code, name }))
    .toSorted((one, other) => at(one.code) - at(other.code))
  if (row.content === content) return { requisition, orders }
  const more: Pick<PlacedProblem, 'code' | 'placed'> = { code: 'placed-before', placed: { requisition, orders } }
  const names = orders.map(({ name }) => name).join(', ')
  return problem(
    409,
    'Ordered already',
    `${names}: ordered already, when the line dropped. Nothing was ordered twice.`,
    more,
  )
}
