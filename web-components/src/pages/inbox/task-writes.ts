import type { HostContext } from '@tessera/sdk'
import type { Practitioner, Task } from 'fhir/r4.js'
import { formatName } from '../../index.js'
import { POOL_SYSTEM, type Pool } from '../../shell/inbox/tasks.js'

/** To whom a Task may be handed: a person, or whoever of a pool takes it. */
export type Assignee = { practitioner: string; display: string } | { pool: Pool }

/** Done by this person now. @returns what takes it back */
export const complete = (host: HostContext, id: string): Promise<() => Promise<void>> =>
  change(host, id, (task) => {
    const now = new Date().toISOString()
    const { practitioner, display } = host.user
    return {
      ...task,
      status: 'completed',
      lastModified: now,
      executionPeriod: { ...task.executionPeriod, end: now },
      ...(task.owner || !practitioner ? {} : { owner: { reference: practitioner, display } }),
    }
  })

/** Handed on, with a note for who gets it. @returns what takes it back */
export const assign = (host: HostContext, id: string, to: Assignee, note: string): Promise<() => Promise<void>> =>
  change(host, id, ({ owner: _before, ...task }) => {
    const now = new Date().toISOString()
    return {
      ...task,
      status: 'requested',
      lastModified: now,
      ...(note ? { note: [...(task.note ?? []), { text: note, time: now, authorString: host.user.display }] } : {}),
      ...('pool' in to
        ? { performerType: [{ coding: [{ system: POOL_SYSTEM, code: to.pool }] }] }
        : { owner: { reference: to.practitioner, display: to.display } }),
    }
  })

/** On top of the version that stands now, so that nothing another person has written meanwhile is lost. */
async function change(host: HostContext, id: string, edit: (task: Task) => Task): Promise<() => Promise<void>> {
  const before = await host.fhir.read<Task>('Task', id)
  const after = await host.fhir.update(edit(before))
  return async () => {
    await host.fhir.update({ ...before, ...(after.meta ? { meta: after.meta } : {}) })
  }
}

/** The clinic's people, by name. */
export async function loadPractitioners(
  host: HostContext,
  signal: AbortSignal,
): Promise<{ practitioner: string; display: string }[]> {
  const { resources } = await host.fhir.search<Practitioner>('Practitioner?_count=200', signal)
  return resources
    .filter(({ active }) => active !== false)
    .map(({ id, name }) => ({ practitioner: `Practitioner/${id}`, display: formatName(name) }))
    .filter(({ display }) => display !== '')
    .toSorted((a, b) => a.display.localeCompare(b.display))
}
