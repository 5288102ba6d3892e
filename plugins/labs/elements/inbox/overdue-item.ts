import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  describedBy,
  field,
  fieldStyles,
  keyStyles,
  noteStyles,
  placeOf,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { property, state } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import type { ChangeAnswer, OrdersAnswer, TrackedOrder } from '../../domain/api.js'
import { chartHref, hrefOf, idOf, look, mayAct, tell, tellDone, tellRefused } from '../parts/ask.js'
import { finishTask } from './finish-task.js'
import { focusId, onKeys, taskIn, tellNext } from './item.js'
import { itemStyles } from './item.styles.js'
import { Loaded } from '../parts/loaded.js'
import { ageWords, deliveryWords, lateChip } from './order-words.js'
import { dayWords, whenWords } from '../parts/result-words.js'

/**
 * @summary An order whose result is late: what it is, how old, whom to ask; `e` closes the chase with a note, or the order
 * is cancelled with a reason.
 * @event tessera-task-done - it is done
 */
export class OverdueItem extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, keyStyles, noteStyles, fieldStyles, itemStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  @state() private words = ''
  @state() private error = ''
  @state() private busy = false
  readonly #order = new Loaded<TrackedOrder | undefined>(this, async (host, signal) => {
    const task = taskIn(this.props)
    const patient = host.patient?.id ?? idOf(task.for?.reference ?? '')
    const query = `orders?patient=${encodeURIComponent(patient)}&status=open,partial,resulted,cancelled&limit=500`
    const { orders } = await look<OrdersAnswer>(host, query, signal)
    return orders.find(({ id }) => id === focusId(task, 'ServiceRequest'))
  })

  constructor() {
    super()
    this.addEventListener('tessera-task-finish', () => void this.#done())
  }

  override connectedCallback(): void {
    super.connectedCallback()
    onKeys(this, { n: () => this.#focusWords() })
  }

  refresh(): Promise<void> {
    return this.#order.load()
  }

  protected override render() {
    const { value, state: loading } = this.#order
    const missing = loading === 'ready' && !value
    const waits = value?.status === 'open' || value?.status === 'partial'
    return html`<div class="item" tabindex="-1">
      <div class="body" @keydown=${this.#leave}>
        <tessera-card
          heading=${value?.name ?? msg('Order')}
          state=${value ? 'ready' : missing ? 'empty' : loading}
          icon="flask-conical"
          rows="5"
          empty-text=${msg('The order is not on the list any more.')}
          @tessera-retry=${this.#order.load}
        >
          ${value ? html`<span slot="badge">${lateChip(value)}</span>${this.#facts(value)}` : nothing}
        </tessera-card>
        ${value && !waits ? this.#over(value) : nothing} ${value && waits ? this.#form() : nothing}
      </div>
      <div class="bar">
        <span class="sm muted">${waits ? msg('Done keeps the order open: its result still closes it.') : nothing}</span>
        ${
          waits && mayAct(this.host)
            ? html`<button class="btn" type="button" @click=${() => void this.#cancel()}>
                ${msg('Cancel order')}
              </button>`
            : nothing
        }
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

  #facts(order: TrackedOrder) {
    const place = placeOf(this.host)
    return html`<div class="inner stack">
      <dl class="facts">
        <dt>${msg('Ordered')}</dt>
        <dd>
          ${whenWords(order.orderedAt, place)},
          <b>${ageWords(order.ageDays)}</b>${order.ordererName ? msg(str`, by ${order.ordererName}`) : nothing}
        </dd>
        <dt>${msg('Result due')}</dt>
        <dd>${dayWords(order.due, place)}</dd>
        <dt>${msg('Sent')}</dt>
        <dd>${deliveryWords(order)}</dd>
        <dt>${msg('Requisition')}</dt>
        <dd>${order.requisition}</dd>
      </dl>
      <div class="row wrap">
        <a class="btn s" href=${chartHref(this.host, order.patient)}
          ><tessera-icon name="user-round" size="s"></tessera-icon>${msg('Open chart')}</a
        >
        <a
          class="btn s"
          href=${hrefOf(this.host, `requisitions/${encodeURIComponent(order.requisition)}/pdf`)}
          target="_blank"
          rel="noopener"
          ><tessera-icon name="printer" size="s"></tessera-icon>${msg('Requisition (PDF)')}</a
        >
      </div>
    </div>`
  }

  #over({ status, reason }: TrackedOrder) {
    return html`<div class="note info" role="status">
      <tessera-icon name="circle-check"></tessera-icon>
      <div>
        ${
          status === 'resulted'
            ? msg('The result has come meanwhile. There is nothing to chase any more.')
            : reason
              ? msg(str`The order was canceled: ${reason}`)
              : msg('The order was canceled.')
        }
      </div>
    </div>`
  }

  #form() {
    const parts = {
      id: 'words',
      label: msg('Reason or note'),
      hint: msg('What you found out: why it is canceled, or whom you asked'),
      ...(this.error ? { error: this.error } : {}),
    }
    return html`<tessera-card heading=${msg('What becomes of it')}>
      <span slot="action" class="xs muted by-key" aria-hidden="true"><span class="kbd">N</span> ${msg('note')}</span>
      <div class="inner">
        ${field({
          ...parts,
          control: html`<textarea
            id="words"
            rows="2"
            maxlength="500"
            aria-invalid=${this.error ? 'true' : nothing}
            aria-describedby=${describedBy(parts)}
            .value=${live(this.words)}
            @input=${(event: Event) => {
              this.words = event.target instanceof HTMLTextAreaElement ? event.target.value : ''
              this.error = ''
            }}
          ></textarea>`,
        })}
      </div>
    </tessera-card>`
  }

  async #cancel(): Promise<void> {
    const order = this.#order.value
    if (this.busy || !order) return
    const reason = this.words.trim()
    if (reason === '') {
      this.error = msg('Say why: the reason stays in the chart.')
      this.#focusWords()
      return
    }
    const { host } = this
    this.busy = true
    try {
      const { change } = await tell<ChangeAnswer>(
        host,
        `orders/${order.id}/cancel`,
        { reason },
        { patient: idOf(order.patient) },
      )
      tellDone(host, msg(str`${order.name} canceled`), change)
      tellNext(this)
    } catch (error) {
      tellRefused(host, error)
    } finally {
      this.busy = false
    }
  }

  async #done(): Promise<void> {
    if (this.busy) return
    this.busy = true
    await finishTask(this, taskIn(this.props).id ?? '', this.words.trim(), msg('Done'))
    this.busy = false
  }

  #focusWords(): void {
    this.renderRoot.querySelector<HTMLElement>('#words')?.focus()
  }

  readonly #leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) this.renderRoot.querySelector<HTMLElement>('.item')?.focus()
  }
}

export default OverdueItem
