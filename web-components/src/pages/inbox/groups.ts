import { msg } from '@lit/localize'
import type { ResolvedContribution } from '@tessera/sdk'
import { rankOf, type Item } from '../../shell/inbox/tasks.js'

export type Filter = 'all' | 'mine' | 'pools'

export interface Group {
  id: string
  label: string
  icon: string
  urgent: boolean
  items: Item[]
}

export const filtered = (items: readonly Item[], filter: Filter): Item[] =>
  items.filter(({ mine }) => filter === 'all' || mine === (filter === 'mine'))

/** The contribution that draws a Task. */
export const rendererOf = (item: Item, renderers: readonly ResolvedContribution[]): ResolvedContribution | undefined =>
  renderers.find(({ code }) => code !== undefined && code === item.code)

/** It is urgent and nothing says of what kind: it stands among all that is. */
const isPlainlyUrgent = ({ urgent, status }: Item): boolean => urgent && status === undefined

/**
 * The urgent first, whatever they are about; then what each renderer draws, in its order; then the rest. Work whose status
 * says how bad it is stays with its like, and its group goes up with the worst of it.
 */
export function groupsOf(items: readonly Item[], renderers: readonly ResolvedContribution[]): Group[] {
  const group = (id: string, label: string, icon: string, own: Item[], urgent = false): Group[] =>
    own.length > 0 ? [{ id, label, icon, urgent, items: own }] : []
  const calm = items.filter((item) => !isPlainlyUrgent(item))
  const groups = [
    ...group('urgent', msg('Urgent'), 'octagon-alert', items.filter(isPlainlyUrgent), true),
    ...renderers.flatMap((each) =>
      group(
        `${each.plugin}:${each.id}`,
        each.label,
        each.icon ?? 'inbox',
        calm.filter((item) => rendererOf(item, renderers) === each),
      ),
    ),
    ...group(
      'tasks',
      msg('Tasks'),
      'circle-check',
      calm.filter((item) => !rendererOf(item, renderers)),
    ),
  ]
  const worst = ({ items: own }: Group) => Math.min(...own.map(rankOf))
  return groups.toSorted((a, b) => worst(a) - worst(b))
}
