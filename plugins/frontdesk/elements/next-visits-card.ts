import { msg } from '@lit/localize'
import { TesseraElement, baseStyles, formatDateTime, placeOf, rowStyles } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { PatientVisits } from '../server/visit.js'
import { look } from './parts/desk.js'
import { Loaded } from './parts/loaded.js'

/** @summary The next bookings of the patient. */
export class NextVisitsCard extends TesseraElement {
  static override styles = [baseStyles, rowStyles]
  readonly #visits = new Loaded(this, (host, signal) =>
    look<PatientVisits>(host, `visits?patient=${encodeURIComponent(host.patient?.id ?? '')}`, signal),
  )

  refresh(): Promise<void> {
    return this.#visits.load()
  }

  protected override render() {
    const { state, value } = this.#visits
    const next = value?.next ?? []
    return html`<tessera-card
      heading=${msg('Next visits')}
      icon="calendar-clock"
      rows="2"
      state=${state === 'ready' && next.length === 0 ? 'empty' : state}
      empty-text=${msg('Nothing is booked')}
      @tessera-retry=${this.#visits.load}
    >
      <tessera-button slot="action" kind="quiet" size="s" href=${`/clinics/${this.host.clinic.slug}/schedule`}
        >${msg('Schedule')}</tessera-button
      >
      <ul class="rows">
        ${next.map(
          ({ start, title, provider, status }) =>
            html`<li>
              <span class="grow"
                ><b>${formatDateTime(start, placeOf(this.host))}</b><br /><span class="muted sm"
                  >${[title, provider].filter(Boolean).join(' · ')}</span
                ></span
              >
              ${status === 'booked' ? nothing : html`<span class="sm muted">${msg('Asked for')}</span>`}
            </li>`,
        )}
      </ul>
    </tessera-card>`
  }
}

export default NextVisitsCard
