import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  fieldStyles,
  formatDateTime,
  formatTime,
  initials,
  noteStyles,
  placeOf,
  type Place,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { isToday } from '../parts/words.js'
import { conflictView } from './conflict-view.js'
import { footerView, openWarnings, warningsView } from './footer-view.js'
import { NoteSession } from './note-session.js'
import { noteTextStyles, workspaceStyles } from './note-styles.js'
import { paperStyles } from './paper-link.js'
import './phrase-text.js'
import { sectionEditor } from './section-view.js'
import { signedView } from './signed-view.js'

/** @summary The visit note: written from a template, kept as a draft, signed when no check is open. */
export class NoteWorkspace extends TesseraElement {
  static override styles = [baseStyles, fieldStyles, noteStyles, noteTextStyles, paperStyles, workspaceStyles]
  /** `encounter`: of which visit; without one, of the visit that is going on. */
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #session = new NoteSession(this)

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('keydown', this.#key)
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { encounter } = this.props
    if (changed.has('props') && typeof encounter === 'string' && encounter !== this.#session.encounter)
      void this.#session.load(encounter)
  }

  refresh(): Promise<void> {
    return this.#session.pull()
  }

  protected override render() {
    const session = this.#session
    const place = placeOf(this.host)
    switch (session.phase) {
      case 'loading':
        return html`<div class="body bars" aria-busy="true"><i></i><i></i><i></i></div>`
      case 'failed':
        return html`<div class="body">
          <div class="note danger" role="alert">
            <tessera-icon name="circle-alert"></tessera-icon>
            <div>
              <b>${msg('The note did not open.')}</b> ${msg('What you wrote before is kept on the server.')}
              <tessera-button size="s" @click=${() => session.load()}>${msg('Try again')}</tessera-button>
            </div>
          </div>
        </div>`
      case 'signed':
        return signedView(this, session, place)
      case 'writing':
        return html`<div class="body">
            ${this.#head(place)} ${overtaken(session, place)}
            ${session.conflicts.map((each) => conflictView(session, each))}
            ${session.note.sections.map((section) => sectionEditor(session, section, place))} ${warningsView(session)}
          </div>
          ${footerView(session, this.#sign)}`
    }
  }

  #head(place: Place) {
    const session = this.#session
    const { visit, visits = [] } = session.opening ?? {}
    return html`<div class="meta row wrap">
      <label class="vh" for="visit">${msg('Visit')}</label>
      <select id="visit" @change=${(event: Event) => session.load(chosen(event))}>
        ${visit ? nothing : html`<option value="" selected>${msg('No visit')}</option>`}
        ${visits.map((each) => html`<option value=${each.id} ?selected=${each.id === visit?.id}>${each.title}, ${when(each.at, place)}</option>`)}
      </select>
      <label class="vh" for="template">${msg('Template')}</label>
      <select id="template" @change=${(event: Event) => session.chooseTemplate(chosen(event) ?? '')}>
        ${session.templates.map(({ title }) => html`<option ?selected=${title === session.template}>${title}</option>`)}
      </select>
      ${this.#people()}
    </div>`
  }

  #people() {
    const { people, isAhead, busy, conflicts, share } = this.#session
    if (people.length === 0) return nothing
    const names = people.map(({ display }) => display).join(', ')
    return html`<span class="row xs muted end" role="status"
        >${people.map(({ display }) => html`<span class="pres" aria-hidden="true">${initials(display)}</span>`)}${
          people.length === 1 ? msg(str`${names} is editing this note`) : msg(str`${names} are editing this note`)
        }</span
      >
      ${
        isAhead && conflicts.length === 0
          ? html`<tessera-button size="s" ?busy=${busy === 'sharing'} @click=${share}
              >${msg('Save for others')}</tessera-button
            >`
          : nothing
      }`
  }

  readonly #sign = async () => {
    const session = this.#session
    const { findings, conflicts } = session
    if (session.busy) return
    session.tried = true
    this.requestUpdate()
    const refusal = findings.find(({ level, check }) => level === 'refuse' && check !== 'plugin')
    if (conflicts[0]) return this.#go(`[data-conflict="${conflicts[0].key}"]`)
    if (refusal) return this.#goTo(refusal.section)
    const [warning] = openWarnings(session)
    if (warning) return this.#go(`[data-warning="${CSS.escape(warning.id)}"]`)
    try {
      if (await session.sign()) this.host.notify({ text: msg('Note signed') })
      else if (session.said.length > 0) this.renderRoot.querySelector<HTMLElement>('.said')?.focus()
    } catch {
      this.host.notify({ kind: 'error', text: msg('Not signed. Your text is kept here; try again.') })
    }
  }

  #goTo(section: string | undefined): void {
    const part = this.renderRoot.querySelector(`[data-section="${section ?? ''}"]`) ?? this.renderRoot
    const texts = [...part.querySelectorAll('charting-phrase-text')]
    const place = texts.find(({ value }) => value.includes('***')) ?? texts.at(-1)
    place?.scrollIntoView({ block: 'center' })
    place?.focusText()
  }

  #go(selector: string): void {
    const place = this.renderRoot.querySelector<HTMLElement>(selector)
    place?.scrollIntoView({ block: 'center' })
    place?.focus()
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    if (this.#session.phase === 'writing') void this.#sign()
  }
}

/** Somebody has signed the note meanwhile: what was not in it can still be added to it. */
function overtaken(session: NoteSession, place: Place) {
  const { overtaken: note } = session
  if (!note) return nothing
  return html`<div class="note info" role="status">
    <tessera-icon name="circle-check"></tessera-icon>
    <div>
      <b>${msg(str`${note.by} signed this note at ${formatTime(note.at, place)}.`)}</b>
      ${msg('Your text is kept here. Sign it as a note of its own, or copy it into an addendum of theirs.')}
      <tessera-button kind="quiet" size="s" @click=${session.discard}>${msg('Discard my text')}</tessera-button>
    </div>
  </div>`
}

const chosen = ({ target }: Event): string | undefined =>
  target instanceof HTMLSelectElement ? target.value || undefined : undefined

const when = (at: string, place: Place): string =>
  isToday(at, place) ? msg(str`today ${formatTime(at, place)}`) : formatDateTime(at, place)
