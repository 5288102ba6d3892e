import { msg } from '@lit/localize'
import type { ResolvedContribution } from '@tessera/sdk'
import type { Item } from '../../shell/inbox/tasks.js'

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

/** The urgent first, whatever they are about; then what each renderer draws, in its order; then the rest. */
export function groupsOf(items: readonly Item[], renderers: readonly ResolvedContribution[]): Group[] {
  const group = (id: string, label: string, icon: string, own: Item[], urgent = false): Group[] =>
    own.length > 0 ? [{ id, label, icon, urgent, items: own }] : []
  const calm = items.filter(({ urgent }) => !urgent)
  return [
    ...group(
      'urgent',
      msg('Urgent'),
      'octagon-alert',
      items.filter(({ urgent }) => urgent),
      true,
    ),
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
}
