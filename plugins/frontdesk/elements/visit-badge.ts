import { msg, str } from '@lit/localize'
import { TesseraElement, baseStyles } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import type { PatientVisits } from '../server/visit.js'
import { look } from './parts/desk.js'
import { Loaded } from './parts/loaded.js'
import { laneWords, minutesSince, minutesText } from './parts/words.js'

/** @summary Where the patient is now, in the banner: "In Room 3 · 12 min". Nothing when not here. */
export class VisitBadge extends TesseraElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: contents;
      }
    `,
  ]
  readonly #visits = new Loaded(this, (host, signal) =>
    look<PatientVisits>(host, `visits?patient=${encodeURIComponent(host.patient?.id ?? '')}`, signal),
  )

  override connectedCallback(): void {
    super.connectedCallback()
    this.#visits.tick(30_000)
  }

  refresh(): Promise<void> {
    return this.#visits.load()
  }

  protected override render() {
    const now = this.#visits.value?.now
    if (!now || now.lane === 'left') return nothing
    const place = now.room && now.lane !== 'arrived' ? msg(str`In ${now.room}`) : laneWords(now.lane)
    const status = now.lane === 'arrived' ? 'waiting' : 'in-room'
    return html`<tessera-chip status=${status}>${place} · ${minutesText(minutesSince(now.since))}</tessera-chip>`
  }
}

export default VisitBadge
