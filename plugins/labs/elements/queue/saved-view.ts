import { msg, str } from '@lit/localize'
import { formatNumber, localeOf, placeOf, type Place, type TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { SavingsAnswer } from '../../domain/api.js'
import { look } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'

type Since = 'month' | 'year' | 'ever'

const DAYS: Record<Since, number | undefined> = { month: 30, year: 365, ever: undefined }

/** Tests that were not repeated, since an earlier result was used, and what they would have cost. */
export class SavedView {
  readonly loaded: Loaded<SavingsAnswer>
  #since: Since = 'year'

  constructor(private readonly element: TesseraElement) {
    this.loaded = new Loaded(
      element,
      (host, signal) => {
        const days = DAYS[this.#since]
        const since =
          days === undefined ? '' : `?since=${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)}`
        return look<SavingsAnswer>(host, `savings${since}`, signal)
      },
      true,
    )
  }

  render() {
    const { value, state } = this.loaded
    const place = placeOf(this.element.host)
    return html`<tessera-card
      heading=${msg('Saved tests')}
      state=${value ? 'ready' : state}
      icon="wallet"
      rows="5"
      @tessera-retry=${this.loaded.load}
    >
      <div slot="action" class="filter" role="group" aria-label=${msg('Since')}>
        ${this.#tab('month', msg('30 days'))}${this.#tab('year', msg('A year'))}${this.#tab('ever', msg('Ever'))}
      </div>
      ${value ? this.#body(value, place) : nothing}
    </tessera-card>`
  }

  #tab(since: Since, label: string) {
    return html`<button
      type="button"
      aria-pressed=${this.#since === since}
      @click=${() => {
        this.#since = since
        void this.loaded.load()
      }}
    >
      ${label}
    </button>`
  }

  #body({ count, cents, byTest }: SavingsAnswer, place: Place) {
    if (count === 0)
      return html`<p class="inner muted">
        ${msg('None in this time. When an order would repeat a recent result, “Use this result” counts here.')}
      </p>`
    const money = moneyWords(cents, place)
    return html`<p class="inner said">
        ${
          count === 1
            ? html`<b>${msg('1 test')}</b>
                ${msg('was not repeated, since its result was there already. It would have cost')}`
            : html`<b>${msg(str`${formatNumber(count, place)} tests`)}</b>
                ${msg('were not repeated, since their results were there already. They would have cost')}`
        }
        <b>${money}</b>.
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label=${msg('Saved tests by test')}>
        <table class="tbl">
          <thead>
            <tr>
              <th scope="col">${msg('Test')}</th>
              <th scope="col" class="num">${msg('Not repeated')}</th>
              <th scope="col" class="num">${msg('Cost saved')}</th>
            </tr>
          </thead>
          <tbody>
            ${byTest.map(
              (each) =>
                html`<tr>
                  <th scope="row">${each.name}</th>
                  <td class="num">${formatNumber(each.count, place)}</td>
                  <td class="num">${moneyWords(each.cents, place)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
  }
}

const moneyWords = (cents: number, place: Place): string =>
  new Intl.NumberFormat(localeOf(place), { style: 'currency', currency: 'USD' }).format(cents / 100)
