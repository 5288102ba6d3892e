import type { Condition, TypeQuery } from '../../search/query.js'
import type { Fragment } from './fragment.js'
import { PATIENT } from './predicate.js'
import type { Rows } from './run.js'

/** A count below this costs less than remembering it. */
const WORTH = 200
/** How many counts a clinic remembers. */
const KEPT = 500

interface Counted {
  /** The newest change in the patient's compartment before it was counted. */
  seq: number
  total: number
}

const remembered = new WeakMap<Rows, Map<string, Counted>>()

/**
 * What a count within one patient's records gives: counted anew only when something in their compartment has changed
 * since (`chg_pat`). The statement with its values, who may see what included, is the key, so that two readers who see
 * differently never share a count.
 *
 * @param count compiled from `query`; asked in the transaction of this call
 */
export function countWithin(db: Rows, query: TypeQuery, count: Fragment, ask: () => number): number {
  const patient = onlyPatient(query)
  if (patient === undefined) return ask()
  const known = remembered.get(db) ?? new Map<string, Counted>()
  remembered.set(db, known)
  const key = JSON.stringify([count.sql, count.params])
  const found = known.get(key)
  const seq = newestChange(db, patient)
  if (found?.seq === seq) return found.total
  known.delete(key)
  const total = ask()
  if (total < WORTH) return total
  // a Map keeps the order of insertion: the first is the oldest
  if (known.size >= KEPT) for (const oldest of [...known.keys()].slice(0, 1)) known.delete(oldest)
  known.set(key, { seq, total })
  return total
}

/** chg_pat: PRIMARY KEY(pat, seq). */
const newestChange = (db: Rows, id: string): number =>
  Number(
    db.all('SELECT max(c.seq) FROM chg_pat c WHERE c.pat = (SELECT g.rid FROM res g WHERE g.t = ? AND g.id = ?)', [
      PATIENT,
      id,
    ])[0]?.[0] ?? 0,
  )

/** The patient whose own records are searched, when nothing else than those records decides what matches. */
function onlyPatient({ where }: TypeQuery): string | undefined {
  if (!where.every(ofItself)) return undefined
  for (const each of where) {
    if (each.kind !== 'reference' || !each.primaryPatient) continue
    const [value] = each.any
    if (each.any.length === 1 && value && 'id' in value) return value.id
  }
  return undefined
}

function ofItself(condition: Condition): boolean {
  if (condition.kind === 'chain' || condition.kind === 'has') return false
  if (condition.kind !== 'reference') return true
  return (
    condition.primaryPatient &&
    condition.any.every((value) => 'types' in value && value.types.length === 1 && value.types[0] === PATIENT)
  )
}
