import type { AccessFilter } from '../../../access/access.js'
import type { Include } from '../../search/query.js'
import { every, join, name, sql, type Fragment } from './fragment.js'
import { PATIENT, visible } from './predicate.js'
import { COLUMNS } from './select.js'

/** What is asked of the rows of a page. */
interface Page {
  /** Internal ids of its rows. */
  rids: readonly number[]
  /** Rows that the answer has already. */
  known: readonly number[]
  limit: number
}

/** What the rows refer to: i_ref_f(rid, p, tgt), and i_pat_f(rid, via) for the patient. */
export function compileInclude(include: Include, filter: AccessFilter, page: Page): Fragment {
  const { source, p, primaryPatient, target } = include
  const rows = sql`json_each(${JSON.stringify(page.rids)}) j`
  const asked =
    p.length === 0
      ? sql`(k.p >> 8) = ${source}`
      : sql`k.p IN (${join(
          p.map((each) => sql`${each}`),
          ', ',
        )})`
  const found = [
    sql`SELECT k.tgt AS rid FROM ${rows} CROSS JOIN i_ref k INDEXED BY i_ref_f ON k.rid = j.value AND ${asked}`,
  ]
  if (primaryPatient && (target === undefined || target === PATIENT)) {
    found.push(
      sql`SELECT k.pat AS rid FROM ${rows} CROSS JOIN i_pat k INDEXED BY i_pat_f ON k.rid = j.value AND k.via = 1 AND +k.t = ${source}`,
    )
  }
  return included(found, filter, page, target)
}

/** What refers to the rows: i_ref PRIMARY KEY(tgt, p, …), and i_pat PRIMARY KEY(pat, t, …) of patients. */
export function compileRevinclude(include: Include, filter: AccessFilter, page: Page & { t: number }): Fragment {
  const { source, p, primaryPatient } = include
  const rows = sql`json_each(${JSON.stringify(page.rids)}) j`
  const found =
    primaryPatient && page.t === PATIENT
      ? sql`SELECT k.rid AS rid FROM ${rows} CROSS JOIN i_pat k ON k.pat = j.value AND k.t = ${source} AND k.via = 1`
      : sql`SELECT k.rid AS rid FROM ${rows} CROSS JOIN json_each(${JSON.stringify(p)}) q CROSS JOIN i_ref k ON k.tgt = j.value AND k.p = q.value`
  return included([found], filter, page, source)
}

/** What the rows of a compartment's page refer to and no patient has: practitioners, organizations, medications. */
export function compileOutside(filter: AccessFilter, page: Page): Fragment {
  const found = sql`SELECT k.tgt AS rid FROM json_each(${JSON.stringify(page.rids)}) j CROSS JOIN i_ref k INDEXED BY i_ref_f ON k.rid = j.value`
  return included([found], filter, page, undefined, [name('a.pat = 0')])
}

function included(
  found: Fragment[],
  filter: AccessFilter,
  page: Page,
  t: number | undefined,
  more: Fragment[] = [],
): Fragment {
  const conditions = every([
    ...(t === undefined ? [] : [sql`a.t = ${t}`]),
    ...more,
    sql`+a.rid NOT IN (SELECT value FROM json_each(${JSON.stringify(page.known)}))`,
    ...visible(filter, 'a', t),
  ])
  return sql`SELECT ${name(COLUMNS)} FROM (${join(found, ' UNION ')}${found.length === 1 ? name(' GROUP BY 1') : name('')}) g CROSS JOIN acl a ON a.rid = g.rid CROSS JOIN res r ON r.rid = a.rid WHERE ${conditions} ORDER BY g.rid LIMIT ${page.limit}`
}
