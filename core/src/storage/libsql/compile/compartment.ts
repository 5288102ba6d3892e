import type { AccessFilter } from '../../../access/access.js'
import { readCursor } from '../../search/cursor.js'
import { referenced } from './keys.js'
import { every, name, sql } from './fragment.js'
import { PATIENT, visible } from './predicate.js'
import { COLUMNS, type CompiledSearch } from './select.js'

/** A patient's compartment by i_pat PRIMARY KEY(pat, t, d, rid), in that order. */
export function compileCompartment(
  patient: string,
  filter: AccessFilter,
  page: { after?: string; count: number },
): CompiledSearch {
  const order = 'compartment'
  const cursor = page.after === undefined ? undefined : readCursor(page.after, order, 3)
  const [t = null, d = null, rid = null] = cursor ?? []
  const conditions = every([
    sql`f.pat = ${referenced([PATIENT], patient)}`,
    ...(cursor ? [sql`(f.t, f.d, f.rid) > (${t}, ${d}, ${rid})`] : []),
    ...visible(filter, 'f'),
  ])
  return {
    order,
    sortValues: 2,
    ...sql`SELECT ${name(COLUMNS)}, f.t, f.d FROM i_pat f CROSS JOIN res r ON r.rid = f.rid WHERE ${conditions} ORDER BY f.t, f.d, f.rid LIMIT ${page.count + 1}`,
  }
}
