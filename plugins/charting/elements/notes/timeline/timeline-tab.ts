import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  civilDate,
  fieldStyles,
  formatDate,
  placeOf,
  rowStyles,
  type Place,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { state } from 'lit/decorators.js'
import { byDays, grouped, KINDS, type Day, type Entry, type Kind } from '../../../domain/notes/timeline/entries.js'
import { Loaded } from '../../parts/loaded.js'
import { entryRow, kindNames, resultsRow } from './entry-row.js'
import { timelineStyles } from './timeline-styles.js'

interface Page {
  entries: Entry[]
  next?: string
}

/** Waits until somebody has stopped typing. */
const PAUSE = 150

/** @summary All that is known of a person by day, from every facility, with filters, and search inside the chart. */
export class TimelineTab extends TesseraElement {
  static override styles = [baseStyles, fieldStyles, rowStyles, timelineStyles]
  @state() private kinds: ReadonlySet<Kind> = new Set(KINDS)
  @state() private source = ''
  @state() private question = ''
  @state() private found?: { entries: Entry[]; more: boolean } | undefined
  @state() private failed = false
  @state() private busy = false
  #timer?: ReturnType<typeof setTimeout>
  #asked = 0
  readonly #page = new Loaded<Page>(this, () => this.#fetch())

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  refresh(): Promise<void> {
    return this.#page.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const searching = this.question.trim() !== ''
    const all = searching ? (this.found?.entries ?? []) : (this.#page.value?.entries ?? [])
    const sources = [...new Set(all.flatMap((each) => each.sources))].toSorted((a, b) => a.localeCompare(b))
    const entries = all.filter((each) => this.kinds.has(each.kind) && this.#isFrom(each))
    const days = byDays(entries, (at) => civilDate(at, place.timezone))
    const state = searching ? (this.failed ? 'error' : 'ready') : this.#page.state
    return html`<search class="tools">${this.#tools(sources)}</search>
      <tessera-card
        heading=${searching ? msg('Found in this chart') : msg('Timeline')}
        icon="history"
        rows="10"
        state=${state === 'ready' && days.length === 0 && (!searching || this.found) ? 'empty' : state}
        empty-text=${searching ? msg('Nothing found') : msg('Nothing here')}
        empty-hint=${searching ? msg('Try another word, or a year alone.') : msg('Other filters may show more.')}
        @tessera-retry=${searching ? () => this.#find() : this.#page.load}
      >
        ${days.map((day) => this.#day(day, place))} ${this.#foot(searching)}
      </tessera-card>`
  }

  #tools(sources: readonly string[]) {
    const names = kindNames()
    return html`<div class="field seek">
        <label for="seek">${msg('Search in this chart')}</label>
        <input
          id="seek"
          type="search"
          placeholder=${msg('a1c 2024')}
          autocomplete="off"
          .value=${this.question}
          @input=${this.#type}
        />
      </div>
      <fieldset>
        <legend class="vh">${msg('What is shown')}</legend>
        ${KINDS.map(
          (kind) =>
            html`<label
              ><input
                type="checkbox"
                .checked=${this.kinds.has(kind)}
                @change=${() => this.#toggle(kind)}
              />${names[kind]}</label
            >`,
        )}
      </fieldset>
      ${
        sources.length > 0
          ? html`<div class="field">
              <label for="source">${msg('From')}</label>
              <select id="source" @change=${this.#choose}>
                <option value="">${msg('Everywhere')}</option>
                <option value="here" ?selected=${this.source === 'here'}>${msg('This clinic')}</option>
                ${sources.map((each) => html`<option ?selected=${each === this.source}>${each}</option>`)}
              </select>
            </div>`
          : nothing
      }`
  }

  #day({ day, entries }: Day, place: Place) {
    const heading = day ? formatDate(day, place) : msg('No date known')
    return html`<section aria-label=${heading}>
      <h3>${heading}</h3>
      <ul class="rows">
        ${grouped(entries).map((group) => (group.length > 1 ? resultsRow(group, this.host, place) : group.map((entry) => entryRow(entry, this.host, place))))}
      </ul>
    </section>`
  }

  #foot(searching: boolean) {
    if (searching)
      return html`<p class="sm muted foot" role="status">
        ${this.found ? (this.found.more ? msg('Only the newest were looked through. Add a year to see older ones.') : msg(str`${this.found.entries.length} found`)) : msg('Searching…')}
      </p>`
    return this.#page.value?.next
      ? html`<p class="foot">
          <tessera-button size="s" ?busy=${this.busy} @click=${this.#more}>${msg('Show earlier')}</tessera-button>
        </p>`
      : nothing
  }

  #isFrom({ sources }: Entry): boolean {
    if (this.source === '') return true
    return this.source === 'here' ? sources.length === 0 : sources.includes(this.source)
  }

  #toggle(kind: Kind): void {
    this.kinds = new Set(KINDS.filter((each) => (each === kind ? !this.kinds.has(each) : this.kinds.has(each))))
    void this.#page.load()
  }

  readonly #choose = ({ target }: Event) => {
    if (target instanceof HTMLSelectElement) this.source = target.value
  }

  readonly #type = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return
    this.question = target.value
    clearTimeout(this.#timer)
    if (target.value.trim()) this.#timer = setTimeout(() => void this.#find(), PAUSE)
    else this.found = undefined
  }

  async #find(): Promise<void> {
    const turn = ++this.#asked
    this.failed = false
    try {
      const query = new URLSearchParams({ patient: this.host.patient?.id ?? '', q: this.question })
      const answer = await this.host.fetch('charting', `find?${query.toString()}`, { signal: this.signal })
      // the plugin's own route
      const found = (await answer.json()) as { entries: Entry[]; more: boolean }
      if (turn === this.#asked) this.found = found
    } catch {
      if (turn === this.#asked && !this.signal.aborted) this.failed = true
    }
  }

  async #fetch(before?: string): Promise<Page> {
    if (this.kinds.size === 0) return { entries: [] }
    const kinds = KINDS.filter((kind) => this.kinds.has(kind)).join(',')
    const query = new URLSearchParams({ patient: this.host.patient?.id ?? '', kinds, ...(before ? { before } : {}) })
    const answer = await this.host.fetch('charting', `timeline?${query.toString()}`, { signal: this.signal })
    // the plugin's own route
    return (await answer.json()) as Page
  }

  readonly #more = async () => {
    const now = this.#page.value
    if (!now?.next || this.busy) return
    this.busy = true
    try {
      const page = await this.#fetch(now.next)
      if (this.#page.value === now) this.#page.replace({ ...page, entries: [...now.entries, ...page.entries] })
    } catch {
      this.host.notify({ kind: 'error', text: msg('The next page did not come. Try again.') })
    } finally {
      this.busy = false
    }
  }
}
