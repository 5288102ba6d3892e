import { msg, str } from '@lit/localize'
import type { HostContext, Resource } from '@tessera/sdk'
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
import type { MedicationRequest } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { doseOf, isUnreconciled, medicineText, openFirst, splitStrength } from '../../domain/medicines.js'
import { outsideName } from '../../domain/origin.js'
import { numberOf } from '../../domain/prescribe/request.js'
import { termText } from '../../domain/terms.js'
import { fetchHeard } from '../data/heard.js'
import { cardState, Loaded } from '../parts/loaded.js'
import { Paged } from '../parts/paged.js'
import { patientOf, sourceChip, tabStyles } from '../parts/pieces.js'
import { showMore } from '../parts/show-more.js'
import { doseSentence } from '../parts/words.js'
import { printPrescription } from '../prescribe/print-prescription.js'
import { seenOf } from '../records/edited.js'
import { keepOutside } from '../records/keep-outside.js'
import { isClinician, openEnd } from '../records/may.js'
import { rowMenu, rowMenuStyles } from '../records/row-menu.js'

const NONE: ReadonlySet<string> = new Set()
const INCLUDE = '_include=MedicationRequest:medication'

/** @summary All prescriptions: the active ones, those from elsewhere first; then what was stopped, completed or never started. */
export class MedicinesTab extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    tabStyles,
    rowMenuStyles,
    css`
      .flag > * {
        background: var(--tessera-caution-soft);
      }
      .caution {
        color: var(--tessera-caution);
      }
    `,
  ]
  readonly #active = new Paged<MedicationRequest>(
    this,
    (host) => `MedicationRequest?${patientOf(host)}&status=active&_sort=-authoredon&${INCLUDE}`,
    50,
  )
  readonly #over = new Paged<MedicationRequest>(
    this,
    (host) =>
      `MedicationRequest?${patientOf(host)}&status=stopped,completed,on-hold,cancelled,draft,unknown&_sort=-authoredon&${INCLUDE}`,
    25,
  )

  readonly #heard = new Loaded(this, fetchHeard)

  async refresh(): Promise<void> {
    await Promise.all([this.#active.load(), this.#over.load(), this.#heard.load()])
  }

  protected override render() {
    const place = placeOf(this.host)
    const [active, over] = [this.#active, this.#over]
    const { state, value: heard = NONE } = this.#heard
    // while it is being asked nothing is said to be open; where that failed, all of it is
    const isOpen = (each: MedicationRequest) => state !== 'loading' && isUnreconciled(each, heard)
    return html`<tessera-card
        heading=${msg('Medicines')}
        icon="pill"
        rows="6"
        count=${active.total > 0 ? msg(str`${formatNumber(active.total, place)} active`) : ''}
        state=${cardState(active, active.resources.length === 0)}
        empty-text=${msg('No active medicines')}
        @tessera-retry=${active.load}
      >
        ${
          isClinician(this.host)
            ? html`<tessera-button
                slot="${cardState(active, active.resources.length === 0) === 'empty' ? 'empty' : 'action'}"
                kind="quiet"
                size="s"
                icon="plus"
                @click=${() => this.host.workspaces.open('charting:prescribe', {})}
                >${msg('Prescribe')}</tessera-button
              >`
            : nothing
        }
        ${table(openFirst(active.resources, isOpen), active.included, isOpen, this.host, place)}
        ${showMore(active, place)}
      </tessera-card>
      ${
        over.state === 'ready' && over.resources.length === 0
          ? nothing
          : html`<tessera-card
              heading=${msg('Earlier medicines')}
              icon="history"
              count=${over.total > 0 ? formatNumber(over.total, place) : ''}
              state=${over.state}
              @tessera-retry=${over.load}
            >
              ${table(over.resources, over.included, undefined, this.host, place)} ${showMore(over, place)}
            </tessera-card>`
      }`
  }
}

const table = (
  requests: readonly MedicationRequest[],
  included: readonly Resource[],
  /** Of active ones: whether one is not reconciled. */
  isOpen: ((request: MedicationRequest) => boolean) | undefined,
  host: HostContext,
  place: Place,
) =>
  html`<div class="scroll">
    <table class="tbl">
      <thead>
        <tr>
          <th scope="col">${msg('Medicine')}</th>
          <th scope="col" class="hide-s">${msg('For')}</th>
          <th scope="col" class="hide-s">${msg('Prescribed by')}</th>
          <th scope="col">${isOpen ? msg('Since') : msg('Prescribed')}</th>
          ${isOpen ? nothing : html`<th scope="col">${msg('Status')}</th>`}
          ${isClinician(host) ? html`<th scope="col"><span class="vh">${msg('Actions')}</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${requests.map((each) => row(each, included, isOpen ? { isOpen: isOpen(each) } : undefined, host, place))}
      </tbody>
    </table>
  </div>`

function row(
  request: MedicationRequest,
  included: readonly Resource[],
  active: { isOpen: boolean } | undefined,
  host: HostContext,
  place: Place,
) {
  const { name, strength } = splitStrength(medicineText(request, included))
  const outside = outsideName(request)
  const dose = doseSentence(doseOf(request), place) || msg('no instructions recorded')
  const reason =
    (request.reasonCode ?? []).map(termText).filter(Boolean).join(', ') || (request.reasonReference?.[0]?.display ?? '')
  return html`<tr class=${active?.isOpen ? 'flag' : nothing}>
    <th scope="row">
      <b>${name}</b> ${strength} ${sourceChip(outside)}
      <span class="detail"
        >${active && outside ? (active.isOpen ? html`<span class="caution">${msg('Not reconciled')}</span> · ` : html`${msg('Taken, prescribed elsewhere')} · `) : nothing}${dose}</span
      >
    </th>
    <td class="hide-s muted">${reason}</td>
    <td class="hide-s muted">${outside ? nothing : request.requester?.display}</td>
    <td class="nowrap">${formatShortDate(request.authoredOn, place)}</td>
    ${
      active
        ? nothing
        : html`<td>
            ${statusWord(request)}${request.statusReason ? html`<span class="detail">${termText(request.statusReason)}</span>` : nothing}
          </td>`
    }
    ${isClinician(host) ? html`<td class="num">${actions(request, medicineText(request, included), active, host)}</td>` : nothing}
  </tr>`
}

/** Ours is changed, stopped and printed; one of another place is taken as it is, taken over or not taken. */
function actions(request: MedicationRequest, name: string, active: { isOpen: boolean } | undefined, host: HostContext) {
  const end = (how: 'stop' | 'not-taking' | 'withdraw') => openEnd(host, 'MedicationRequest', request.id, how)
  const replace = () => host.workspaces.open('charting:prescribe', { replaces: request.id })
  const printed = numberOf(request) !== undefined
  if (outsideName(request))
    return active
      ? rowMenu(name, [
          active.isOpen
            ? { label: msg('Taken as prescribed there'), run: () => void keepOutside(host, seenOf(request), name) }
            : undefined,
          { label: msg('Take over as ours…'), run: replace },
          { label: msg('Not taking…'), run: () => end('not-taking') },
        ])
      : nothing
  return rowMenu(name, [
    active ? { label: msg('Change…'), run: replace } : undefined,
    active ? { label: printed ? msg('Cancel the prescription…') : msg('Stop…'), run: () => end('stop') } : undefined,
    active ? { label: msg('Print'), run: () => void printPrescription(host, seenOf(request), name) } : undefined,
    printed ? undefined : { label: msg('Entered in error…'), run: () => end('withdraw') },
  ])
}

function statusWord({ status }: MedicationRequest): string {
  const words: Record<string, () => string> = {
    stopped: () => msg('Stopped'),
    completed: () => msg('Completed'),
    'on-hold': () => msg('On hold'),
    cancelled: () => msg('Canceled'),
    draft: () => msg('Draft'),
    unknown: () => msg('Status unknown'),
  }
  return words[status]?.() ?? status
}
