import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  formatNumber,
  formatShortDate,
  placeOf,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { Immunization } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import { outsideName } from '../../domain/origin.js'
import { termText } from '../../domain/terms.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip, tabStyles } from '../parts/pieces.js'
import { showMore } from '../parts/show-more.js'
import { givesCare, openEnd } from '../records/may.js'
import { rowMenu, rowMenuStyles } from '../records/row-menu.js'

/** @summary Every dose, newest first, with what the vial and the arm say; what was refused says so. */
export class ImmunizationsTab extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, tableStyles, tabStyles, rowMenuStyles]
  readonly #doses = new Paged<Immunization>(this, (host) => `Immunization?${patientOf(host)}&_sort=-date`, 50)

  refresh(): Promise<void> {
    return this.#doses.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const doses = this.#doses
    return html`<tessera-card
      heading=${msg('Immunizations')}
      icon="syringe"
      rows="8"
      count=${doses.total > 0 ? formatNumber(doses.total, place) : ''}
      state=${cardState(doses, doses.resources.length === 0)}
      empty-text=${msg('No immunizations recorded')}
      @tessera-retry=${doses.load}
    >
      ${
        givesCare(this.host)
          ? html`<tessera-button
              slot="${cardState(doses, doses.resources.length === 0) === 'empty' ? 'empty' : 'action'}"
              kind="quiet"
              size="s"
              icon="plus"
              @click=${() => this.host.workspaces.open('charting:immunization', {})}
              >${msg('Add an immunization')}</tessera-button
            >`
          : nothing
      }
      <div class="scroll">
        <table class="tbl">
          <thead>
            <tr>
              <th scope="col">${msg('Vaccine')}</th>
              <th scope="col">${msg('Given')}</th>
              <th scope="col" class="num">${msg('Dose')}</th>
              <th scope="col" class="hide-s">${msg('Site')}</th>
              <th scope="col" class="hide-s">${msg('Lot')}</th>
              <th scope="col" class="hide-s">${msg('By')}</th>
              <th scope="col">${msg('Status')}</th>
              ${givesCare(this.host) ? html`<th scope="col"><span class="vh">${msg('Actions')}</span></th>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${doses.resources.map((each) => row(each, this.host, place))}
          </tbody>
        </table>
      </div>
      ${showMore(doses, place)}
    </tessera-card>`
  }
}

function row(dose: Immunization, host: HostContext, place: Place) {
  const [protocol] = dose.protocolApplied ?? []
  const product = dose.vaccineCode.coding?.find(({ display }) => display)?.display
  const name = termText(dose.vaccineCode)
  const nth = protocol?.doseNumberPositiveInt ?? protocol?.doseNumberString
  const by = (dose.performer ?? []).flatMap(({ actor }) => actor.display ?? []).join(', ')
  const outside = outsideName(dose)
  return html`<tr>
    <th scope="row">
      <b>${name}</b>
      ${sourceChip(outside, true)}${product && product !== name ? html`<span class="detail">${product}</span>` : nothing}
    </th>
    <td class="nowrap">
      ${dose.occurrenceDateTime ? formatShortDate(dose.occurrenceDateTime, place) : dose.occurrenceString}
    </td>
    <td class="num">
      ${nth === undefined ? nothing : protocol?.seriesDosesPositiveInt ? msg(str`${nth} of ${protocol.seriesDosesPositiveInt}`) : nth}
    </td>
    <td class="hide-s muted">${termText(dose.site)}</td>
    <td class="hide-s muted">${dose.lotNumber}</td>
    <td class="hide-s muted">${by}</td>
    <td>${status(dose)}</td>
    ${givesCare(host) ? html`<td class="num">${dose.status === 'entered-in-error' ? nothing : actions(dose, name, host)}</td>` : nothing}
  </tr>`
}

const actions = (dose: Immunization, name: string, host: HostContext) =>
  rowMenu(name, [
    { label: msg('Change…'), run: () => host.workspaces.open('charting:immunization', { change: dose.id }) },
    { label: msg('Entered in error…'), run: () => openEnd(host, 'Immunization', dose.id) },
  ])

function status({ status: word, statusReason }: Immunization) {
  if (word === 'completed') return html`<tessera-chip kind="bare" icon="circle-check">${msg('Given')}</tessera-chip>`
  if (word === 'entered-in-error') return html`<tessera-chip icon="ban">${msg('Withdrawn')}</tessera-chip>`
  return html`<tessera-chip icon="ban">${msg('Not given')}</tessera-chip
    >${statusReason ? html`<span class="detail">${termText(statusReason)}</span>` : nothing}`
}
