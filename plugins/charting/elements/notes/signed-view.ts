import { msg, str } from '@lit/localize'
import { formatDateTime, type Place, type TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { tabHref } from '../parts/pieces.js'
import type { NoteSession } from './note-session.js'
import { noteText } from './note-text.js'
import { paperLinks } from './paper-link.js'

/** A note that is signed: what comes next, and its text. It can't be changed any more, only added to. */
export function signedView({ host }: TesseraElement, session: NoteSession, place: Place) {
  const { signed, encounter } = session
  if (!signed) return nothing
  return html`<div class="body stack">
    <div class="note info" role="status">
      <tessera-icon name="circle-check"></tessera-icon>
      <div class="stack grow">
        <b>${msg(str`Signed by ${signed.by}, ${formatDateTime(signed.at, place)}`)}</b>
        <div class="row wrap">
          ${encounter ? paperLinks(host, `visits/${encounter}/summary.pdf`, 'printer', msg('Visit summary for the patient')) : nothing}
          ${paperLinks(host, `notes/${signed.id}/note.pdf`, 'file-text', msg('Note as PDF'))}
          <tessera-button size="s" href=${tabHref(host, 'notes')}>${msg('Add an addendum in Notes')}</tessera-button>
          <tessera-button size="s" kind="quiet" @click=${session.writeAnother}
            >${msg('Write another note')}</tessera-button
          >
        </div>
      </div>
    </div>
    ${noteText(signed.note.sections, place)}
  </div>`
}
