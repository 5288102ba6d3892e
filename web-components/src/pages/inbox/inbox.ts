import { consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient, ResolvedContribution } from '@tessera/sdk'
import type { Patient, Task } from 'fhir/r4.js'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { repeat } from 'lit/directives/repeat.js'
import {
  baseStyles,
  buttonStyles,
  civilDate,
  daysBetween,
  formatAge,
  formatDate,
  formatTime,
  hostContext,
  hostPatient,
  keyStyles,
  placeOf,
  today,
} from '../../index.js'
import { itemOf, loadItems, poolsOf, type Item } from '../../shell/inbox/tasks.js'
import { contributionsAt } from '../../shell/registry.js'
import { RESYNC, shellContext, type ShellContext } from '../../shell/shell-context.js'
import { filtered, groupsOf, rendererOf, type Filter, type Group } from './groups.js'
import { inboxStyles } from './inbox.styles.js'
import { statusChip } from './status-chip.js'
import type { TesseraTask } from './task-view.js'

type Loading = 'loading' | 'ready' | 'failed'

/** Several Tasks of one change-set are read once. */
const SETTLE = 250

/**
 * @summary What waits for a person and for their pools: the list on the left, the open one on the right, worked through
 * by keyboard. A plugin draws the Tasks of its codes; the rest is drawn here.
 */
export class TesseraInbox extends LitElement {
  static override styles = [baseStyles, buttonStyles, keyStyles, inboxStyles]
  /** Id of the Task in the address: on a phone the detail in place of the list. */
  @property() task?: string
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  @state() private items: readonly Item[] = []
  @state() private loading: Loading = 'loading'
  @state() private filter: Filter = 'all'
  /** Kept while it is open, even when somebody else has done it meanwhile. */
  @state() private current?: Item
  #leaving = new AbortController()
  #timer?: ReturnType<typeof setTimeout>

