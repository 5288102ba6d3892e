import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { formatNumber, placeOf, type TesseraElement } from '@tessera/web-components'
import type { Observation } from 'fhir/r4.js'
import { html, nothing, type TemplateResult } from 'lit'
import { analytesOf, likeliest, plainName, type Analyte } from '../../domain/analytes.js'
import type { CatalogueAnswer, TrendsAnswer, TrendSeries } from '../../domain/api.js'
import { trendCsv } from '../../domain/trend-csv.js'
import { AnalytePicker } from './analyte-picker.js'
import { look, patientId } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'
import { TrendChart } from './trend-chart.js'
import { trendTable } from './trend-table.js'

/** Newest results that are looked through for what can be drawn; the most that a page has (DESIGN §7). */
const LOOKED_AT = 1000

interface Known {
  analytes: Analyte[]
  /** Code of what is drawn first. */
  likeliest?: string
  /** How many results were looked through, when there are older ones. */
  newest?: number
}

/** Picks one or two analytes, draws them, and has the same data as a table and as a file. Choices stay in memory. */
export class TrendCard {
  readonly #known: Loaded<Known>
  readonly #trend: Loaded<readonly TrendSeries[]>
  readonly #chart: TrendChart
  readonly #first: AnalytePicker
  readonly #second: AnalytePicker
  #codes: readonly string[] = []
  #all = false

  constructor(private readonly element: TesseraElement) {
    this.#known = new Loaded(element, async (host, signal) => {
      const known = await knownOf(host, signal)
      if (this.#codes.length === 0) {
        if (known.likeliest) this.choose([known.likeliest])
      }
      return known
    })
    this.#trend = new Loaded(element, (host, signal) => {
      if (this.#codes.length === 0) return undefined
      const codes = this.#codes.map((code) => `&code=${encodeURIComponent(code)}`).join('')
      return look<TrendsAnswer>(host, `trends?patient=${patientId(host)}${codes}`, signal).then(({ series }) =>
        series.map((each) => ({ ...each, name: plainName(each.name) || each.code })),
      )
    })
    this.#chart = new TrendChart(element)
    this.#first = new AnalytePicker(element, 'trend-first', (code) => this.choose([code, ...this.#codes.slice(1)]))
    this.#second = new AnalytePicker(element, 'trend-second', (code) =>
      this.choose([...this.#codes.slice(0, 1), ...(code ? [code] : [])]),
    )
  }

  readonly load = async (): Promise<void> => {
    await Promise.all([this.#known.load(), this.#trend.load()])
  }

  /** Draws these, each once. */
  choose(codes: readonly string[]): void {
    this.#codes = [...new Set(codes)].slice(0, 2)
    this.#all = false
    void this.#trend.load()
  }

  render(): TemplateResult {
    const known = this.#known
    const analytes = known.value?.analytes ?? []
    const series = this.#trend.value
    const isReady = known.state === 'ready' && analytes.length > 0
    return html`<tessera-card
      id="trend"
      heading=${msg('Trend')}
      icon="chart-line"
      rows="8"
      state=${known.state === 'ready' && analytes.length === 0 ? 'empty' : known.state}
      empty-text=${msg('No results in numbers yet')}
      empty-hint=${msg('Two or more values of a test become a line here.')}
      @tessera-retry=${this.load}
    >
      ${
        isReady && series && this.#trend.state === 'ready'
          ? html`<button slot="action" class="btn s quiet" type="button" @click=${() => this.#save(series)}>
              <tessera-icon name="download" size="s"></tessera-icon>${msg('Save as CSV')}
            </button>`
          : nothing
      }
      ${
        isReady
          ? html`<div class="pad stack">${this.#pickers(analytes)}${this.#drawn()}</div>
              ${this.#table()}`
          : nothing
      }
    </tessera-card>`
  }

  #pickers(analytes: readonly Analyte[]) {
    const place = placeOf(this.element.host)
    const [first = '', second = ''] = this.#codes
    const newest = this.#known.value?.newest
    return html`<div class="pickers">
        ${this.#first.render({ label: msg('Test'), analytes: analytes.filter(({ code }) => code !== second), chosen: first })}
        ${
          analytes.length > 1
            ? this.#second.render({
                label: msg('Compare with (optional)'),
                analytes: analytes.filter(({ code }) => code !== first),
                chosen: second,
                placeholder: msg('Another test'),
                optional: true,
              })
            : nothing
        }
      </div>
      ${
        newest === undefined
          ? nothing
          : html`<p class="xs muted">
              ${msg(str`Tests of the newest ${formatNumber(newest, place)} results can be chosen; the line has all their values.`)}
            </p>`
      }`
  }

  #drawn() {
    const { state, value } = this.#trend
    if (state === 'error')
      return html`<p class="undrawn" role="status">
        ${msg('The values did not come.')}
        <tessera-button size="s" @click=${this.#trend.load}>${msg('Try again')}</tessera-button>
      </p>`
    // the space that the drawing will have
    if (!value) return html`<div class="waits" aria-busy="true"></div>`
    return this.#chart.render(value)
  }

  #table() {
    const { state, value } = this.#trend
    if (state === 'error' || !value) return nothing
    return trendTable({
      series: value,
      place: placeOf(this.element.host),
      all: this.#all,
      onAll: () => {
        this.#all = true
        this.element.requestUpdate()
      },
    })
  }

  /** Made here from what is shown: nothing about the patient goes anywhere, and the name of the file tells none. */
  #save(series: readonly TrendSeries[]): void {
    // Excel reads UTF-8 only after a byte order mark
    const file = new Blob([`\uFEFF${trendCsv(series)}`], { type: 'text/csv;charset=utf-8' })
    const url = URL.createObjectURL(file)
    const link = document.createElement('a')
    link.href = url
    link.download = `trend-${series.map(({ code }) => code.replace(/[^\w-]/g, '')).join('-')}.csv`
    link.click()
    // the browser has taken it up by the next turn
    setTimeout(() => URL.revokeObjectURL(url))
  }
}

async function knownOf(host: HostContext, signal: AbortSignal): Promise<Known> {
  const [page, { tests }] = await Promise.all([
    host.fhir.search<Observation>(
      `Observation?patient=${patientId(host)}&category=laboratory&_sort=-date&_count=${LOOKED_AT}` +
        '&_elements=status,code,effectiveDateTime,effectivePeriod,issued,valueQuantity,interpretation,referenceRange,dataAbsentReason',
      signal,
    ),
    look<CatalogueAnswer>(host, 'catalogue', signal),
  ])
  const same = tests.flatMap(({ analytes }) => analytes)
  const analytes = analytesOf(page.resources, same)
  const first = likeliest(analytes, same)
  return {
    analytes,
    ...(first ? { likeliest: first.code } : {}),
    ...(page.next === undefined ? {} : { newest: page.resources.length }),
  }
}
