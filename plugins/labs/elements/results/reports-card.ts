import { msg, str } from '@lit/localize'
import type { Resource } from '@tessera/sdk'
import { formatNumber, formatShortDate, placeOf, type Place, type TesseraElement } from '@tessera/web-components'
import type { DiagnosticReport, Observation } from 'fhir/r4.js'
import { css, html, nothing, type TemplateResult } from 'lit'
import { plainName } from '../../domain/analytes.js'
import type { ReportView } from '../../domain/api.js'
import { flagOf, nameOf, severityOf, severityRank, valueText, worst } from '../../domain/observed.js'
import { look, patientId } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'
import { reportLines } from './report-lines.js'
import { flagChip, statusChip, sourceChip } from '../parts/result-words.js'

const STEP = 10
/** Largest page that the server gives (DESIGN §7). */
const PAGE_LIMIT = 1000

interface Shown {
  reports: DiagnosticReport[]
  results: ReadonlyMap<string, Observation>
  /** Our own orders that these reports answer. */
  orders: ReadonlySet<string>
  total: number
}

type View = ReportView | 'loading' | 'failed'

/** Laboratory reports, newest first; each opens to its lines. */
export class ReportsCard {
  readonly #reports: Loaded<Shown>
  #count = STEP
  #open?: string
  /** By id: fetched when opened, and again when something of it has changed. */
  readonly #views = new Map<string, View>()

