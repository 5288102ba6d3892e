import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  formatNumber,
  placeOf,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { AllergyIntolerance } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import { isActive, reactionsOf, saysNone, severeFirst } from '../../domain/allergies.js'
import { outsideName } from '../../domain/origin.js'
import { firstCode, termText } from '../../domain/terms.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip, tabStyles } from '../parts/pieces.js'
import { riskChip } from '../parts/risk-chip.js'
import { showMore } from '../parts/show-more.js'
import { sinceDate } from '../parts/words.js'
import { givesCare, openEnd } from '../records/may.js'
import { rowMenu, rowMenuStyles } from '../records/row-menu.js'

/** @summary All allergies and intolerances: the active ones, the dangerous first; then what no longer holds. */
export class AllergiesTab extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, tableStyles, tabStyles, rowMenuStyles]
  readonly #allergies = new Paged<AllergyIntolerance>(
    this,
    (host) => `AllergyIntolerance?${patientOf(host)}&_sort=criticality`,
    100,
  )

  refresh(): Promise<void> {
    return this.#allergies.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const all = this.#allergies
    const active = all.resources.filter(isActive)
    const over = all.resources.filter((each) => !isActive(each))
    const count = active.filter((each) => !saysNone(each)).length
    return html`<tessera-card
        heading=${msg('Allergies')}
        icon="shield-alert"
        rows="4"
        count=${count > 0 && !all.hasMore ? formatNumber(count, place) : ''}
        state=${cardState(all, active.length === 0)}
        empty-text=${msg('No allergies recorded')}
        empty-hint=${msg('It is not recorded that there are none.')}
        @tessera-retry=${all.load}
      >
        ${
          givesCare(this.host)
            ? html`<tessera-button
                slot="${cardState(all, active.length === 0) === 'empty' ? 'empty' : 'action'}"
                kind="quiet"
                size="s"
                icon="plus"
                @click=${() => this.host.workspaces.open('charting:allergy', {})}
                >${msg('Add an allergy')}</tessera-button
              >`
            : nothing
        }
        ${table(severeFirst(active), false, this.host, place)} ${showMore(all, place)}
      </tessera-card>
      ${
        over.length > 0
          ? html`<tessera-card heading=${msg('No longer held true')} count=${formatNumber(over.length, place)}
              >${table(severeFirst(over), true, this.host, place)}</tessera-card
            >`
          : nothing
      }`
  }
}

const table = (allergies: readonly AllergyIntolerance[], withStatus: boolean, host: HostContext, place: Place) =>
  html`<div class="scroll">
    <table class="tbl">
      <thead>
        <tr>
          <th scope="col">${msg('To what')}</th>
          <th scope="col">${msg('Reaction')}</th>
          <th scope="col">${msg('Risk')}</th>
          <th scope="col" class="hide-s">${msg('Since')}</th>
          <th scope="col" class="hide-s">${msg('Recorded')}</th>
          ${withStatus ? html`<th scope="col">${msg('Status')}</th>` : nothing}
          ${givesCare(host) ? html`<th scope="col"><span class="vh">${msg('Actions')}</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${allergies.map((each) => row(each, withStatus, host, place))}
      </tbody>
    </table>
  </div>`

function row(allergy: AllergyIntolerance, withStatus: boolean, host: HostContext, place: Place) {
  const kind = [
    allergy.type === 'intolerance' ? msg('Intolerance') : '',
    ...(allergy.category ?? []).map(categoryWord),
    doubt(allergy),
  ].filter(Boolean)
  return html`<tr>
    <th scope="row">
      <b>${termText(allergy.code)}</b>
      ${sourceChip(outsideName(allergy), true)}${kind.length > 0 ? html`<span class="detail">${kind.join(' · ')}</span>` : nothing}
    </th>
    <td>
      ${reactionsOf(allergy).join(', ') || (saysNone(allergy) ? nothing : html`<span class="faint">${msg('not recorded')}</span>`)}
    </td>
    <td>${riskChip(allergy)}</td>
    <td class="hide-s nowrap">${sinceDate(allergy.onsetDateTime, place)}</td>
    <td class="hide-s muted">
      ${[allergy.recorder?.display, sinceDate(allergy.recordedDate, place)].filter(Boolean).join(', ')}
    </td>
    ${withStatus ? html`<td>${statusWord(allergy)}</td>` : nothing}
    ${givesCare(host) ? html`<td class="num">${actions(allergy, host)}</td>` : nothing}
  </tr>`
}

function actions(allergy: AllergyIntolerance, host: HostContext) {
  if (firstCode(allergy.verificationStatus) === 'entered-in-error') return nothing
  return rowMenu(termText(allergy.code), [
    saysNone(allergy)
      ? undefined
      : { label: msg('Change…'), run: () => host.workspaces.open('charting:allergy', { change: allergy.id }) },
    { label: msg('Entered in error…'), run: () => openEnd(host, 'AllergyIntolerance', allergy.id) },
  ])
}

function categoryWord(category: string): string {
  const words: Record<string, () => string> = {
    food: () => msg('Food'),
    medication: () => msg('Medicine'),
    environment: () => msg('Environment'),
    biologic: () => msg('Biologic'),
  }
  return words[category]?.() ?? category
}

const doubt = ({ verificationStatus }: AllergyIntolerance): string =>
  ['unconfirmed', 'presumed'].includes(firstCode(verificationStatus) ?? '') ? msg('not confirmed') : ''

function statusWord({ clinicalStatus, verificationStatus }: AllergyIntolerance): string {
  const verified = firstCode(verificationStatus)
  if (verified === 'entered-in-error') return msg('Withdrawn')
  if (verified === 'refuted') return msg('Refuted')
  return firstCode(clinicalStatus) === 'resolved' ? msg('Resolved') : msg('Inactive')
}
