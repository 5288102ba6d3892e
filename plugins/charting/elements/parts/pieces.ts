import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { formatQuantity, type Place, type StatusWord } from '@tessera/web-components'
import type { Observation, Quantity } from 'fhir/r4.js'
import { css, html, nothing } from 'lit'
import { boundsFor, isAbnormal, normalRange, type Flag } from '../../domain/flags.js'
import { observedOf } from '../../domain/observed.js'
import { observedWords } from './words.js'

/** Address of a tab of the open chart. */
export const tabHref = ({ clinic, patient }: HostContext, path: string): string =>
  `/clinics/${clinic.slug}/patients/${encodeURIComponent(patient?.id ?? '')}/${path}`

/** The open patient, for a query. */
export const patientOf = ({ patient }: HostContext): string => `patient=${encodeURIComponent(patient?.id ?? '')}`

const CHIPS: Readonly<Record<Exclude<Flag, 'normal'>, StatusWord>> = {
  critical: 'critical',
  high: 'high',
  low: 'low',
  abnormal: 'abnormal',
}

/** A flag as colour, icon and word; normal in faint ink; nothing where nothing is known. */
export function flagChip(flag: Flag | undefined) {
  if (flag === undefined) return nothing
  return flag === 'normal'
    ? html`<span class="faint">${msg('Normal')}</span>`
    : html`<tessera-chip status=${CHIPS[flag]}></tessera-chip>`
}

/** The facility that something came from. */
export const sourceChip = (name: string | undefined, bare = false) =>
  name === undefined ? nothing : html`<tessera-chip status="outside" ?bare=${bare}>${name}</tessera-chip>`

/** A value with its unit fainter, left to right in any language. */
export function valueText(observation: Observation, flag: Flag | undefined, place: Place) {
  const { text, unit } = observedWords(observedOf(observation), place)
  return html`<bdi class=${isAbnormal(flag) ? 'b' : nothing}>${text}</bdi
    >${unit ? html` <span class="faint">${unit}</span>` : nothing}`
}

/** Where a value lies in the range that came with it; nothing without one. */
export function rangeBar(observation: Observation, flag: Flag | undefined) {
  const { valueQuantity: value } = observation
  const { low, high } = boundsFor(value, normalRange(observation))
  if (value?.value === undefined || (low === undefined && high === undefined)) return nothing
  return html`<tessera-range-bar
    .value=${value.value}
    .low=${low}
    .high=${high}
    .flag=${flag === 'critical' ? 'critical' : undefined}
  ></tessera-range-bar>`
}

export const plainQuantity = (quantity: Quantity | undefined, place: Place): string => formatQuantity(quantity, place)

/** `.hide-xs` gives way, `.end-xs` becomes the last column, and `.show-xs` appears when the card is narrow; a line under a name. */
export const narrowStyles = css`
  .show-xs {
    display: none;
    font: var(--tessera-text-xs);
    font-weight: 400;
    color: var(--tessera-fg-muted);
  }
  @container (max-width: 28rem) {
    .hide-xs {
      display: none;
    }
    .show-xs {
      display: block;
    }
    .tbl tr > .end-xs {
      padding-inline-end: var(--tessera-pad);
    }
  }
`

/** A tab's table scrolls inside its card; the head of a long one stays. Rows of a group stand under its name. */
export const tabStyles = css`
  tessera-card + tessera-card {
    margin-block-start: var(--tessera-space-3);
  }
  .tbl {
    min-inline-size: 100%;
    inline-size: auto;
  }
  .tbl .group th {
    padding-block-start: 0.875rem;
    font: 650 0.8125rem/1.125rem var(--tessera-font-family);
    color: var(--tessera-fg);
    background: none;
  }
  .tbl tbody:first-of-type .group th {
    padding-block-start: 0.625rem;
  }
  .tbl .detail {
    display: block;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .more {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-3);
  }
  @container (max-width: 40rem) {
    .hide-s {
      display: none;
    }
    .tbl tr > .end-s {
      padding-inline-end: var(--tessera-pad);
    }
    .show-s {
      display: block !important;
    }
  }
  .show-s {
    display: none;
    font: var(--tessera-text-xs);
    font-weight: 400;
    color: var(--tessera-fg-muted);
  }
`
