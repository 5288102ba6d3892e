import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { html } from 'lit'
import type { OrderAnswer } from '../../domain/api.js'
import { requisitionHref } from './order-data.js'
import { testsText } from './order-words.js'

export interface Placed extends OrderAnswer {
  /** Where it goes; absent when it is printed. */
  laboratory?: string
}

export interface PlacedParts {
  host: HostContext
  placed: Placed
  onNew(): void
  onClose(): void
}

/** What was ordered, with the paper that goes with the tubes. */
export const placedView = ({ host, placed, onNew, onClose }: PlacedParts) =>
  html`<section class="placed" aria-labelledby="placed">
    <div class="fields">
      <p class="row good">
        <tessera-icon name="circle-check"></tessera-icon>
        <b id="placed" tabindex="-1">${msg(str`${testsText(placed.orders.length)} ordered`)}</b>
      </p>
      <ul class="picked">
        ${placed.orders.map(
          ({ name }) => html`<li><tessera-icon name="flask-conical"></tessera-icon><span>${name}</span></li>`,
        )}
      </ul>
      <p class="sm">
        ${
          placed.laboratory
            ? msg(str`The order goes to ${placed.laboratory}. The requisition goes with the tubes.`)
            : msg('The requisition goes with the patient to the laboratory.')
        }
        <span class="nowrap">${msg('Requisition')} <b>${placed.requisition}</b></span>
      </p>
      <div class="row">
        <button class="btn" type="button" @click=${onNew}>${msg('Order more')}</button>
        <button class="btn quiet" type="button" @click=${onClose}>${msg('Close')}</button>
      </div>
    </div>
    <footer>
      <div class="foot last">
        <a class="btn primary" href=${requisitionHref(host, placed.requisition)} target="_blank" rel="noopener"
          ><tessera-icon name="printer"></tessera-icon>${msg('Print requisition')}</a
        >
      </div>
    </footer>
  </section>`
