import { msg } from '@lit/localize'
import type { TesseraElement } from '@tessera/web-components'
import { tellRefused } from '../parts/ask.js'
import { completeTask, tellNext } from './item.js'

/** Done, with a note: says so with Undo, and the Inbox goes on; what was refused is said and the item stays. */
export async function finishTask(element: TesseraElement, id: string, note: string, said: string): Promise<void> {
  const { host } = element
  try {
    const takeBack = await completeTask(host, id, note)
    const undo = () => {
      takeBack().then(
        () => host.notify({ text: msg('Undone') }),
        () => host.notify({ kind: 'error', text: msg('Not undone: somebody has changed it since.') }),
      )
    }
    host.notify({ text: said, action: { label: msg('Undo'), run: undo } })
    tellNext(element)
  } catch (error) {
    tellRefused(host, error)
  }
}
