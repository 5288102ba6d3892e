import { msg, str } from '@lit/localize'
import { html } from 'lit'
import { plainText } from '../../domain/notes/blocks.js'
import type { Conflict } from '../../domain/notes/merge.js'
import type { NoteSession } from './note-session.js'

/** A section that two people changed: both texts, and a choice. */
export function conflictView(session: NoteSession, conflict: Conflict) {
  const { key, title, mine, theirs } = conflict
  const side = (heading: string, text: string) =>
    html`<div class="side">
      <span class="xs muted">${heading}</span>
      <div class="text">${text || msg('Empty')}</div>
    </div>`
  return html`<div class="note caution" data-conflict=${key} tabindex="-1" role="group" aria-label=${title}>
    <tessera-icon name="triangle-alert"></tessera-icon>
    <div class="stack grow">
      <b>${msg(str`${title} was changed by two people`)}</b>
      <div class="two">${side(msg('My text'), plainText(mine))} ${side(msg('Their text'), plainText(theirs))}</div>
      <div class="row wrap">
        <tessera-button size="s" @click=${() => session.settle(conflict, 'both')}>${msg('Keep both')}</tessera-button>
        <tessera-button size="s" @click=${() => session.settle(conflict, 'mine')}>${msg('Keep mine')}</tessera-button>
        <tessera-button size="s" @click=${() => session.settle(conflict, 'theirs')}
          >${msg('Keep theirs')}</tessera-button
        >
      </div>
    </div>
  </div>`
}
