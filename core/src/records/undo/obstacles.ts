import type { ChangeRow } from '../../storage/engine.js'
import { mayRead } from '../reach.js'
import type { GateParts, Request } from '../request.js'
import { typeName } from '../../storage/definitions.js'
import { inWords } from '../changes/words.js'
import { rowConflicts } from './rows.js'
import { undeniable } from './undeniable.js'
import type { Step } from './steps.js'
import type { Touched, UndoPlugins } from './undo.js'

/** One reason why a change-set can't be undone. */
export interface Conflict {
  /** The resource or row that stands in the way; neither when it is the set as a whole. */
  reference?: string
  row?: string
  /** In words. */
  why: string
  /** `Type/id` of what refers to it, if the asker may see that. */
  by?: string
  /** What can be done instead. */
  instead?: 'void' | 'cancel' | 'addendum'
}

/** More than this is an import: that is taken back with a backup. */
export const MOST_UNDONE = 200
/** Referring resources that are named. */
const MOST_NAMED = 10

/** All that stands in the way of undoing a change-set, whoever asks; nothing when it can be tried. */
export async function obstacles(
  parts: GateParts,
  request: Request,
  change: ChangeRow,
  { steps, rows }: Touched,
  plugins: Pick<UndoPlugins, 'reverses'>,
): Promise<Conflict[]> {
  const undoneBy = await parts.engine.undoneBy(change.id)
  if (undoneBy) return [{ why: 'It is undone already.' }]
  const conflicts: Conflict[] = []
  if (change.external)
    conflicts.push({ why: 'It has left the clinic: void it or cancel it where it was sent.', instead: 'void' })
  if (change.items.length > MOST_UNDONE)
    return [...conflicts, { why: `It has more than ${MOST_UNDONE} parts: take it back with a backup.` }]
  const own = new Set(steps.map(({ reference }) => reference))
  for (const step of steps) {
    const { reference } = step
    conflicts.push(...undeniable(step))
    if (step.current.ver !== step.ver) {
      const what = step.current.deleted ? 'deleted' : 'changed'
      conflicts.push({ reference, why: `${inWords(step.type)} was ${what} again since.` })
    }
    if (step.kind === 'create') conflicts.push(...(await referring(parts, request, step, own)))
  }
  return [...conflicts, ...rowConflicts(rows, plugins)]
}

/** Live resources outside the set that refer to one that undo would delete. */
async function referring(
  { engine }: GateParts,
  request: Request,
  { written, reference, type }: Step,
  own: ReadonlySet<string>,
): Promise<Conflict[]> {
  const found = await engine.referrers(written.t, written.id, own.size + MOST_NAMED)
  const outside = found.filter(([t, id]) => !own.has(`${typeName(t)}/${id}`))
  const conflicts: Conflict[] = []
  let unnamed = false
  for (const [t, id] of outside.slice(0, MOST_NAMED)) {
    const version = await engine.read(t, id)
    const by = `${typeName(t)}/${id}`
    if (version && mayRead(request, version))
      conflicts.push({ reference, by, why: `${inWords(typeName(t))} refers to this ${inWords(type).toLowerCase()}.` })
    else unnamed = true
  }
  // what is hidden is not named
  if (unnamed) conflicts.push({ reference, why: `Something else refers to this ${inWords(type).toLowerCase()}.` })
  return conflicts
}
