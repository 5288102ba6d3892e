import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  field,
  fieldStyles,
  noteStyles,
  placeOf,
} from '@tessera/web-components'
import { Combobox, comboboxStyles, form, formStyles, textOf } from '@tessera/web-components/forms'
import { html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { OrderBasis } from './order-data.js'
import { findPicks, pickName, picksOf, type Pick } from './order-find.js'
import { orderLine } from './order-line.js'
import { placedView } from './order-placed.js'
import { OrderSession, type GoOn } from './order-session.js'
import type { DraftLine } from './order-state.js'
import { money, testsText } from './order-words.js'
import { orderStyles } from './order.styles.js'

/**
 * @summary Orders tests: found by words, one by one or as a set, each with its diagnosis and what the laboratory asks;
 * what was measured recently, here or elsewhere, is shown before it is ordered again. `props.tests` (codes) puts some
 * into the list, `props.encounter` (id) says of which visit.
 */
export class OrderWorkspace extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, noteStyles, formStyles, comboboxStyles, orderStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  @state() private typed = ''
  readonly #session = new OrderSession(this)
  readonly #which = new Combobox<Pick>(this, {
    id: 'test',
    browse: true,
    find: (query) => findPicks(this.#picks, query),
    text: pickName,
    detail: (pick) => this.#detail(pick),
    none: () => msg('The catalogue has no such test or set.'),
    onChange: (text, pick) => {
      this.typed = pick ? '' : text
      if (pick) void this.#session.add(pick.kind === 'set' ? pick.tests : [pick.test], pickName(pick))
    },
  })

  refresh(): Promise<void> {
    return this.#session.refresh()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('props')) return
    const { tests, encounter } = this.props
    if (typeof encounter === 'string') this.#session.encounter = `Encounter/${encounter.replace('Encounter/', '')}`
    else delete this.#session.encounter
    if (Array.isArray(tests)) this.#session.want(tests.filter((each): each is string => typeof each === 'string'))
  }

  get #picks(): readonly Pick[] {
    const { basis } = this.#session
    return basis ? picksOf(basis.catalogue) : []
  }

  protected override render() {
    const session = this.#session
    const { basis, placed, lines } = session
    if (!basis) return session.failed ? this.#failed() : this.#loading()
    if (placed)
      return placedView({
        host: this.host,
        placed,
        onNew: () => void this.#focus(session.startAnew()),
        onClose: () => void session.close(),
      })
    return form({
      entry: session.entry,
      button: this.#button(),
      note: this.#note(),
      onSave: () => void session.place().then((at) => this.#focus(at)),
      fields: html`${session.failed ? this.#stale() : nothing} ${this.#search()}
        <p class="vh" role="status">${session.said}</p>
        ${lines.length === 0 ? this.#blank() : this.#list(basis)}`,
    })
  }

  #button(): string {
    const { lines, undecided } = this.#session
    if (undecided.length > 0)
      return undecided.length === 1 ? msg('Decide on 1 result') : msg(str`Decide on ${undecided.length} results`)
    return lines.length === 0 ? msg('Order tests') : msg(str`Order ${testsText(lines.length)}`)
  }

  #note(): string {
    const { check, entry, lines } = this.#session
    if (check.state === 'checking') return msg('Looking for earlier results…')
    const missing = lines.flatMap((line) => this.#session.missingIn(line)).length
    if (!entry.tried || missing === 0) return ''
    return missing === 1 ? msg('1 thing is missing') : msg(str`${missing} things are missing`)
  }

  #loading() {
    return html`<div class="fields" aria-busy="true">
      <p class="vh" role="status">${msg('The catalogue is loading')}</p>
      <div class="skeleton"></div>
      <div class="skeleton"></div>
      <div class="skeleton"></div>
    </div>`
  }

  #failed() {
    return html`<div class="fields">
      <div class="note danger" role="alert">
        <tessera-icon name="circle-alert"></tessera-icon>
        <div class="stack">
          <b>${msg('The catalogue did not load.')}</b>
          <span>${msg('Nothing was ordered, and what you have entered is kept.')}</span>
          <span>${this.#again(() => this.#session.load())}</span>
        </div>
      </div>
    </div>`
  }

  #stale() {
    return html`<div class="note caution" role="alert">
      <tessera-icon name="triangle-alert"></tessera-icon>
      <div class="row wrap">
        <span>${msg('The chart has changed and could not be read again.')}</span>
        ${this.#again(() => this.#session.load())}
      </div>
    </div>`
  }

  #again(run: () => Promise<void>) {
    return html`<button class="btn s" type="button" @click=${() => void run()}>${msg('Try again')}</button>`
  }

  /** Enter adds what is chosen and never sends the order. */
  #search() {
    const { entry, lines } = this.#session
    const parts = {
      id: 'test',
      label: msg('Test or set'),
      hint: msg('A few letters: "a1c", "lipid", "diabetes"'),
      ...(lines.length === 0 && entry.tried ? { error: msg('Choose at least one test.') } : {}),
    }
    return html`<div
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault()
      }}
    >
      ${field({ ...parts, control: this.#which.control(this.typed, { ...parts, autofocus: true }) })}
    </div>`
  }

  #blank() {
    const sets = this.#picks.filter((pick) => pick.kind === 'set')
    return html`<div class="blank">
      <p class="sm muted">${msg('The tests of this order stand here, each with its diagnosis.')}</p>
      ${
        sets.length === 0
          ? nothing
          : html`<div class="sets" role="group" aria-label=${msg('Sets')}>
              ${sets.map(
                ({ set, tests }) =>
                  html`<button class="btn s" type="button" @click=${() => void this.#session.add(tests, set.name)}>
                    <tessera-icon name="plus" size="s"></tessera-icon>${set.name}
                    <span class="muted">${testsText(tests.length)}</span>
                  </button>`,
              )}
            </div>`
      }
    </div>`
  }

  #list({ catalogue }: OrderBasis) {
    const session = this.#session
    const { lines } = session
    const cents = lines.reduce((sum, { code }) => sum + (session.testOf(code)?.cents ?? 0), 0)
    return html`${session.check.state === 'failed' ? this.#unchecked() : nothing}
      <ol class="lines" aria-label=${msg('Tests of this order')}>
        ${repeat(
          lines,
          ({ code }) => code,
          (line) => this.#line(line),
        )}
      </ol>
      ${this.#laboratory(catalogue.labs)}
      <p class="total">
        <span class="muted sm">${msg('Total at list price')}</span><b>${money(cents, placeOf(this.host))}</b>
      </p>`
  }

  #line(line: DraftLine) {
    const session = this.#session
    const { code } = line
    const test = session.testOf(code)
    const duplicate = session.check.of(code)
    const refused = session.refused.get(code)
    return orderLine({
      line,
      problems: session.basis?.problems ?? [],
      place: placeOf(this.host),
      ...(test ? { test } : {}),
      ...(duplicate ? { duplicate } : {}),
      ...(refused ? { refused } : {}),
      told: session.missingIn(line).filter(({ at }) => session.entry.told(at)),
      using: session.using === code,
      without: session.chosen === code ? session.lines.filter(({ problem }) => problem === '').length : 0,
      onChange: (part) => session.change(code, part),
      onLeave: (at) => session.entry.leave(at),
      onRemove: () => void this.#focus(session.remove(code)),
      onUse: () => duplicate && void session.use(line, duplicate).then((at) => this.#focus(at)),
      onGoOn: () => void this.#focus(session.goOn(code)),
      onForAll: () => session.forAll(line.problem),
    })
  }

  #unchecked() {
    return html`<div class="note caution" role="alert">
      <tessera-icon name="triangle-alert"></tessera-icon>
      <div class="row wrap">
        <span
          >${msg('Earlier results could not be looked up. They are looked up again before anything is ordered.')}</span
        >
        ${this.#again(() => this.#session.check.again(this.#session.codes))}
      </div>
    </div>`
  }

  #laboratory(labs: OrderBasis['catalogue']['labs']) {
    const { entry } = this.#session
    const [first] = labs
    if (!first) return html`<p class="sm muted">${msg('No laboratory is connected: the requisition is printed.')}</p>`
    if (labs.length === 1) return html`<p class="sm muted">${msg(str`Goes to ${first.name}.`)}</p>`
    const chosen = entry.value.lab || first.id
    return field({
      id: 'lab',
      label: msg('Laboratory'),
      control: html`<select id="lab" class="in" @change=${(event: Event) => entry.set({ lab: textOf(event) })}>
        ${labs.map(({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`)}
      </select>`,
    })
  }

  #detail(pick: Pick): string {
    if (pick.kind === 'set') return `${testsText(pick.tests.length)} · ${pick.tests.map(({ name }) => name).join(', ')}`
    const { code, specimen, cents } = pick.test
    return this.#session.codes.includes(code)
      ? msg('In this order')
      : `${specimen} · ${money(cents, placeOf(this.host))}`
  }

  /** To a control, or to the first one in a group of that id. */
  async #focus(at: GoOn): Promise<void> {
    this.requestUpdate()
    await this.updateComplete
    const found = at === undefined ? null : this.renderRoot.querySelector<HTMLElement>(`#${at}`)
    const control = found?.matches('div') ? found.querySelector<HTMLElement>('input') : found
    control?.focus()
  }
}