  /** @param onTrend draws the trend of an analyte */
  constructor(
    private readonly element: TesseraElement,
    private readonly onTrend: (code: string) => void,
  ) {
    this.#reports = new Loaded(element, async (host, signal) => {
      const { resources, included, total } = await host.fhir.search<DiagnosticReport>(
        `DiagnosticReport?patient=${patientId(host)}&category=LAB&_sort=-date&_count=${this.#count}&_total=accurate` +
          '&_include=DiagnosticReport:result&_include=DiagnosticReport:based-on',
        signal,
      )
      const results = new Map(included.filter(isObservation).map((each) => [`Observation/${each.id ?? ''}`, each]))
      const ours = included.filter((each) => each.resourceType === 'ServiceRequest' && !each.meta?.source)
      const orders = new Set(ours.map((each) => `ServiceRequest/${each.id ?? ''}`))
      return { reports: resources, results, orders, total: total ?? resources.length }
    })
  }

  readonly load = async (): Promise<void> => {
    await Promise.all([this.#reports.load(), this.#open === undefined ? undefined : this.#view(this.#open)])
  }

  render(): TemplateResult {
    const place = placeOf(this.element.host)
    const { state, value } = this.#reports
    const { reports = [], total = 0 } = value ?? {}
    return html`<tessera-card
      heading=${msg('Reports')}
      icon="flask-conical"
      rows="4"
      count=${total > 0 ? formatNumber(total, place) : ''}
      state=${state === 'ready' && reports.length === 0 ? 'empty' : state}
      empty-text=${msg('No laboratory reports yet')}
      empty-hint=${msg('Reports from here and outside show here, newest first.')}
      @tessera-retry=${this.load}
    >
      <ul class="reports">
        ${reports.map((each) => this.#report(each, place))}
      </ul>
      ${
        reports.length < Math.min(total, PAGE_LIMIT)
          ? html`<div slot="footer">
              <div class="row">
                <tessera-button size="s" @click=${this.#more}>${msg('Show more')}</tessera-button>
                <span class="muted"
                  >${msg(str`${formatNumber(reports.length, place)} of ${formatNumber(total, place)}`)}</span
                >
              </div>
            </div>`
          : nothing
      }
    </tessera-card>`
  }

  #report(report: DiagnosticReport, place: Place) {
    const id = report.id ?? ''
    const open = this.#open === id
    const results = (report.result ?? []).flatMap(
      ({ reference }) => this.#reports.value?.results.get(reference ?? '') ?? [],
    )
    const flagged = results
      .filter((each) => severityOf(each) !== 'normal')
      .toSorted((a, b) => severityRank(severityOf(a)) - severityRank(severityOf(b)))
    const headline = flagged.slice(0, 2).map((each) => `${plainName(nameOf(each.code))} ${valueText(each)}`)
    const more = flagged.length - headline.length
    const [first] = flagged
    const flag = first && flagOf(first)
    return html`<li>
      <button
        class="head"
        type="button"
        aria-expanded=${open ? 'true' : 'false'}
        aria-controls=${open ? `report-${id}` : nothing}
        @click=${() => this.#toggle(id)}
      >
        <tessera-icon name=${open ? 'chevron-down' : 'chevron-right'}></tessera-icon>
        <span class="what">
          <b>${plainName(nameOf(report.code)) || msg('Laboratory report')}</b>
          <span class="detail"
            >${headline.join(', ')}${more > 0 ? msg(str` and ${more} more out of range`) : nothing}${
              first || results.length === 0 ? nothing : msg('All in range')
            }</span
          >
        </span>
        <span class="chips">
          ${first ? flagChip({ severity: worst(flagged.map(severityOf)), ...(flag === undefined ? {} : { flag }) }) : nothing}
          ${report.status === 'final' ? nothing : statusChip(report.status)}
          ${sourceChip(outsideOf(report, this.#reports.value?.orders))}
        </span>
        <span class="when muted">${formatShortDate(report.effectiveDateTime ?? report.issued, place)}</span>
      </button>
      ${open ? html`<div class="inside" id=${`report-${id}`}>${this.#inside(id, place)}</div>` : nothing}
    </li>`
  }

  #inside(id: string, place: Place) {
    const view = this.#views.get(id)
    if (view === 'failed')
      return html`<p class="undrawn" role="status">
        ${msg('This report did not come.')}
        <tessera-button size="s" @click=${() => this.#view(id)}>${msg('Try again')}</tessera-button>
      </p>`
    if (view === undefined || view === 'loading') return html`<div class="waits s" aria-busy="true"></div>`
    return reportLines(view, place, this.onTrend)
  }

  #toggle(id: string): void {
    this.#open = this.#open === id ? undefined : id
    this.element.requestUpdate()
    if (this.#open !== undefined) void this.#view(id)
  }

  async #view(id: string): Promise<void> {
    const { host, signal } = this.element
    if (typeof this.#views.get(id) !== 'object') this.#views.set(id, 'loading')
    this.element.requestUpdate()
    try {
      this.#views.set(id, await look<ReportView>(host, `reports/${encodeURIComponent(id)}`, signal))
    } catch {
      if (signal.aborted) return
      this.#views.set(id, 'failed')
    }
    this.element.requestUpdate()
  }

  readonly #more = () => {
    this.#count = Math.min(PAGE_LIMIT, this.#count + 2 * STEP)
    void this.#reports.load()
  }
}

/** Who sent it, when this clinic didn't order it. */
function outsideOf(
  { meta, basedOn = [], performer }: DiagnosticReport,
  orders: ReadonlySet<string> = new Set(),
): string | undefined {
  if (!meta?.source || basedOn.some(({ reference = '' }) => orders.has(reference))) return undefined
  return performer?.find(({ display, reference = '' }) => display && !/^Practitioner/.test(reference))?.display
}

const isObservation = (resource: Resource): resource is Observation => resource.resourceType === 'Observation'

export const reportsStyles = css`
  .reports > li {
    border-block-start: 1px solid var(--tessera-border);
  }
  .reports .head {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto 6.5rem;
    align-items: center;
    gap: 0 var(--tessera-space-3);
    inline-size: 100%;
    min-block-size: var(--tessera-row);
    padding: 0.4375rem var(--tessera-pad);
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .reports .head:hover {
    background: color-mix(in srgb, var(--tessera-hover) 60%, transparent);
  }
  .reports .head:focus-visible {
    outline-offset: -2px;
  }
  .reports .head > tessera-icon {
    color: var(--tessera-fg-muted);
  }
  .reports .detail {
    display: block;
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
  .reports .chips {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 0.375rem;
  }
  .reports .when {
    font: var(--tessera-text-sm);
    text-align: end;
    white-space: nowrap;
  }
  .inside {
    padding-block-end: var(--tessera-space-3);
    border-block-start: 1px solid var(--tessera-border);
    background: color-mix(in srgb, var(--tessera-hover) 40%, transparent);
  }
  @container (max-width: 40rem) {
    .reports .head {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    .reports .chips {
      grid-column: 2 / -1;
      grid-row: 2;
      justify-content: start;
      margin-block-start: 0.25rem;
    }
    .reports .chips:empty {
      display: none;
    }
  }
`
