import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  formatNumber,
  formatShortDate,
  placeOf,
  rowStyles,
  type Place,
} from '@tessera/web-components'
import type { Immunization } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import { byVaccine, type VaccineGroup } from '../../domain/immunizations.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { patientOf, tabHref } from '../parts/pieces.js'
import { givesCare } from '../records/may.js'

const SHOWN = 6
/** Doses of a lifetime; with more, none are counted rather than counted wrong. */
const WINDOW = 80

/** @summary Vaccines, the one given last first, with the day of the last dose and how many there were. */
export class ImmunizationsCard extends TesseraElement {
  static override styles = [baseStyles, rowStyles]
  readonly #doses = new Loaded(this, (host, signal) =>
    host.fhir.search<Immunization>(
      `Immunization?${patientOf(host)}&_sort=-date&_count=${WINDOW}&_total=accurate`,
      signal,
    ),
  )

  refresh(): Promise<void> {
    return this.#doses.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { resources = [], next } = this.#doses.value ?? {}
    const groups = byVaccine(resources)
    const given = resources.filter(({ status }) => status === 'completed').length
    return html`<tessera-card
      heading=${msg('Immunizations')}
      icon="syringe"
      rows="6"
      count=${given > 0 && next === undefined ? msg(str`${formatNumber(given, place)} given`) : ''}
      state=${cardState(this.#doses, groups.length === 0)}
      empty-text=${msg('No immunizations recorded')}
      @tessera-retry=${this.#doses.load}
    >
      <tessera-button slot="action" kind="quiet" size="s" href=${tabHref(this.host, 'immunizations')}
        >${msg('All doses')}</tessera-button
      >
      ${
        givesCare(this.host)
          ? html`<tessera-button
              slot="action"
              kind="icon"
              size="s"
              icon="plus"
              label=${msg('Add an immunization')}
              @click=${() => this.host.workspaces.open('charting:immunization', {})}
            ></tessera-button>`
          : nothing
      }
      <ul class="rows">
        ${groups.slice(0, SHOWN).map((each) => row(each, next === undefined, place))}
      </ul>
      ${
        groups.length > SHOWN
          ? html`<div slot="footer">
              <a href=${tabHref(this.host, 'immunizations')}
                >${msg(str`${formatNumber(groups.length - SHOWN, place)} more vaccines`)}</a
              >
            </div>`
          : nothing
      }
    </tessera-card>`
  }
}

function row({ name, doses, last, refused }: VaccineGroup, counted: boolean, place: Place) {
  return html`<li>
    <span class="grow"><b>${name}</b></span>
    <span class="meta">
      ${last ? html`<span class="sm">${formatShortDate(last, place)}</span>` : nothing}
      ${refused !== undefined ? html`<tessera-chip icon="ban">${msg(str`Not given ${formatShortDate(refused, place)}`)}</tessera-chip>` : nothing}
      ${counted && doses > 1 ? html`<span class="muted xs">${msg(str`${formatNumber(doses, place)} doses`)}</span>` : nothing}
    </span>
  </li>`
}
