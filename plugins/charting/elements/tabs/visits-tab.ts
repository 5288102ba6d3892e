import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  TesseraElement,
  baseStyles,
  formatNumber,
  formatTime,
  placeOf,
  tableStyles,
  type Place,
} from '@tessera/web-components'
import type { Encounter } from 'fhir/r4.js'
import { html, nothing } from 'lit'
import { outsideName } from '../../domain/origin.js'
import { seenBy, visitStart, visitWords } from '../../domain/visits.js'
import { cardState } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip, tabStyles } from '../parts/pieces.js'
import { showMore } from '../parts/show-more.js'
import { visitKind } from '../parts/visit-words.js'
import { visitStatus } from '../parts/visit-status.js'
import { dayOrToday, isToday } from '../parts/words.js'

/** @summary All visits, here and elsewhere, newest first. */
export class VisitsTab extends TesseraElement {
  static override styles = [baseStyles, tableStyles, tabStyles]
  readonly #visits = new Paged<Encounter>(this, (host) => `Encounter?${patientOf(host)}&_sort=-date`, 50)

  refresh(): Promise<void> {
    return this.#visits.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const visits = this.#visits
    return html`<tessera-card
      heading=${msg('Visits')}
      icon="calendar-days"
      rows="8"
      count=${visits.total > 0 ? formatNumber(visits.total, place) : ''}
      state=${cardState(visits, visits.resources.length === 0)}
      empty-text=${msg('No visits yet')}
      @tessera-retry=${visits.load}
    >
      <div class="scroll">
        <table class="tbl">
          <thead>
            <tr>
              <th scope="col">${msg('Visit')}</th>
              <th scope="col">${msg('When')}</th>
              <th scope="col" class="hide-s">${msg('With')}</th>
              <th scope="col" class="hide-s">${msg('Where')}</th>
              <th scope="col">${msg('Status')}</th>
              ${writesNotes(this.host) ? html`<th scope="col"><span class="vh">${msg('Visit note')}</span></th>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${visits.resources.map((each) => row(each, this.host, place))}
          </tbody>
        </table>
      </div>
      ${showMore(visits, place)}
    </tessera-card>`
  }
}

const writesNotes = ({ user }: HostContext): boolean => user.roles.includes('clinician')

function row(encounter: Encounter, host: HostContext, place: Place) {
  const words = visitWords(encounter)
  const outside = outsideName(encounter)
  const start = visitStart(encounter)
  return html`<tr>
    <th scope="row">
      <b>${visitKind(words)}</b
      >${words.reason ? html`<span class="detail">${words.reason}</span>` : ''}${outside ? html`<span class="show-s">${sourceChip(outside, true)}</span>` : ''}
    </th>
    <td class="nowrap">
      ${dayOrToday(start, place)}${isToday(start, place) ? '' : html`<span class="detail">${formatTime(start, place)}</span>`}
    </td>
    <td class="hide-s muted">${seenBy(encounter)}</td>
    <td class="hide-s muted">${outside ? sourceChip(outside) : encounter.serviceProvider?.display}</td>
    <td class="nowrap">${visitStatus(encounter)}</td>
    ${writesNotes(host) ? html`<td class="end-s">${outside ? nothing : noteButton(encounter, host, place)}</td>` : nothing}
  </tr>`
}

/** Opens the note of this visit beside the chart. */
const noteButton = ({ id = '', period }: Encounter, { workspaces }: HostContext, place: Place) =>
  html`<tessera-button
    size="s"
    icon="file-pen-line"
    label=${msg(str`Visit note of ${dayOrToday(period?.start, place)}`)}
    @click=${() => workspaces.open('charting:note', { encounter: id })}
    >${msg('Visit note')}</tessera-button
  >`
