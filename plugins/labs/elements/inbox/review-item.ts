import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  describedBy,
  field,
  fieldStyles,
  formatDateTime,
  keyStyles,
  noteStyles,
  placeOf,
  rowStyles,
  tableStyles,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { property, state } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import type { AcknowledgeAnswer, ReportView } from '../../domain/api.js'
import { idOf, look, mayAct, statusOf, tell, tellDone, tellRefused } from '../parts/ask.js'
import { ContextCard } from './context-card.js'
import { focusId, onKeys, taskIn, tellNext } from './item.js'
import { itemStyles } from './item.styles.js'
import { Loaded } from '../parts/loaded.js'
import { MessageForm } from './message-form.js'
import { reportCard, reportStyles } from './report-card.js'
import { lineWords, worstFirst } from '../parts/result-words.js'

/**
 * @summary A result to review: the abnormal first, what may matter beside it, a message to the team in the same view;
 * `e` acknowledges and goes to the next, `m` writes a message, `n` a note.
 * @event tessera-task-done - it is acknowledged
 */
export class ReviewItem extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    keyStyles,
    noteStyles,
    fieldStyles,
    rowStyles,
    tableStyles,
    reportStyles,
    itemStyles,
  ]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  @state() private note = ''
  @state() private busy = false
  readonly #report = new Loaded<ReportView>(this, (host, signal) => look(host, `reports/${this.#id}`, signal), true)
  readonly #context = new ContextCard(this, () => this.#report.value)
  readonly #message = new MessageForm(this, () => {
    const patient = this.host.patient?.id ?? (this.#report.value ? idOf(this.#report.value.patient) : undefined)
    return patient === undefined ? undefined : { report: this.#id, patient }
  })

  constructor() {
    super()
    this.addEventListener('tessera-task-finish', () => void this.#acknowledge())
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.refresh()
    onKeys(this, { m: () => this.#message.focus(), n: () => this.#focus('#note') })
  }

  /** What may matter depends on the worst line, so it is read after the report. */
  async refresh(): Promise<void> {
    await this.#report.load()
    if (this.#report.state === 'ready' && !this.signal.aborted) await this.#context.loaded.load()
  }

  get #id(): string {
    return focusId(taskIn(this.props), 'DiagnosticReport') ?? ''
  }

  protected override render() {
    const { value, state: loading, refused } = this.#report
    if (!value) {
      const gone = loading === 'error' && refused === 404
      return html`<div class="item">
        <div class="body">
          <tessera-card
            heading=${msg('Result')}
            state=${gone ? 'empty' : loading}
            icon="flask-conical"
            rows="8"
            empty-text=${msg('This report is not in the records, or not open to you.')}
            @tessera-retry=${this.refresh}
          ></tessera-card>
        </div>
      </div>`
    }
    return html`<div class="item" tabindex="-1">
      <div class="body" @keydown=${this.#leave}>
        ${
          loading === 'error'
            ? html`<div class="note caution" role="status">
                <tessera-icon name="wifi-off"></tessera-icon>
                <div>${msg('The report could not be read again. What shows may be old.')}</div>
              </div>`
            : nothing
        }
        ${reportCard(value, placeOf(this.host))}
        <div class="pair">${this.#context.render()} ${this.#answer(value)}</div>
      </div>
      ${this.#bar(value)}
    </div>`
  }

  #answer({ reviewed, task }: ReportView) {
    const note = { id: 'note', label: msg('Note'), optional: true, hint: msg('Kept with the acknowledgement') }
    return html`<tessera-card heading=${msg('Answer')}>
      <span slot="action" class="xs muted by-key" aria-hidden="true"
        ><span class="kbd">M</span> ${msg('message')} <span class="kbd">N</span> ${msg('note')}</span
      >
      <div class="inner stack">
        ${this.#message.render()}
        ${
          mayAct(this.host) && (task || !reviewed)
            ? field({
                ...note,
                control: html`<textarea
                  id="note"
                  rows="2"
                  maxlength="2000"
                  aria-describedby=${describedBy(note)}
                  .value=${live(this.note)}
                  @input=${(event: Event) => (this.note = event.target instanceof HTMLTextAreaElement ? event.target.value : '')}
                  @keydown=${this.#noteKey}
                ></textarea>`,
              })
            : nothing
        }
      </div>
    </tessera-card>`
  }

  #bar(report: ReportView) {
    const { task, reviewed } = report
    if (!task) {
      const by = reviewed?.by || msg('Somebody')
      const at = reviewed ? formatDateTime(reviewed.at, placeOf(this.host)) : ''
      return html`<div class="bar">
        <span class="sm muted"
          >${reviewed ? msg(str`${by} acknowledged it, ${at}`) : msg('Nobody has to review this report.')}</span
        >
      </div>`
    }
    if (!mayAct(this.host))
      return html`<div class="bar"><span class="sm muted">${msg('A clinician acknowledges results.')}</span></div>`
    return html`<div class="bar">
      <span class="sm muted">${seen(report)}</span>
      <button
        class="btn primary"
        type="button"
        aria-busy=${this.busy ? 'true' : nothing}
        @click=${() => void this.#acknowledge()}
      >
        ${report.severity === 'critical' ? msg('Acknowledge critical value') : msg('Acknowledge')}<span
          class="kbd"
          aria-hidden="true"
          >E</span
        >
      </button>
    </div>`
  }

  async #acknowledge(): Promise<void> {
    const report = this.#report.value
    if (this.busy || !report?.task || !mayAct(this.host)) return
    if (this.#message.unsent) {
      this.#message.holdBack()
      return
    }
    const { host } = this
    this.busy = true
    try {
      const note = this.note.trim()
      const { change } = await tell<AcknowledgeAnswer>(host, `reports/${this.#id}/acknowledge`, note ? { note } : {}, {
        patient: idOf(report.patient),
      })
      tellDone(host, msg(str`Acknowledged ${report.name}, ${report.patientName}`), change)
      tellNext(this)
    } catch (error) {
      tellRefused(host, error)
      // somebody else was faster: what they did shows
      if (statusOf(error) === 409) await this.refresh()
    } finally {
      this.busy = false
    }
  }

  /** Esc leaves a field: the single keys work again. */
  readonly #leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) this.#focus('.item')
  }

  readonly #noteKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void this.#acknowledge()
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }
}

/** What the acknowledgement says: the abnormal values by name, else how many there were. */
function seen({ lines }: ReportView): string {
  const abnormal = worstFirst(lines).filter(({ severity }) => severity !== 'normal')
  if (abnormal.length > 0) {
    const [values, more] = [abnormal.slice(0, 2).map(lineWords).join(', '), abnormal.length - 2]
    return more > 0
      ? msg(str`Records that you saw ${values} and ${more} more out of range.`)
      : msg(str`Records that you saw ${values}.`)
  }
  return lines.length === 1
    ? msg('Records that you saw this value.')
    : msg(str`Records that you saw these ${lines.length} values.`)
}

export default ReviewItem
