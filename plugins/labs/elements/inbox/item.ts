import type { HostContext } from '@tessera/sdk'
import type { TesseraElement } from '@tessera/web-components'
import type { Task } from 'fhir/r4.js'

/** The Task that the Inbox gave (`props = { task }`). @throws when it gave none: the host's card says so */
export function taskIn(props: Record<string, unknown>): Task {
  const { task } = props
  if (!isTask(task)) throw new Error('The Inbox gave no Task')
  return task
}

const isTask = (value: unknown): value is Task =>
  typeof value === 'object' && value !== null && 'resourceType' in value && value.resourceType === 'Task'

/** Logical id of what the Task is about, when it is of that type. */
export const focusId = ({ focus }: Task, type: string): string | undefined =>
  focus?.reference?.startsWith(`${type}/`) ? focus.reference.slice(type.length + 1) : undefined

/** Tells the Inbox that the open item is done: it goes to the next. */
export const tellNext = (element: HTMLElement): boolean =>
  element.dispatchEvent(new CustomEvent('tessera-task-done', { bubbles: true, composed: true }))

/** Completed by this person now, with a note. @returns what takes it back */
export async function completeTask(host: HostContext, id: string, note: string): Promise<() => Promise<void>> {
  const before = await host.fhir.read<Task>('Task', id)
  const now = new Date().toISOString()
  const { practitioner, display } = host.user
  const after = await host.fhir.update<Task>({
    ...before,
    status: 'completed',
    lastModified: now,
    executionPeriod: { ...before.executionPeriod, end: now },
    ...(before.owner || !practitioner ? {} : { owner: { reference: practitioner, display } }),
    ...(note ? { note: [...(before.note ?? []), { text: note, time: now, authorString: display }] } : {}),
  })
  return async () => {
    await host.fhir.update<Task>({ ...before, ...(after.meta ? { meta: after.meta } : {}) })
  }
}

/** Single keys while the item is open and nobody types, wherever the focus is; until the element leaves. */
export function onKeys(element: TesseraElement, keys: Readonly<Record<string, () => void>>): void {
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const run = keys[event.key]
      if (!run) return
      event.preventDefault()
      run()
    },
    { signal: element.signal },
  )
}

function isTyping(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some(
      (node) =>
        node instanceof HTMLElement &&
        (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT|DIALOG)$/.test(node.tagName) || node.matches('[popover]')),
    )
}
