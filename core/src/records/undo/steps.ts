import type { Reference } from '@tessera/sdk'
import { typeName } from '../../storage/definitions.js'
import type { ChangeRow, StoredVersion } from '../../storage/engine.js'
import { mayRead } from '../reach.js'
import type { GateParts, Request } from '../request.js'

/** What a change-set did with one resource. */
export interface Step {
  reference: Reference
  type: string
  /** `create` includes what came back from a deletion. */
  kind: 'create' | 'update' | 'delete'
  /** The version that it wrote. */
  ver: number
  written: StoredVersion
  /** What was there; null when nothing ever was. */
  before: StoredVersion | null
  current: StoredVersion
}

type Item = ChangeRow['items'][number]

/** @param limit resources that are looked at */
export async function stepsOf(
  { engine }: Pick<GateParts, 'engine'>,
  { items }: Pick<ChangeRow, 'items'>,
  limit = Infinity,
): Promise<Step[]> {
  const steps: Step[] = []
  for (const item of items) {
    if (item.kind !== 'resource') continue
    if (steps.length >= limit) break
    steps.push(await stepOf(engine, item))
  }
  return steps
}

async function stepOf(engine: GateParts['engine'], item: Item): Promise<Step> {
  const [t, id] = [Number(item.key.slice(0, item.key.indexOf('/'))), item.key.slice(item.key.indexOf('/') + 1)]
  const current = await engine.read(t, id)
  const written = await engine.version(t, id, item.ver)
  if (!current || !written) throw new Error(`${item.key} has no version ${item.ver}`)
  const before = item.before === null ? null : await engine.version(t, id, Number(item.before))
  const type = typeName(t)
  return {
    reference: `${type}/${id}`,
    type,
    kind: written.deleted ? 'delete' : !before || before.deleted ? 'create' : 'update',
    ver: item.ver,
    written,
    before,
    current,
  }
}

/** Whether the asker may see the resource as it was, as it was written, and as it is. */
export const visible = (request: Request, { before, written, current }: Step): boolean =>
  [before, written, current].every((each) => each === null || mayRead(request, each))

/** Whether the asker made the change, with a plugin or without, but not an app. */
export const isOwn = ({ access }: Request, change: Pick<ChangeRow, 'actor' | 'client'>): boolean =>
  change.actor === access.principal.id && change.client === (access.principal.client ?? null)
