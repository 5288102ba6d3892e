import { searchEvent } from '../../audit/describe.js'
import type { ChangeRow, StoredVersion } from '../../storage/engine.js'
import { mayRead, mustReach, seen, typeOf } from '../reach.js'
import type { GateParts, Request } from '../request.js'
import { obstacles, type Conflict } from '../undo/obstacles.js'
import { isOwn, stepsOf, visible, type Step } from '../undo/steps.js'
import { touchedBy, type Touched, type UndoPlugins } from '../undo/undo.js'
import { summarise, type Action, type Summary } from './summary.js'

export interface ChangeItem extends Summary {
  reference: string
  action: Action
}

/** A change-set as the history of a patient tells it. */
export interface PatientChange {
  id: string
  seq: number
  /** FHIR instant. */
  at: string
  /** Id of the person, client or system. */
  actor: string
  client?: string
  plugin?: string
  reason?: string
  external: boolean
  undoes?: string
  undoneBy?: string
  undoable: boolean
  /** Why it can't be undone, in a sentence or two. */
  why?: string
  conflicts?: Conflict[]
  items: ChangeItem[]
  /** There is more of this patient in it than is listed. */
  more?: true
}

export interface ChangesPage {
  changes: PatientChange[]
  /** `before` of the next page, absent on the last. */
  next?: number
}

/** Resources of one change-set that are looked at; an import may have thousands. */
const MOST_LOOKED_AT = 300
const MOST_ITEMS = 50
/** Change-sets that are looked at for one that is shown: what is hidden costs no more than this. */
const LOOKS = 5

/**
 * Change-sets that touched a patient's compartment, newest first, in words. What the reader may not see is not listed,
 * and a set of which they see nothing is not there.
 *
 * @throws Refusal 404 when the patient is unknown or hidden
 */
export async function readChanges(
  parts: GateParts,
  request: Request,
  patient: string,
  plugins: UndoPlugins,
  { count, before }: { count: number; before?: number },
): Promise<ChangesPage> {
  mustReach(parts, request, 'r', 'Patient')
  await seen(parts, request, 'r', 'Patient', patient, await parts.engine.read(typeOf('Patient'), patient))
  const changes: PatientChange[] = []
  let from = before
  let next: number | undefined
  for (let looks = 0; looks < LOOKS && changes.length < count; looks++) {
    const wanted = count - changes.length
    const rows = await parts.engine.changesOf(patient, {
      count: wanted + 1,
      ...(from === undefined ? {} : { before: from }),
    })
    for (const row of rows.slice(0, wanted)) {
      const told = await tell(parts, request, patient, row, plugins)
      if (told) changes.push(told)
      from = row.seq
    }
    next = rows.length > wanted ? from : undefined
    if (next === undefined) break
  }
  const { access, door } = request
  await parts.audit.append(
    searchEvent(access.principal, door, 'Patient/$changes', ['patient'], [patient], parts.sources.now()),
  )
  return { changes, ...(next === undefined ? {} : { next }) }
}

async function tell(
  parts: GateParts,
  request: Request,
  patient: string,
  row: ChangeRow,
  plugins: UndoPlugins,
): Promise<PatientChange | undefined> {
  const items: ChangeItem[] = []
  let more = row.items.length > MOST_LOOKED_AT
  for (const step of await stepsOf(parts, row, MOST_LOOKED_AT)) {
    if (!about(step, patient)) continue
    const item = itemOf(request, step, parts.clinic.timezone)
    if (!item) continue
    if (items.length < MOST_ITEMS) items.push(item)
    else more = true
  }
  if (items.length === 0) return undefined
  const undoneBy = await parts.engine.undoneBy(row.id)
  return {
    id: row.id,
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    actor: row.actor,
    ...(row.client === null ? {} : { client: row.client }),
    ...(row.plugin === null ? {} : { plugin: row.plugin }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    external: row.external,
    ...(row.undoes === null ? {} : { undoes: row.undoes }),
    ...(undoneBy
      ? { undoneBy, undoable: false, why: 'It is undone already.' }
      : await undoing(parts, request, row, plugins)),
    items,
    ...(more ? { more } : {}),
  }
}

const about = ({ written, before }: Step, patient: string): boolean =>
  written.patients.includes(patient) || (before?.patients.includes(patient) ?? false)

function itemOf(request: Request, step: Step, timezone: string): ChangeItem | undefined {
  const { kind, reference, type, written, before } = step
  if (!mayRead(request, written)) return undefined
  const shown = before && mayRead(request, before) ? before : null
  if (kind === 'delete' && !shown) return undefined
  const action: Action =
    kind === 'delete' ? 'deleted' : kind === 'update' ? 'updated' : before?.deleted ? 'restored' : 'created'
  return { reference, action, ...summarise(type, action, bodyOf(shown), bodyOf(written), timezone) }
}

function bodyOf(version: StoredVersion | null): Record<string, unknown> | undefined {
  // stored text is an object
  return version && !version.deleted ? (JSON.parse(version.body) as Record<string, unknown>) : undefined
}

/** Whether this reader could undo it now. The undo itself decides again. */
async function undoing(
  parts: GateParts,
  request: Request,
  row: ChangeRow,
  plugins: UndoPlugins,
): Promise<Pick<PatientChange, 'undoable' | 'why' | 'conflicts'>> {
  const touched = await touchedBy(parts, row, plugins)
  if (!(await mayTry(request, row, touched))) return { undoable: false, why: 'Your role can’t take this back.' }
  const conflicts = await obstacles(parts, request, row, touched, plugins)
  if (conflicts.length === 0) return { undoable: true }
  const why = [...new Set(conflicts.map((conflict) => conflict.why))].slice(0, 3).join(' ')
  return { undoable: false, why, conflicts }
}

async function mayTry(request: Request, row: ChangeRow, { steps, rows }: Touched): Promise<boolean> {
  const own = isOwn(request, row)
  for (const step of steps) if (!visible(request, step) || !mayReverse(request, step, own)) return false
  for (const each of rows) if (!(await each.visibleTo(request))) return false
  return true
}

function mayReverse({ access }: Request, { kind, type, written, before }: Step, own: boolean): boolean {
  const may = (interaction: 'c' | 'u' | 'd', version: StoredVersion | null) =>
    version === null ||
    access.decide(interaction, { type, id: version.id, patients: version.patients, labels: version.lab }).permit
  if (kind === 'create') return may('d', written) || (own && may('c', written))
  if (kind === 'update') return may('u', written) && may('u', before)
  return may('u', before) && may('c', before)
}
