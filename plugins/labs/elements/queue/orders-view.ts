import { msg, str } from '@lit/localize'
import { describedBy, field, formatNumber, placeOf, type TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'
import type { ChangeAnswer, OrdersAnswer, OrderStatus, TrackedOrder } from '../../domain/api.js'
import { chartHref, hrefOf, idOf, look, mayAct, problemWords, tell, tellDone } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'
import { ageShort, deliveryWords, lateChip } from '../inbox/order-words.js'
import { dayWords } from '../parts/result-words.js'

type Filter = 'open' | 'overdue' | 'resulted' | 'cancelled'

const STATUS: Record<Filter, readonly OrderStatus[]> = {
  open: ['open', 'partial'],
  overdue: ['open', 'partial'],
  resulted: ['resulted'],
  cancelled: ['cancelled'],
}
const PAGE = 100
/** What the route gives at most. */
const MOST = 500

/** Orders by age, the oldest first: what is overdue stands out, and none leaves without result or reason. */
export class OrdersView {
  readonly loaded: Loaded<OrdersAnswer>
  #filter: Filter = 'open'
  #limit = PAGE
  /** Order whose cancellation is being written. */
  #cancelling = ''
  #reason = ''
  #error = ''
  #busy = false

  constructor(private readonly element: TesseraElement) {
    this.loaded = new Loaded(element, (host, signal) =>
      look(
        host,
        `orders?status=${STATUS[this.#filter].join(',')}&limit=${this.#limit}${this.#filter === 'overdue' ? '&overdue=1' : ''}`,
        signal,
      ),
    )
  }

  /** Open orders in all, once they are known. */
  get open(): number | undefined {
    return this.#filter === 'open' && this.loaded.value ? total(this.loaded.value, 'open') : this.#lastOpen
  }
  #lastOpen?: number

  render() {
    const { value, state } = this.loaded
    if (value && this.#filter === 'open') this.#lastOpen = total(value, 'open')
    const orders = value?.orders ?? []
    return html`<tessera-card
      heading=${this.#heading()}
      count=${value ? this.#count(value) : ''}
      state=${value ? (orders.length === 0 ? 'empty' : 'ready') : state}
      icon="flask-conical"
      rows="8"
      empty-text=${this.#emptyText()}
      empty-hint=${this.#filter === 'open' ? msg('Each order stays here until its result has come or somebody has said why not.') : ''}
      @tessera-retry=${this.loaded.load}
    >
      <div slot="action" class="filter" role="group" aria-label=${msg('Show')}>
        ${this.#tab('open', msg('Open'))}${this.#tab('overdue', msg('Overdue'))}${this.#tab('resulted', msg('Resulted'))}${this.#tab(
          'cancelled',
          msg('Canceled'),
        )}
      </div>
      ${
        state === 'error'
          ? html`<div class="note caution inset" role="status">
              <tessera-icon name="wifi-off"></tessera-icon>
              <div>
                ${msg('The list could not be read again. What shows may be old.')}
                <button class="btn s quiet" type="button" @click=${this.loaded.load}>${msg('Try again')}</button>
              </div>
            </div>`
          : nothing
      }
      <ul class="rows orders">
        ${repeat(
          orders,
          ({ id }) => id,
          (order) => this.#row(order),
        )}
      </ul>
      ${value ? this.#more(value) : nothing}
    </tessera-card>`
  }

  #heading(): string {
    const words: Record<Filter, string> = {
      open: msg('Open orders'),
      overdue: msg('Overdue orders'),
      resulted: msg('Resulted orders'),
      cancelled: msg('Canceled orders'),
    }
    return words[this.#filter]
  }

  #emptyText(): string {
    const words: Record<Filter, string> = {
      open: msg('No order waits for its result'),
      overdue: msg('No order is overdue'),
      resulted: msg('No order has its result yet'),
      cancelled: msg('No order was canceled'),
    }
    return words[this.#filter]
  }

  #count(value: OrdersAnswer): string {
    return formatNumber(total(value, this.#filter), placeOf(this.element.host))
  }

  #tab(filter: Filter, label: string) {
    return html`<button type="button" aria-pressed=${this.#filter === filter} @click=${() => this.#show(filter)}>
      ${label}
    </button>`
  }

  #show(filter: Filter): void {
    if (filter === this.#filter) return
    this.#filter = filter
    this.#limit = PAGE
    this.#cancelling = ''
    this.loaded.forget()
    void this.loaded.load()
  }

  #row(order: TrackedOrder) {
    const { host } = this.element
    const place = placeOf(host)
    const waits = order.status === 'open' || order.status === 'partial'
    const cancelling = this.#cancelling === order.id
    const facts = [
      order.ordererName && msg(str`by ${order.ordererName}`),
      order.status === 'cancelled' && order.reason,
      waits && deliveryWords(order),
      msg(str`requisition ${order.requisition}`),
    ].filter(Boolean)
    return html`<li class=${cancelling ? 'asking' : nothing}>
      <tessera-patient-mark record-id=${idOf(order.patient)} size="28"></tessera-patient-mark>
      <div class="grow">
        <p>
          <b>${order.name}</b> · <a href=${chartHref(host, order.patient)}>${order.patientName || msg('A patient')}</a>
        </p>
        <p class="sm muted">${facts.join(' · ')}</p>
      </div>
      <div class="when">
        <span class="nowrap"
          >${dayWords(order.orderedAt, place)}${waits ? html` · <b>${ageShort(order.ageDays)}</b>` : nothing}</span
        >
        ${lateChip(order)}
      </div>
      <div class="row acts">
        <a
          class="btn icon s"
          href=${hrefOf(host, `requisitions/${encodeURIComponent(order.requisition)}/pdf`)}
          target="_blank"
          rel="noopener"
          aria-label=${msg(str`Requisition of ${order.name}, ${order.patientName} (PDF)`)}
          title=${msg('Requisition (PDF)')}
          ><tessera-icon name="printer" size="s"></tessera-icon
        ></a>
        ${
          waits && mayAct(host)
            ? html`<button
                class="btn s"
                type="button"
                aria-expanded=${cancelling}
                aria-label=${msg(str`Cancel ${order.name}, ${order.patientName}`)}
                @click=${() => this.#ask(cancelling ? '' : order.id)}
              >
                ${msg('Cancel…')}
              </button>`
            : nothing
        }
      </div>
      ${cancelling ? this.#form(order) : nothing}
    </li>`
  }

  #form(order: TrackedOrder) {
    const parts = {
      id: 'reason',
      label: msg(str`Why is ${order.name} canceled?`),
      ...(this.#error ? { error: this.#error } : { hint: msg('The reason stays in the chart.') }),
    }
    return html`<form
      class="why"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault()
        void this.#cancel(order)
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#ask('')
      }}
    >
      ${field({
        ...parts,
        control: html`<input
          id="reason"
          maxlength="500"
          autocomplete="off"
          aria-invalid=${this.#error ? 'true' : nothing}
          aria-describedby=${describedBy(parts)}
          .value=${live(this.#reason)}
          @input=${(event: Event) => {
            this.#reason = event.target instanceof HTMLInputElement ? event.target.value : ''
            this.#error = ''
          }}
        />`,
      })}
      <div class="row">
        <button class="btn" type="button" @click=${() => this.#ask('')}>${msg('Keep order')}</button>
        <button class="btn danger" type="submit" aria-busy=${this.#busy ? 'true' : nothing}>
          ${msg('Cancel order')}
        </button>
      </div>
    </form>`
  }

  #ask(id: string): void {
    this.#cancelling = id
    this.#reason = ''
    this.#error = ''
    this.element.requestUpdate()
    if (id)
      void this.element.updateComplete.then(() =>
        this.element.renderRoot.querySelector<HTMLElement>('#reason')?.focus(),
      )
  }

  async #cancel(order: TrackedOrder): Promise<void> {
    const reason = this.#reason.trim()
    if (this.#busy) return
    if (reason === '') {
      this.#error = msg('Say why.')
      this.element.requestUpdate()
      this.element.renderRoot.querySelector<HTMLElement>('#reason')?.focus()
      return
    }
    const { host } = this.element
    this.#busy = true
    try {
      const { change } = await tell<ChangeAnswer>(
        host,
        `orders/${order.id}/cancel`,
        { reason },
        { patient: idOf(order.patient) },
      )
      tellDone(host, msg(str`${order.name} canceled`), change)
      this.#ask('')
      await this.loaded.load()
    } catch (error) {
      this.#error = problemWords(error)
    } finally {
      this.#busy = false
      this.element.requestUpdate()
    }
  }

  #more(value: OrdersAnswer) {
    const place = placeOf(this.element.host)
    const all = total(value, this.#filter)
    const shown = value.orders.length
    if (this.#filter === 'overdue' ? shown < this.#limit : shown >= all) return nothing
    const words =
      this.#filter === 'overdue'
        ? msg(str`The oldest ${formatNumber(shown, place)}`)
        : msg(str`The oldest ${formatNumber(shown, place)} of ${formatNumber(all, place)}`)
    return html`<div class="more">
      ${
        this.#limit < MOST
          ? html`<button
              class="btn s"
              type="button"
              @click=${() => {
                this.#limit = Math.min(MOST, this.#limit + PAGE)
                void this.loaded.load()
              }}
            >
              ${msg('Show more')}
            </button>`
          : nothing
      }
      <span class="muted sm" role="status">${words}</span>
    </div>`
  }
}

/** With `overdue=1` the server counts what is overdue only. */
const total = ({ counts }: OrdersAnswer, filter: Filter): number =>
  counts.filter(({ status }) => STATUS[filter].includes(status)).reduce((sum, { count }) => sum + count, 0)
