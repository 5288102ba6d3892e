import { msg, str } from '@lit/localize'
import { TesseraElement, baseStyles, formatNumber, placeOf, rowStyles, type Place } from '@tessera/web-components'
import type { AllergyIntolerance } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { isActive, reactionsOf, saysNone, severeFirst } from '../../domain/allergies.js'
import { outsideName } from '../../domain/origin.js'
import { termText } from '../../domain/terms.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { patientOf, sourceChip, tabHref } from '../parts/pieces.js'
import { riskChip } from '../parts/risk-chip.js'
import { sinceDate } from '../parts/words.js'
import { givesCare } from '../records/may.js'

const SHOWN = 8

/** @summary Active allergies, the dangerous first; "No known allergies" is told apart from nothing being known. */
export class AllergiesCard extends TesseraElement {
  static override styles = [
    baseStyles,
    rowStyles,
    css`
      .none {
        display: flex;
        gap: 0.5rem;
      }
      .none tessera-icon {
        color: var(--tessera-fg-faint);
        margin-block-start: 0.125rem;
      }
    `,
  ]
  readonly #allergies = new Loaded(this, (host, signal) =>
    // by criticality: a dangerous one is in the first page, however many there are
    host.fhir.search<AllergyIntolerance>(
      `AllergyIntolerance?${patientOf(host)}&clinical-status=active&_sort=criticality&_count=20&_total=accurate`,
      signal,
    ),
  )

  refresh(): Promise<void> {
    return this.#allergies.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { resources = [], total = 0 } = this.#allergies.value ?? {}
    const active = resources.filter(isActive)
    const allergies = severeFirst(active.filter((each) => !saysNone(each)))
    const none = allergies.length === 0 ? active.find(saysNone) : undefined
    const count = total - (resources.length - allergies.length)
    return html`<tessera-card
      heading=${msg('Allergies')}
      icon="shield-alert"
      rows="2"
      count=${allergies.length > 0 ? formatNumber(count, place) : ''}
      state=${cardState(this.#allergies, active.length === 0)}
      empty-text=${msg('No allergies recorded')}
      empty-hint=${msg('It is not recorded that there are none.')}
      @tessera-retry=${this.#allergies.load}
    >
      <tessera-button slot="action" kind="quiet" size="s" href=${tabHref(this.host, 'allergies')}
        >${msg('All allergies')}</tessera-button
      >
      ${
        givesCare(this.host)
          ? html`<tessera-button
              slot="action"
              kind="icon"
              size="s"
              icon="plus"
              label=${msg('Add an allergy')}
              @click=${() => this.host.workspaces.open('charting:allergy', {})}
            ></tessera-button>`
          : nothing
      }
      <ul class="rows">
        ${allergies.slice(0, SHOWN).map((each) => row(each, place))} ${none ? noneRow(none, place) : nothing}
      </ul>
      ${
        count > SHOWN
          ? html`<div slot="footer">
              <a href=${tabHref(this.host, 'allergies')}>${msg(str`${formatNumber(count - SHOWN, place)} more`)}</a>
            </div>`
          : nothing
      }
    </tessera-card>`
  }
}

function row(allergy: AllergyIntolerance, place: Place) {
  const details = [
    reactionsOf(allergy).join(', ') || msg('reaction not recorded'),
    allergy.onsetDateTime ? msg(str`since ${sinceDate(allergy.onsetDateTime, place)}`) : '',
  ]
  return html`<li>
    <span class="grow">
      <b>${termText(allergy.code)}</b> ${sourceChip(outsideName(allergy), true)}<br /><span class="muted sm"
        >${details.filter(Boolean).join(' · ')}</span
      >
    </span>
    ${riskChip(allergy)}
  </li>`
}

const noneRow = ({ recordedDate, code }: AllergyIntolerance, place: Place) =>
  html`<li>
    <span class="none"
      ><tessera-icon name="circle-check"></tessera-icon
      ><span
        ><b>${termText(code)}</b
        >${recordedDate ? html`<br /><span class="muted sm">${msg(str`asked ${sinceDate(recordedDate, place)}`)}</span>` : nothing}</span
      ></span
    >
  </li>`
