import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  civilDate,
  daysBetween,
  field,
  formatNumber,
  formatShortDate,
  placeOf,
  today,
  type Place,
  type TesseraElement,
} from '@tessera/web-components'
import { css, html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { ChangeAnswer, OrdersAnswer, TrackedOrder } from '../../domain/api.js'
import { look, patientId } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'

/** Most that the route gives at once. */
const MOST = 500

interface Cancelling {
  id: string
  reason: string
  /** What is wrong with the reason, or why it was refused. */
  error?: string
  busy: boolean
}

/** Orders without a final result, oldest first, those of one requisition together; a clinician cancels with a reason. */
export class WaitingCard {
  readonly #orders: Loaded<OrdersAnswer>
  #cancelling?: Cancelling

  constructor(private readonly element: TesseraElement) {
    this.#orders = new Loaded(element, (host, signal) =>
      look<OrdersAnswer>(host, `orders?patient=${patientId(host)}&status=open,partial&limit=${MOST}`, signal),
    )
  }

  get load() {
    return this.#orders.load
  }

  render(): TemplateResult {
    const { host } = this.element
    const place = placeOf(host)
    const orders = this.#orders.value?.orders ?? []
    const overdue = orders.filter((each) => each.overdue).length
    const { state } = this.#orders
    return html`<tessera-card
      heading=${msg('Waiting')}
      icon="clipboard-list"
      rows="2"
      count=${orders.length > 0 ? formatNumber(orders.length, place) : ''}
      state=${state === 'ready' && orders.length === 0 ? 'empty' : state}
      empty-text=${msg('No open orders')}
      empty-hint=${msg('An order stands here until its result is in or it is canceled.')}
      @tessera-retry=${this.load}
    >
      ${overdue > 0 ? html`<tessera-chip slot="badge" status="overdue">${msg(str`${formatNumber(overdue, place)} overdue`)}</tessera-chip>` : nothing}
      ${
        isClinician(host)
          ? html`<button slot="action" class="btn s" type="button" @click=${() => host.workspaces.open('labs:order')}>
              <tessera-icon name="plus" size="s"></tessera-icon>${msg('Order')}
            </button>`
          : nothing
      }
      ${byRequisition(orders).map((each) => this.#requisition(each, place))}
    </tessera-card>`
  }

  #requisition(orders: readonly TrackedOrder[], place: Place) {
    const [first] = orders
    if (!first) return nothing
    const { host } = this.element
    const age = first.ageDays === 0 ? '' : first.ageDays === 1 ? msg('1 day ago') : msg(str`${first.ageDays} days ago`)
    const when = [formatShortDate(first.orderedAt, place), age].filter(Boolean).join(', ')
    return html`<section class="req" aria-label=${msg(str`Requisition ${first.requisition}`)}>
      <div class="req-head">
        <p class="muted sm">
          ${first.ordererName ? msg(str`Ordered ${when} by ${first.ordererName}`) : msg(str`Ordered ${when}`)}
          <span class="faint nowrap">${first.requisition}</span>
        </p>
        <a class="btn s quiet" href=${requisitionHref(host, first.requisition)} target="_blank" rel="noopener">
          <tessera-icon name="printer" size="s"></tessera-icon>${msg('Print requisition')}
        </a>
      </div>
      <ul class="rows">
        ${orders.map((each) => this.#order(each, place))}
      </ul>
    </section>`
  }

  #order(order: TrackedOrder, place: Place) {
    const isAsked = this.#cancelling?.id === order.id
    return html`<li class=${isAsked ? 'asks' : ''}>
      <div class="grow">
        <b>${order.name}</b>
        <span class="detail">${delivery(order)}</span>
      </div>
      <span class="state">${stateOf(order, place)}</span>
      ${
        isClinician(this.element.host) && !isAsked
          ? html`<button
              class="btn s"
              type="button"
              aria-label=${msg(str`Cancel the order of ${order.name}…`)}
              @click=${() => this.#ask(order.id)}
            >
              ${msg('Cancel…')}
            </button>`
          : nothing
      }
      ${isAsked && this.#cancelling ? html`<div class="below">${this.#form(order, this.#cancelling)}</div>` : nothing}
    </li>`
  }

  #form(order: TrackedOrder, { reason, error, busy }: Cancelling) {
    return html`<form
      class="cancel"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault()
        void this.#cancel(order)
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        this.#keep(order.id)
      }}
    >
      ${field({
        id: 'cancel-reason',
        label: msg(str`Why is ${order.name} canceled?`),
        ...(error ? { error } : { hint: msg('It stays in the history with the reason.') }),
        control: html`<input
          id="cancel-reason"
          class="in"
          list="cancel-reasons"
          autocomplete="off"
          aria-describedby="cancel-reason-note"
          aria-invalid=${error ? 'true' : nothing}
          .value=${live(reason)}
          @input=${({ target }: Event) => {
            if (target instanceof HTMLInputElement) this.#set({ reason: target.value })
          }}
        />`,
      })}
      <datalist id="cancel-reasons">
        ${[msg('Ordered in error'), msg('No longer needed'), msg('Patient’s wish'), msg('Done elsewhere')].map((each) => html`<option value=${each}></option>`)}
      </datalist>
      <div class="row wrap">
        <button class="btn danger" type="submit" aria-busy=${busy ? 'true' : nothing}>${msg('Cancel order')}</button>
        <button class="btn" type="button" @click=${() => this.#keep(order.id)}>${msg('Keep order')}</button>
      </div>
    </form>`
  }

  #ask(id: string): void {
    this.#cancelling = { id, reason: '', busy: false }
    this.element.requestUpdate()
    void this.element.updateComplete.then(() => this.#focusReason())
  }

  #keep(id: string): void {
    this.#cancelling = undefined
    this.element.requestUpdate()
    void this.element.updateComplete.then(() => {
      const place = this.#orders.value?.orders ? byRequisition(this.#orders.value.orders).flat() : []
      const row = place.findIndex((each) => each.id === id)
      this.element.renderRoot.querySelectorAll<HTMLElement>('.req .rows > li')[row]?.querySelector('button')?.focus()
    })
  }

  #set(part: Partial<Cancelling>): void {
    if (this.#cancelling) this.#cancelling = { ...this.#cancelling, ...part }
    this.element.requestUpdate()
  }

  #focusReason(): void {
    this.element.renderRoot.querySelector<HTMLElement>('#cancel-reason')?.focus()
  }

  async #cancel(order: TrackedOrder): Promise<void> {
    const asked = this.#cancelling
    if (!asked || asked.busy) return
    const reason = asked.reason.trim()
    if (reason === '') {
      this.#set({ error: msg('Say why in a few words.') })
      this.#focusReason()
      return
    }
    this.#set({ busy: true })
    const { host } = this.element
    const answer = await post(host, `orders/${order.id}/cancel`, { reason })
    if ('refusal' in answer) {
      this.#set({ busy: false, error: answer.refusal })
      this.#focusReason()
      return
    }
    this.#cancelling = undefined
    host.notify({
      text: msg(str`${order.name} canceled`),
      action: { label: msg('Undo'), run: () => void host.undo(answer.change).then(() => this.load()) },
    })
    await this.load()
  }
}

const isClinician = ({ user }: HostContext): boolean => user.roles.includes('clinician')

const requisitionHref = ({ clinic }: HostContext, number: string): string =>
  `/clinics/${clinic.slug}/api/labs/requisitions/${encodeURIComponent(number)}/pdf`

/** In the order in which they came. */
function byRequisition(orders: readonly TrackedOrder[]): TrackedOrder[][] {
  const groups = new Map<string, TrackedOrder[]>()
  for (const each of orders) groups.set(each.requisition, [...(groups.get(each.requisition) ?? []), each])
  return [...groups.values()]
}

/** How it gets to the laboratory. */
function delivery({ delivery: state, deliveryNote }: TrackedOrder) {
  switch (state) {
    case 'waiting':
      return msg('On its way to the laboratory')
    case 'sent':
      return msg('Taken by the laboratory')
    case 'paper':
      return msg('On paper: the requisition goes with the patient')
    case 'failed':
      return html`<span class="failed"
        ><tessera-icon name="triangle-alert" size="s"></tessera-icon
        >${msg('Not sent')}${deliveryNote ? `: ${deliveryNote}` : ''}</span
      >`
  }
}

function stateOf({ status, overdue, due }: TrackedOrder, place: Place) {
  const late = daysBetween(civilDate(due, place.timezone), today(place.timezone))
  const words = late === 1 ? msg('Overdue 1 day') : late > 1 ? msg(str`Overdue ${late} days`) : msg('Overdue')
  return html`${status === 'partial' ? html`<tessera-chip status="preliminary"></tessera-chip>` : nothing}
  ${
    overdue
      ? html`<tessera-chip status="overdue">${words}</tessera-chip>`
      : html`<span class="muted sm nowrap">${msg(str`Due ${formatShortDate(due, place)}`)}</span>`
  }`
}

/** @returns the change-set, or why not in words; refusals come as answers, other failures throw in the host */
async function post(host: HostContext, path: string, body: object): Promise<ChangeAnswer | { refusal: string }> {
  const dropped = msg('Not canceled: the line dropped. Your reason is kept here; try again.')
  try {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      allow: [400, 404, 409, 422],
    }
    const answer = await host.fetch('labs', path, init)
    const said: unknown = await answer.json()
    // our own route: a success is a ChangeAnswer
    if (answer.ok) return said as ChangeAnswer
    const detail = typeof said === 'object' && said !== null && 'detail' in said ? said.detail : undefined
    return { refusal: typeof detail === 'string' ? detail : dropped }
  } catch (error) {
    const isSaid = error instanceof Error && 'status' in error && error.status !== 0
    return { refusal: isSaid ? error.message : dropped }
  }
}

export const waitingStyles = css`
  .req + .req {
    border-block-start: 1px solid var(--tessera-border);
  }
  .req-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--tessera-space-3);
    padding-block: 0.375rem;
    padding-inline: var(--tessera-pad) var(--tessera-space-2);
    background: var(--tessera-hover);
  }
  .req:first-of-type .req-head {
    border-block-start: 1px solid var(--tessera-border);
  }
  .req .rows > li {
    flex-wrap: wrap;
    padding-inline-end: var(--tessera-space-2);
  }
  .req .rows > li:hover {
    background: none;
  }
  .req .detail {
    display: block;
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
  .req .state {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0.375rem;
  }
  .req .failed {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    color: var(--tessera-danger);
  }
  .req .below {
    flex: 1 0 100%;
  }
  .cancel {
    display: grid;
    gap: var(--tessera-space-3);
    max-inline-size: 30rem;
    padding-block: var(--tessera-space-2);
  }
  @container (max-width: 28rem) {
    .req-head {
      flex-wrap: wrap;
      gap: 0;
    }
    .req-head .btn {
      padding-inline-start: 0;
    }
    .req .rows .grow {
      flex-basis: 100%;
    }
    .req .rows .state {
      flex: 1;
      justify-content: start;
    }
  }
`