  constructor() {
    super()
    this.addEventListener('keydown', (event) => void this.#key(event))
    this.addEventListener('tessera-task-done', (event) => {
      event.stopPropagation()
      void this.#next(true)
    })
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#leaving = new AbortController()
    this.shell?.onChange((event) => {
      if (event.topic !== 'Task' && event.topic !== RESYNC) return
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#load(), SETTLE)
    }, this.#leaving.signal)
    void this.updateComplete.then(() => this.#load())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
    clearTimeout(this.#timer)
  }

  /** Puts the focus where the keys work. */
  focusMain(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(this.task ? '#detail' : '#main')?.focus({ preventScroll: true }),
    )
  }

  async canLeave(): Promise<boolean> {
    return (await this.#view?.canLeave()) ?? true
  }

  /** Opened by its address, the page has no focus yet: the keys work at once all the same. */
  protected override firstUpdated(): void {
    if (document.activeElement === document.body) this.focusMain()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('task') && this.loading === 'ready') void this.#show(this.task)
    this.toggleAttribute('detail', this.task !== undefined)
  }

  get #view(): TesseraTask | undefined {
    return this.renderRoot.querySelector('tessera-task') ?? undefined
  }

  get #renderers(): ResolvedContribution[] {
    return this.host ? contributionsAt(this.shell?.registry, 'inbox.itemRenderer', this.host) : []
  }

  /** In the order in which they stand on the screen. */
  get #shown(): Item[] {
    return groupsOf(filtered(this.items, this.filter), this.#renderers).flatMap(({ items }) => items)
  }

  async #load(): Promise<void> {
    const { host } = this
    if (!host) return
    try {
      this.items = await loadItems(host, new Date(), this.#leaving.signal)
      this.loading = 'ready'
      const { current } = this
      if (!current) await this.#show(this.task)
      else this.current = this.items.find(({ id }) => id === current.id) ?? current
    } catch {
      if (!this.#leaving.signal.aborted && this.items.length === 0) this.loading = 'failed'
    }
  }

  async #show(id: string | undefined): Promise<void> {
    if (id && this.current?.id === id) return
    const known = id ? this.items.find((each) => each.id === id) : this.#shown[0]
    this.current = known ?? (id ? await this.#read(id) : undefined)
  }

  /** One that isn't on the list: done already, or somebody else's. */
  async #read(id: string): Promise<Item | undefined> {
    const { host } = this
    if (!host) return undefined
    try {
      const task = await host.fhir.read<Task>('Task', id, this.#leaving.signal)
      const patients = new Map<string, HostPatient>()
      const patient = /^Patient\/(.+)$/.exec(task.for?.reference ?? '')?.[1]
      if (patient)
        patients.set(patient, hostPatient(await host.fhir.read<Patient>('Patient', patient, this.#leaving.signal)))
      return itemOf(task, patients, host.user.practitioner, new Date())
    } catch {
      return undefined
    }
  }

  protected override render() {
    const shown = filtered(this.items, this.filter)
    return html`<main id="main" tabindex="-1" aria-busy=${this.loading === 'loading' ? 'true' : nothing}>
      ${this.#head()}
      <div class="two">
        <div class="list">${this.#list(shown)}</div>
        <div class="open" id="detail" tabindex="-1">${this.#detail()}</div>
      </div>
    </main>`
  }

  #head() {
    const count = (filter: Filter) => filtered(this.items, filter).length
    const tab = (filter: Filter, label: string) =>
      html`<button
        type="button"
        aria-pressed=${this.filter === filter}
        @click=${() => {
          this.filter = filter
          void this.#show(this.#shown[0]?.id)
        }}
      >
        ${label} <span class="n">${count(filter)}</span>
      </button>`
    const pools = this.host ? poolsOf(this.host) : []
    return html`<header>
      <h1>${msg('Inbox')}</h1>
      <div class="filter" role="group" aria-label=${msg('Show')}>
        ${tab('all', msg('All'))}${tab('mine', msg('Mine'))}${pools.length > 0 ? tab('pools', msg('My pools')) : nothing}
      </div>
      <span class="keys muted sm" aria-hidden="true">
        <span class="kbd">J</span><span class="kbd">K</span> ${msg('move')} <span class="kbd">E</span>
        ${msg('done and next')}
      </span>
    </header>`
  }

  #list(shown: readonly Item[]) {
    if (this.loading === 'failed') {
      return html`<div class="say" role="alert">
        <p>${msg('The Inbox did not load. Nothing was changed.')}</p>
        <button class="btn" type="button" @click=${() => void this.#again()}>${msg('Try again')}</button>
      </div>`
    }
    if (this.loading === 'loading')
      return html`<div class="bars" aria-label=${msg('Loading')}>${[1, 2, 3, 4].map(() => html`<i></i>`)}</div>`
    if (shown.length === 0) {
      return html`<div class="say">
        <tessera-icon name="circle-check" size="l"></tessera-icon>
        <p>
          ${this.items.length === 0 ? msg('Nothing waits for you. New results, messages and tasks come here.') : msg('Nothing here. Look at All for the rest.')}
        </p>
      </div>`
    }
    return groupsOf(shown, this.#renderers).map((group) => this.#group(group))
  }

  #group({ id, label, icon, urgent, items }: Group) {
    return html`<section aria-labelledby=${`g-${id}`}>
      <h2 id=${`g-${id}`} class=${urgent ? 'urgent' : ''}>
        <tessera-icon name=${icon}></tessera-icon>${label} <span class="n">${items.length}</span>
      </h2>
      <ul>
        ${repeat(
          items,
          (item) => item.id,
          (item) => this.#row(item),
        )}
      </ul>
    </section>`
  }

  #row(item: Item) {
    const { id, patient, task, overdue } = item
    const { host, shell } = this
    const place = host ? placeOf(host) : {}
    const day = today(host?.clinic.timezone)
    const at = task.authoredOn
    const due = task.restriction?.period?.end
    const late = due && overdue ? Math.max(1, daysBetween(civilDate(due, host?.clinic.timezone), day)) : 0
    return html`<li>
      <a
        href=${`${shell?.base ?? ''}/inbox/${encodeURIComponent(id)}`}
        aria-current=${id === this.current?.id ? 'true' : nothing}
      >
        ${
          patient
            ? html`<tessera-patient-mark record-id=${patient.id} size="28"></tessera-patient-mark>`
            : html`<tessera-icon name="inbox" size="l"></tessera-icon>`
        }
        <span class="grow">
          <span class="line"
            ><b>${patient?.display ?? msg('No patient')}</b>
            ${patient?.birthDate ? html`<span class="muted sm">${formatAge(patient.birthDate, day)}</span>` : nothing}</span
          >
          <span class="what">${describe(task)}</span>
        </span>
        <span class="meta">
          <span class="muted xs nowrap"
            >${at ? (civilDate(at, host?.clinic.timezone) === day ? formatTime(at, place) : formatDate(at, { ...place, short: true })) : nothing}</span
          >
          ${statusChip(item)}
          ${
            late > 0
              ? html`<tessera-chip status="overdue"
                  >${late === 1 ? msg('Overdue 1 day') : msg(str`Overdue ${late} days`)}</tessera-chip
                >`
              : nothing
          }
        </span>
      </a>
    </li>`
  }

  #detail() {
    const { current } = this
    if (!current) {
      return this.task && this.loading === 'ready'
        ? html`<p class="say muted">${msg('This item is not open to you, or not here any more.')}</p>`
        : nothing
    }
    const gone = this.loading === 'ready' && !this.items.some(({ id }) => id === current.id)
    return html`<a class="back" href=${`${this.shell?.base ?? ''}/inbox`}
        ><tessera-icon name="chevron-left"></tessera-icon>${msg('Inbox')}</a
      >${keyed(
        current.id,
        html`<tessera-task
          .item=${current}
          .renderer=${rendererOf(current, this.#renderers)}
          ?gone=${gone}
        ></tessera-task>`,
      )}`
  }

  async #again(): Promise<void> {
    this.loading = 'loading'
    await this.#load()
  }

  async #key(event: KeyboardEvent): Promise<void> {
    const target = event.composedPath()[0]
    const typing =
      target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
    if (typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { j: 1, k: -1 }[event.key]
    if (step) {
      event.preventDefault()
      await this.#step(step)
    } else if (event.key === 'Enter' && target instanceof HTMLElement && target.id === 'main') {
      event.preventDefault()
      this.renderRoot.querySelector<HTMLElement>('#detail')?.focus()
    } else if (event.key === 'e') {
      event.preventDefault()
      await this.#view?.finish()
    }
  }

  async #step(step: number): Promise<void> {
    const shown = this.#shown
    const at = shown.findIndex(({ id }) => id === this.current?.id)
    const to = shown[at < 0 ? 0 : Math.min(Math.max(at + step, 0), shown.length - 1)]
    if (!to || to.id === this.current?.id || !(await this.canLeave())) return
    this.#go(to)
  }

  /** Past the open one, which is done: to the one below it, else above. */
  async #next(done: boolean): Promise<void> {
    const shown = this.#shown
    const at = shown.findIndex(({ id }) => id === this.current?.id)
    const to = shown[at + 1] ?? shown[at - 1]
    if (done) this.items = this.items.filter(({ id }) => id !== this.current?.id)
    this.#go(to)
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
  }

  /** The address follows where it names an item already: on a phone, where the detail is a page of its own. */
  #go(to: Item | undefined): void {
    this.current = to
    if (this.task !== undefined) this.host?.navigate(to ? `inbox/${encodeURIComponent(to.id)}` : 'inbox')
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }),
    )
  }
}

/** One line of what is to be done. */
const describe = (task: Task): string => task.description ?? task.code?.text ?? msg('Task')

declare global {
  interface HTMLElementTagNameMap {
    'tessera-task': TesseraTask
  }
}
