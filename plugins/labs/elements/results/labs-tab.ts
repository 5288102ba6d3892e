import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  fieldStyles,
  noteStyles,
  rowStyles,
  tableStyles,
} from '@tessera/web-components'
import { css, html } from 'lit'
import { pickerStyles } from './analyte-picker.js'
import { reportLinesStyles } from './report-lines.js'
import { ReportsCard, reportsStyles } from './reports-card.js'
import { TrendCard } from './trend-card.js'
import { trendChartStyles } from './trend-chart.js'
import { trendTableStyles } from './trend-table.js'
import { WaitingCard, waitingStyles } from './waiting-card.js'

/** @summary What the laboratory owes and what it said: open orders by age, trends of one or two tests, reports. */
export class LabsTab extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    noteStyles,
    rowStyles,
    tableStyles,
    css`
      tessera-card + tessera-card {
        margin-block-start: var(--tessera-space-3);
      }
      .pad {
        gap: var(--tessera-space-3);
        padding: 0 var(--tessera-pad) var(--tessera-pad);
      }
      .waits {
        block-size: 15.5rem;
      }
      .waits.s {
        block-size: 6rem;
      }
    `,
    waitingStyles,
    pickerStyles,
    trendChartStyles,
    trendTableStyles,
    reportsStyles,
    reportLinesStyles,
  ]
  readonly #waiting = new WaitingCard(this)
  readonly #trend = new TrendCard(this)
  readonly #reports = new ReportsCard(this, (code) => {
    this.#trend.choose([code])
    const card = this.renderRoot.querySelector<HTMLElement>('#trend')
    card?.scrollIntoView({ block: 'start' })
    card?.querySelector('input')?.focus({ preventScroll: true })
  })

  async refresh(): Promise<void> {
    await Promise.all([this.#waiting.load(), this.#trend.load(), this.#reports.load()])
  }

  protected override render() {
    return html`${this.#waiting.render()}${this.#trend.render()}${this.#reports.render()}`
  }
}
