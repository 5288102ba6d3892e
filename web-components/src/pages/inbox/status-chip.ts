import { html, nothing } from 'lit'
import type { Item } from '../../shell/inbox/tasks.js'

/** How bad it is, in the words of who made it, else that it is urgent. */
export const statusChip = ({ status, urgent }: Item) => {
  const word = status ?? (urgent ? 'urgent' : undefined)
  return word ? html`<tessera-chip status=${word}></tessera-chip>` : nothing
}
