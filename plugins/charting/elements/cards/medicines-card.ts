import { msg, str } from '@lit/localize'
import type { FhirPage, HostContext, Resource } from '@tessera/sdk'
import { TesseraElement, baseStyles, formatNumber, placeOf, rowStyles, type Place } from '@tessera/web-components'
import type { MedicationRequest } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { doseOf, isUnreconciled, medicineText, openFirst, splitStrength } from '../../domain/medicines.js'
import { outsideName } from '../../domain/origin.js'
import { fetchHeard } from '../data/heard.js'
import { Loaded, cardState } from '../parts/loaded.js'
import { patientOf, sourceChip, tabHref } from '../parts/pieces.js'
import { doseSentence, sinceDate } from '../parts/words.js'
import { isClinician } from '../records/may.js'

const SHOWN = 8
const NONE: ReadonlySet<string> = new Set()

interface Medicines extends FhirPage<MedicationRequest> {
  stopped: number
  /** Outside ones that were reconciled: the patient takes them. */
  heard: ReadonlySet<string>
}

/** @summary The active medicines, those from elsewhere that nobody here has looked at first; how they are taken, since when. */
export class MedicinesCard extends TesseraElement {
  static override styles = [
    baseStyles,
    rowStyles,
    css`
      .caution {
        color: var(--tessera-caution);
      }
    `,
  ]
  readonly #medicines = new Loaded(this, fetchMedicines)

  refresh(): Promise<void> {
    return this.#medicines.load()
  }

  protected override render() {
    const place = placeOf(this.host)
    const { resources = [], included = [], total = 0, stopped = 0, heard = NONE } = this.#medicines.value ?? {}
    const isOpen = (each: MedicationRequest) => isUnreconciled(each, heard)
    const shown = openFirst(resources, isOpen).slice(0, SHOWN)
    const outside = isClinician(this.host) ? resources.filter(isOpen).length : 0
    return html`<tessera-card
      heading=${msg('Medicines')}
      icon="pill"
      rows="6"
      count=${total > 0 ? msg(str`${formatNumber(total, place)} active`) : ''}
      state=${cardState(this.#medicines, resources.length === 0)}
      empty-text=${msg('No active medicines')}
      empty-hint=${stopped > 0 ? msg(str`${formatNumber(stopped, place)} stopped before`) : ''}
      @tessera-retry=${this.#medicines.load}
    >
      <tessera-button slot="action" kind="quiet" size="s" href=${tabHref(this.host, 'medicines')}
        >${outside > 0 ? msg(str`Reconcile ${formatNumber(outside, place)} outside`) : msg('All medicines')}</tessera-button
      >
      ${
        isClinician(this.host)
          ? html`<tessera-button
              slot="action"
              kind="icon"
              size="s"
              icon="plus"
              label=${msg('Prescribe')}
              @click=${() => this.host.workspaces.open('charting:prescribe', {})}
            ></tessera-button>`
          : nothing
      }
      <ul class="rows">
        ${shown.map((each) => row(each, included, isOpen(each), place))}
      </ul>
      ${this.#foot(total - shown.length, stopped, place)}
    </tessera-card>`
  }

  #foot(more: number, stopped: number, place: Place) {
    const parts = [
      ...(more > 0 ? [msg(str`${formatNumber(more, place)} more active`)] : []),
      ...(stopped > 0 ? [msg(str`${formatNumber(stopped, place)} stopped`)] : []),
    ]
    return parts.length > 0
      ? html`<div slot="footer"><a href=${tabHref(this.host, 'medicines')}>${parts.join(' · ')}</a></div>`
      : nothing
  }
}

async function fetchMedicines(host: HostContext, signal: AbortSignal): Promise<Medicines> {
  const of = patientOf(host)
  const [active, stopped, heard] = await Promise.all([
    host.fhir.search<MedicationRequest>(
      `MedicationRequest?${of}&status=active&_sort=-authoredon&_count=10&_include=MedicationRequest:medication&_total=accurate`,
      signal,
    ),
    host.fhir.search(`MedicationRequest?${of}&status=stopped&_summary=count`, signal),
    fetchHeard(host, signal),
  ])
  return { ...active, stopped: stopped.total ?? 0, heard }
}

function row(request: MedicationRequest, included: readonly Resource[], isOpen: boolean, place: Place) {
  const { name, strength } = splitStrength(medicineText(request, included))
  const outside = outsideName(request)
  const dose = doseSentence(doseOf(request), place)
  return html`<li class=${isOpen ? 'flag' : nothing}>
    <span class="grow">
      <b>${name}</b> ${strength} ${sourceChip(outside)}<br /><span class="sm"
        >${isOpen ? html`<span class="caution">${msg('Not reconciled')}</span>${dose ? ' · ' : nothing}` : nothing}<span
          class="muted"
          >${dose || (outside ? nothing : msg('no instructions recorded'))}</span
        ></span
      >
    </span>
    ${request.authoredOn ? html`<span class="meta muted xs">${msg(str`since ${sinceDate(request.authoredOn, place)}`)}</span>` : nothing}
  </li>`
}
