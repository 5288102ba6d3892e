import { consume } from '@lit/context'
import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { baseStyles, civilDate, formatDate, hostContext, placeOf, today, type Place } from '../../index.js'
import { RESYNC, shellContext, type ShellContext } from '../../shell/shell-context.js'
import { changeEntry } from './change-entry.js'
import { HistoryProblem, loadChanges, PAGE, reloadChanges, type Change, type ChangesPage } from './changes.js'
import { historyStyles } from './history.styles.js'

/** Several events of one change-set are one refresh. */
const SETTLE = 300

/**
 * @summary What was done in a patient's record, by day: what it was before and is now, who, why, by which plugin, with
 * Undo where it can be undone and the reasons where it can't. Follows what others do meanwhile.
 */
export class TesseraHistory extends LitElement {
  static override styles = [baseStyles, historyStyles]
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  @state() private view: 'loading' | 'ready' | 'failed' = 'loading'
  @state() private page: ChangesPage = { changes: [] }
  @state() private undoing?: string
  @state() private tried?: string
  @state() private older: 'no' | 'loading' | 'failed' = 'no'
  @state() private whole: ReadonlySet<string> = new Set()
  #leaving = new AbortController()
  #patient?: string
  /** Only the newest of several loads is shown. */
  #turn = 0

  override connectedCallback(): void {
    super.connectedCallback()
    this.#leaving = new AbortController()
    const { signal } = this.#leaving
    let timer: ReturnType<typeof setTimeout> | undefined
    signal.addEventListener('abort', () => clearTimeout(timer))
    this.shell?.onChange((event) => {
      if (event.topic !== RESYNC && event.patient !== this.#patient) return
      clearTimeout(timer)
      timer = setTimeout(() => void this.refresh(), SETTLE)
    }, signal)
    if (this.#patient) void this.refresh()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const patient = this.host?.patient?.id
    if (patient === this.#patient || !patient) return
    this.#patient = patient
    this.page = { changes: [] }
    this.view = 'loading'
    void this.refresh()
  }

  /** Reads again what is shown. */
  async refresh(): Promise<void> {
    const where = this.#where()
    if (!where) return
    const turn = ++this.#turn
    try {
      const page = await reloadChanges(where, this.page.changes.length, this.#leaving.signal)
      if (turn !== this.#turn) return
      this.page = page
      this.view = 'ready'
    } catch (error) {
      // what is on the screen stays there
      if (turn === this.#turn && !this.#leaving.signal.aborted && this.page.changes.length === 0) this.#fail(error)
    }
  }

  protected override render() {
    const { changes, next } = this.page
    const empty = this.view === 'ready' && changes.length === 0
    return html`<tessera-card
      heading=${msg('History')}
      state=${this.view === 'failed' ? 'error' : empty ? 'empty' : this.view}
      icon="history"
      rows="8"
      empty-text=${msg('Nothing was changed yet')}
      empty-hint=${msg('What is added, changed or removed in this record will be listed here.')}
      @tessera-retry=${this.#again}
    >
      ${this.view === 'ready' ? this.#days(changes) : nothing}
      ${next === undefined || this.view !== 'ready' ? nothing : this.#more()}
    </tessera-card>`
  }

  #days(changes: readonly Change[]) {
    const { host } = this
    if (!host) return nothing
    const place = placeOf(host)
    return repeat(
      byDay(changes, place),
      ({ day }) => day,
      ({ day, of }) =>
        html`<h3 id=${`d-${day}`}>${dayText(day, place)}</h3>
          <ol aria-labelledby=${`d-${day}`}>
            ${repeat(
              of,
              ({ id }) => id,
              (change) =>
                changeEntry(change, {
                  place,
                  busy: this.undoing === change.id,
                  tried: this.tried === change.id,
                  whole: this.whole.has(change.id),
                  undo: (each) => void this.#undo(each),
                  showAll: (each) => (this.whole = new Set([...this.whole, each.id])),
                }),
            )}
          </ol>`,
    )
  }

  #more() {
    return html`<div class="more">
      ${this.older === 'failed' ? html`<p role="alert" class="detail">${msg('The older changes did not arrive.')}</p>` : nothing}
      <tessera-button ?busy=${this.older === 'loading'} @click=${this.#showMore}>${msg('Show more')}</tessera-button>
    </div>`
  }

  readonly #again = () => {
    this.view = 'loading'
    void this.refresh()
  }

  readonly #showMore = async () => {
    const where = this.#where()
    const { next, changes } = this.page
    if (!where || next === undefined) return
    this.older = 'loading'
    const turn = this.#turn
    try {
      const page = await loadChanges(where, { before: next, count: PAGE }, this.#leaving.signal)
      this.older = 'no'
      // a refresh meanwhile has its own end of the list
      if (turn !== this.#turn) return
      this.page = { ...page, changes: [...changes, ...page.changes] }
      await this.#focus(page.changes[0]?.id)
    } catch {
      if (!this.#leaving.signal.aborted) this.older = 'failed'
    }
  }

  /** The host says how it went; the list shows it, with all conflicts open if there were any. */
  async #undo(change: Change): Promise<void> {
    if (this.undoing || !this.host) return
    this.undoing = change.id
    const done = await this.host.undo(change.id)
    this.tried = done ? undefined : change.id
    await this.refresh()
    this.undoing = undefined
    await this.#focus(change.id)
  }

  /** The button that was pressed is gone; its change is where reading goes on. */
  async #focus(id: string | undefined): Promise<void> {
    await this.updateComplete
    const entry = id === undefined ? null : this.renderRoot.querySelector<HTMLElement>(`#c-${CSS.escape(id)}`)
    ;(entry?.querySelector<HTMLElement>('.act tessera-button') ?? entry)?.focus({ preventScroll: true })
  }

  #fail(error: unknown): void {
    if (!(error instanceof HistoryProblem)) reportError(error)
    this.view = 'failed'
  }

  #where(): Parameters<typeof loadChanges>[0] | undefined {
    const { host, shell } = this
    const patient = host?.patient?.id
    return host && shell && patient ? { base: shell.base, host, patient } : undefined
  }
}

function byDay(changes: readonly Change[], { timezone }: Place): { day: string; of: Change[] }[] {
  const days: { day: string; of: Change[] }[] = []
  for (const change of changes) {
    const day = civilDate(change.at, timezone)
    const last = days.at(-1)
    if (last?.day === day) last.of.push(change)
    else days.push({ day, of: [change] })
  }
  return days
}

const dayText = (day: string, place: Place): string =>
  day === today(place.timezone) ? msg('Today') : formatDate(day, place)
