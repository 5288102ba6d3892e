import { msg } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  fieldStyles,
  formatDateTime,
  formatNumber,
  noteStyles,
  placeOf,
  type Place,
} from '@tessera/web-components'
import type { Composition } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { state } from 'lit/decorators.js'
import { isSigned, noteOf } from '../../domain/notes/composition.js'
import { outsideName } from '../../domain/origin.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip } from '../parts/pieces.js'
import { showMore } from '../parts/show-more.js'
import { addAddendum, withdrawNote } from './note-data.js'
import { noteTextStyles } from './note-styles.js'
import { noteText } from './note-text.js'
import { paperLinks, paperStyles } from './paper-link.js'

type Asking = { id: string; what: 'addendum' | 'withdraw' }

/** @summary The notes of a patient, newest first: text, addenda, PDF; from here a note is added to or withdrawn. */
export class NotesTab extends TesseraElement {
  static override styles = [
    baseStyles,
    fieldStyles,
    noteStyles,
    noteTextStyles,
    paperStyles,
    css`
      article {
        padding: 0.75rem var(--tessera-pad);
        border-block-start: 1px solid var(--tessera-border);
      }
      article.void .text {
        text-decoration: line-through;
        color: var(--tessera-fg-muted);
      }
      .head {
        gap: 0.25rem 0.5rem;
      }
      form {
        display: grid;
        gap: 0.5rem;
        margin-block-start: 0.5rem;
        max-inline-size: 40rem;
      }
      textarea {
        min-block-size: 5rem;
      }
    `,
  ]
  @state() private asking?: Asking | undefined
  @state() private busy = false
  readonly #notes = new Paged<Composition>(this, (host) => `Composition?${patientOf(host)}&_sort=-date`, 20)

  refresh(): Promise<void> {
    return this.#notes.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const notes = this.#notes
    return html`<tessera-card
      heading=${msg('Notes')}
      icon="file-text"
      rows="8"
      count=${notes.total > 0 ? formatNumber(notes.total, place) : ''}
      state=${cardState(notes, notes.resources.length === 0)}
      empty-text=${msg('No notes yet')}
      empty-hint=${msg('Notes that are signed here or came from elsewhere stand here.')}
      @tessera-retry=${notes.load}
    >
      ${notes.resources.map((each) => this.#note(each, place))} ${showMore(notes, place)}
    </tessera-card>`
  }

  #note(composition: Composition, place: Place) {
    const { id = '', title, date, author, status, encounter } = composition
    const ours = outsideName(composition) === undefined
    const by = author
      .map(({ display }) => display)
      .filter(Boolean)
      .join(', ')
    return html`<article
      class=${status === 'entered-in-error' ? 'void' : ''}
      aria-label=${`${title}, ${formatDateTime(date, place)}`}
    >
      <div class="row wrap head">
        <h3>${title}</h3>
        ${stateChip(composition)} ${sourceChip(outsideName(composition))}
        <span class="sm muted">${[formatDateTime(date, place), by].filter(Boolean).join(' · ')}</span>
      </div>
      ${noteText(noteOf(composition).sections, place)}
      <div class="row wrap">
        ${status === 'preliminary' ? this.#open(encounter?.reference) : this.#actions(id, encounter?.reference, ours && isSigned(composition))}
      </div>
      ${this.asking?.id === id ? this.#form(this.asking) : nothing}
    </article>`
  }

  #open(encounter: string | undefined) {
    if (!this.host.user.roles.includes('clinician')) return nothing
    const open = () =>
      this.host.workspaces.open('charting:note', encounter ? { encounter: encounter.replace('Encounter/', '') } : {})
    return html`<tessera-button size="s" icon="pencil-line" @click=${open}>${msg('Go on writing')}</tessera-button>`
  }

  #actions(id: string, encounter: string | undefined, mine: boolean) {
    const { host } = this
    const ask = (what: Asking['what']) => () => {
      this.asking = { id, what }
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#words')?.focus())
    }
    const visit = encounter?.startsWith('Encounter/') ? encounter.replace('Encounter/', '') : undefined
    return html`${paperLinks(host, `notes/${id}/note.pdf`, 'file-text', msg('PDF'))}
    ${visit ? paperLinks(host, `visits/${visit}/summary.pdf`, 'printer', msg('Visit summary')) : nothing}
    ${
      mine && host.user.roles.includes('clinician')
        ? html`<tessera-button size="s" icon="plus" @click=${ask('addendum')}>${msg('Add an addendum')}</tessera-button>
            <tessera-button size="s" kind="quiet" @click=${ask('withdraw')}
              >${msg('Entered in error…')}</tessera-button
            >`
        : nothing
    }`
  }

  #form({ id, what }: Asking) {
    const adding = what === 'addendum'
    const close = () => (this.asking = undefined)
    return html`<form @submit=${(event: Event) => this.#send(event, id, what)}>
      <div class="field">
        <label for="words">${adding ? msg('Addendum') : msg('Why it was an error')}</label>
        <textarea id="words" required minlength="3" maxlength=${adding ? 20000 : 500}></textarea>
        <span class="hint"
          >${adding ? msg('The signed text stays as it is; this is added below it with your name.') : msg('The note stays readable, struck through. This can’t be undone.')}</span
        >
      </div>
      <div class="row">
        <tessera-button kind=${adding ? 'primary' : 'danger'} type="submit" ?busy=${this.busy}
          >${adding ? msg('Sign addendum') : msg('Withdraw note')}</tessera-button
        >
        <tessera-button @click=${close}>${msg('Cancel')}</tessera-button>
      </div>
    </form>`
  }

  async #send(event: Event, id: string, what: Asking['what']): Promise<void> {
    event.preventDefault()
    const text = this.renderRoot.querySelector<HTMLTextAreaElement>('#words')?.value.trim() ?? ''
    if (this.busy || text.length < 3) return
    this.busy = true
    try {
      await (what === 'addendum' ? addAddendum(this.host, id, text) : withdrawNote(this.host, id, text))
      this.asking = undefined
      this.host.notify({ text: what === 'addendum' ? msg('Addendum signed') : msg('Note withdrawn') })
      await this.#notes.load()
    } catch {
      this.host.notify({ kind: 'error', text: msg('Not saved. Your text is kept here; try again.') })
    } finally {
      this.busy = false
    }
  }
}

function stateChip({ status }: Composition) {
  switch (status) {
    case 'preliminary':
      return html`<tessera-chip status="draft"></tessera-chip>`
    case 'amended':
      return html`<tessera-chip status="corrected">${msg('With addendum')}</tessera-chip>`
    case 'entered-in-error':
      return html`<tessera-chip kind="danger" icon="octagon-x">${msg('Entered in error')}</tessera-chip>`
    default:
      return html`<tessera-chip status="signed"></tessera-chip>`
  }
}
