import type { ChangeSet, Row, RowWrite, TableDefinition } from '@tessera/sdk'
import { notFound, refuse, Refusal } from '../../refusal.js'
import type { ChangeRow } from '../../storage/engine.js'
import { commit } from '../commit.js'
import { hidden } from '../reach.js'
import { stored } from '../read.js'
import type { CommitOptions, Committed } from '../records.js'
import type { GateParts, Request } from '../request.js'
import { MOST_UNDONE, obstacles, type Conflict } from './obstacles.js'
import { reverseRows, rowsOf, type WrittenRow } from './rows.js'
import { isOwn, stepsOf, visible, type Step } from './steps.js'

/** What the plugins of the clinic know of the rows of a change-set. */
export interface UndoPlugins {
  /** By its full name; undefined when no enabled plugin has it. */
  table(name: string): TableDefinition | undefined
  /** Whether the plugin can reverse rows of its tables with `undo: 'append'`. */
  reverses(plugin: string): boolean
  /** The rows that reverse those, in the name of the person who undoes. */
  reverse(plugin: string, rows: readonly { table: string; row: Row }[]): Promise<RowWrite[]>
  /** The wrong-patient guard of rows. @throws Refusal 409 */
  guard(rows: readonly RowWrite[], patient: string): Promise<void>
}

export type UndoOutcome = ({ ok: true } & Committed) | { ok: false; conflicts: Conflict[] }

/** How often it is looked at again when somebody wrote in between. */
const ATTEMPTS = 3

/**
 * Reverses a change-set by a new one: what it created is deleted, what it updated gets the old text as a new version,
 * what it deleted comes back as a new version, its rows as their tables say. Versions never go down (DESIGN §2.1).
 *
 * It is a write of the one who asks: same access, before-handlers and audit. One thing more is allowed: who created
 * something may take it back as long as nothing builds on it, although they may not delete what is on record (a nurse
 * with vitals, the front desk with an appointment). A set of rows alone is undone by whoever made it.
 *
 * @returns all that stands in the way, if anything does
 * @throws Refusal 404 when the set, or a part of it, is not there for the asker; what any write of theirs throws
 */
export async function undo(
  parts: GateParts,
  request: Request,
  id: string,
  plugins: UndoPlugins,
  options: { patient?: string; reason?: string } = {},
): Promise<UndoOutcome> {
  for (let attempt = 1; ; attempt++) {
    const change = await parts.engine.change(id)
    if (!change) throw notFound()
    const touched = await touchedBy(parts, change, plugins)
    await mustSee(parts, request, change, touched)
    const conflicts = await obstacles(parts, request, change, touched, plugins)
    if (conflicts.length > 0) return { ok: false, conflicts }
    try {
      return { ok: true, ...(await reverse(parts, request, change, touched, plugins, options)) }
    } catch (error) {
      if (!(error instanceof Refusal) || !isRace(error)) throw error
      if (attempt < ATTEMPTS) continue
      return { ok: false, conflicts: error.issues.map(({ diagnostics }) => ({ why: diagnostics })) }
    }
  }
}

const isRace = ({ status, issues }: Refusal): boolean =>
  (status === 409 || status === 412) && !issues.some(({ details }) => details === 'wrong-patient')

/** What a change-set wrote, looked at as far as an undo may go. */
export interface Touched {
  steps: Step[]
  rows: WrittenRow[]
}

export async function touchedBy(
  parts: GateParts,
  change: ChangeRow,
  plugins: Pick<UndoPlugins, 'table'>,
): Promise<Touched> {
  const within = { ...change, items: change.items.slice(0, MOST_UNDONE) }
  return { steps: await stepsOf(parts, within), rows: await rowsOf(parts, within, plugins) }
}

/** A set of which the asker may not see every part is not there for them. */
async function mustSee(parts: GateParts, request: Request, change: ChangeRow, { steps, rows }: Touched): Promise<void> {
  for (const step of steps)
    if (!visible(request, step)) throw await hidden(parts, request, 'u', step.reference, step.current.patients)
  for (const row of rows) if (!(await row.visibleTo(request))) throw await hidden(parts, request, 'u', row.name, [])
  if (steps.length === 0 && !isOwn(request, change))
    throw refuse(403, 'forbidden', 'Only the one who did this can undo it.')
}

async function reverse(
  parts: GateParts,
  request: Request,
  change: ChangeRow,
  { steps, rows: written }: Touched,
  plugins: UndoPlugins,
  { patient, reason }: { patient?: string; reason?: string },
): Promise<Committed> {
  const rows = await reverseRows(written, plugins)
  if (patient !== undefined) await plugins.guard(rows, patient)
  const set: ChangeSet = {
    ...(reason === undefined ? {} : { reason }),
    undoes: change.id,
    writes: await Promise.all(steps.map((step) => writeOf(parts, step))),
    rows,
  }
  const options: CommitOptions = {
    ...(patient === undefined ? {} : { patient }),
    undo: {
      own: new Set(isOwn(request, change) ? steps.map(({ reference }) => reference) : []),
      restores: new Map(steps.flatMap(({ kind, reference, ver }) => (kind === 'delete' ? [[reference, ver]] : []))),
      untouched: untouched(written, change),
      table: plugins.table,
    },
  }
  return commit(parts, request, set, options)
}

async function writeOf(parts: GateParts, step: Step): Promise<ChangeSet['writes'][number]> {
  if (step.kind === 'create' || !step.before) return { delete: step.reference, ifMatch: step.ver }
  const { json } = await stored(parts, step.before)
  return { put: { json }, ...(step.kind === 'update' ? { ifMatch: step.ver } : {}) }
}

const untouched = (rows: readonly WrittenRow[], { seq }: ChangeRow): [string, number][] =>
  rows.flatMap(({ table, key }) => (table?.undo === 'restore' ? [[key, seq]] : []))
