import type { PluginContext } from '@tessera/sdk'
import type { CatalogueTest, OrderSet } from '../domain/api.js'
import { CATALOGUE, merged, ORDER_SETS } from '../domain/catalogue.js'
import type { CatalogueRow, OrderSetRow } from './tables.js'

/** More lines than this a clinic doesn't keep of its own. */
const MOST = 1000

/** The catalogue of this clinic: ours with what it changed. */
export async function catalogueOf(ctx: PluginContext): Promise<CatalogueTest[]> {
  const own = await ctx.tables.find<CatalogueRow>('catalogue', { limit: MOST })
  return merged(
    CATALOGUE,
    own.map(({ code, entry, removed }) => ({ key: code, entry, removed: removed === 1 })),
    ({ code }) => code,
  )
}

export async function orderSetsOf(ctx: PluginContext): Promise<OrderSet[]> {
  const own = await ctx.tables.find<OrderSetRow>('order_set', { limit: MOST })
  return merged(
    ORDER_SETS,
    own.map(({ id, entry, removed }) => ({ key: id, entry, removed: removed === 1 })),
    ({ id }) => id,
  )
}
