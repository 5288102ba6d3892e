import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  fieldStyles,
  formatDate,
  formatDateTime,
  keyStyles,
  noteStyles,
  placeOf,
  rowStyles,
  tableStyles,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { ReportView } from '../../domain/api.js'
import { look } from '../parts/ask.js'
import { finishTask } from './finish-task.js'
import { focusId, onKeys, taskIn } from './item.js'
import { itemStyles } from './item.styles.js'
import { Loaded } from '../parts/loaded.js'
import { MessageForm } from './message-form.js'
import { reportCard, reportStyles } from './report-card.js'

/**
 * @summary What a colleague asks about a result, with the result; `e` is done and next, `m` answers.
 * @event tessera-task-done - it is done
 */
export class MessageItem extends TesseraElement {
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
  @state() private busy = false
  readonly #report = new Loaded<ReportView>(this, (host, signal) => look(host, `reports/${this.#id}`, signal))
  readonly #answer = new MessageForm(this, () => {
    const patient = this.host.patient?.id
    return patient === undefined ? undefined : { report: this.#id, patient }
  })

  constructor() {
    super()
    this.addEventListener('tessera-task-finish', () => void this.#done())
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#answer.answerTo(taskIn(this.props).requester?.reference)
    onKeys(this, { m: () => this.#answer.focus() })
  }

  refresh(): Promise<void> {
    return this.#report.load()
  }

  get #id(): string {
    return focusId(taskIn(this.props), 'DiagnosticReport') ?? ''
  }

  protected override render() {
    const { value, state: loading } = this.#report
    const place = placeOf(this.host)
    return html`<div class="item" tabindex="-1">
      <div class="body" @keydown=${this.#leave}>
        <div class="pair">
          ${this.#asked()}
          <tessera-card heading=${msg('Answer')}>
            <span slot="action" class="xs muted by-key" aria-hidden="true"
              ><span class="kbd">M</span> ${msg('message')}</span
            >
            <div class="inner">${this.#answer.render()}</div>
          </tessera-card>
        </div>
        ${
          value
            ? reportCard(value, place)
            : html`<tessera-card
                heading=${msg('Result')}
                state=${loading}
                icon="flask-conical"
                rows="6"
                @tessera-retry=${this.#report.load}
              ></tessera-card>`
        }
      </div>
      <div class="bar">
        <button
          class="btn primary"
          type="button"
          aria-busy=${this.busy ? 'true' : nothing}
          @click=${() => void this.#done()}
        >
          ${msg('Done')}<span class="kbd" aria-hidden="true">E</span>
        </button>
      </div>
    </div>`
  }

  #asked() {
    const task = taskIn(this.props)
    const place = placeOf(this.host)
    const due = task.restriction?.period?.end
    const facts = [
      task.requester?.display && msg(str`from ${task.requester.display}`),
      task.authoredOn && formatDateTime(task.authoredOn, place),
      due && msg(str`due ${formatDate(due, place)}`),
    ].filter(Boolean)
    return html`<tessera-card heading=${msg('Message')}>
      ${task.priority === 'urgent' ? html`<tessera-chip slot="badge" status="urgent"></tessera-chip>` : nothing}
      <div class="inner stack">
        <p class="ask">${task.description ?? ''}</p>
        <p class="sm muted">${facts.join(' · ')}</p>
        ${task.note?.map(({ text, authorString }) => html`<p class="sm">${text} <span class="muted">${authorString}</span></p>`)}
      </div>
    </tessera-card>`
  }

  async #done(): Promise<void> {
    if (this.busy) return
    if (this.#answer.unsent) {
      this.#answer.holdBack()
      return
    }
    this.busy = true
    await finishTask(this, taskIn(this.props).id ?? '', '', msg('Done'))
    this.busy = false
  }

  readonly #leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) this.renderRoot.querySelector<HTMLElement>('.item')?.focus()
  }
}

export default MessageItem
