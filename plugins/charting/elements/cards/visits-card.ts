import { msg } from '@lit/localize'
import { TesseraElement, baseStyles, formatNumber, placeOf, type Place } from '@tessera/web-components'
import type { Encounter } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { outsideName } from '../../domain/origin.js'
import { isNow, seenBy, visitStart, visitWords } from '../../domain/visits.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { patientOf, sourceChip, tabHref } from '../parts/pieces.js'
import { visitKind } from '../parts/visit-words.js'
import { visitStatus } from '../parts/visit-status.js'
import { dayOrToday, lowerFirst } from '../parts/words.js'

const SHOWN = 5

/** @summary The last visits on a line of time, here and elsewhere. */
export class VisitsCard extends TesseraElement {
  static override styles = [
    baseStyles,
    css`
      .line {
        padding: 0.25rem var(--tessera-pad) var(--tessera-pad);
        display: grid;
        gap: 0.75rem;
      }
      .line li {
        position: relative;
        padding-inline-start: 1.125rem;
      }
      .line li::before {
        content: '';
        position: absolute;
        inset: 0.375rem auto auto 0;
        inline-size: 0.5rem;
        block-size: 0.5rem;
        border-radius: 2px;
        background: var(--tessera-fg-faint);
      }
      .line li::after {
        content: '';
        position: absolute;
        inset: 1.125rem auto -0.875rem 0.2rem;
        inline-size: 1px;
        background: var(--tessera-border-strong);
      }
      .line li:last-child::after {
        display: none;
      }
      .line .now::before {
        background: var(--tessera-accent);
      }
      .line .out::before {
        background: var(--tessera-outside);
      }
    `,
  ]
  readonly #visits = new Loaded(this, (host, signal) =>
    host.fhir.search<Encounter>(`Encounter?${patientOf(host)}&_sort=-date&_count=${SHOWN}&_total=accurate`, signal),
  )

  refresh(): Promise<void> {
    return this.#visits.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { resources = [], total = 0 } = this.#visits.value ?? {}
    return html`<tessera-card
      heading=${msg('Visits')}
      icon="calendar-days"
      rows="5"
      count=${total > 0 ? formatNumber(total, place) : ''}
      state=${cardState(this.#visits, resources.length === 0)}
      empty-text=${msg('No visits yet')}
      @tessera-retry=${this.#visits.load}
    >
      <tessera-button slot="action" kind="quiet" size="s" href=${tabHref(this.host, 'visits')}
        >${msg('All visits')}</tessera-button
      >
      <ol class="line">
        ${resources.map((each) => item(each, this.host.clinic.name, place))}
      </ol>
    </tessera-card>`
  }
}

function item(encounter: Encounter, clinic: string, place: Place) {
  const outside = outsideName(encounter)
  const words = visitWords(encounter)
  const title = [visitKind(words), lowerFirst(words.reason)].filter(Boolean).join(': ')
  const where = outside ?? encounter.serviceProvider?.display
  const details = [seenBy(encounter), outside || where === clinic ? undefined : where].filter(Boolean)
  return html`<li class=${isNow(encounter) ? 'now' : outside ? 'out' : nothing}>
    <b>${dayOrToday(visitStart(encounter), place)}</b> ${title}<br />
    ${outside && encounter.status === 'finished' ? sourceChip(outside) : html`${visitStatus(encounter)} ${sourceChip(outside)}`}
    <span class="muted sm">${details.join(' · ')}</span>
  </li>`
}
