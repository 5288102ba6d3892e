import { LitElement, css, html, svg } from 'lit'
import { property } from 'lit/decorators.js'

/** A value and when it was taken (milliseconds), or values at even steps. */
export type SparkPoint = number | { at: number; value: number }

/**
 * @summary The last values as a grey line with a dot at now. Decoration: the values stand in text or a table.
 * @attr width, height - pixels
 */
export class TesseraSparkline extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
      flex: none;
      vertical-align: middle;
      direction: ltr;
    }
    svg {
      display: block;
      overflow: visible;
    }
    path {
      fill: none;
      stroke: var(--tessera-fg-faint);
      stroke-width: 1.5;
      stroke-linejoin: round;
      stroke-linecap: round;
    }
    circle {
      fill: var(--tessera-fg);
    }
  `
  /** Oldest first. */
  @property({ attribute: false }) points: readonly SparkPoint[] = []
  @property({ type: Number }) width = 64
  @property({ type: Number }) height = 20

  protected override render() {
    const line = sparkLine(this.points, this.width, this.height)
    const last = line.at(-1)
    return html`<svg
      width=${this.width}
      height=${this.height}
      viewBox=${`0 0 ${this.width} ${this.height}`}
      aria-hidden="true"
    >
      ${line.length > 1 ? svg`<path d=${`M${line.map(([x, y]) => `${x} ${y}`).join('L')}`}></path>` : ''}
      ${last ? svg`<circle cx=${last[0]} cy=${last[1]} r="2.25"></circle>` : ''}
    </svg>`
  }
}

/** Points in the box, 3 px from top and bottom, the last 2 px from the end. One value sits in the middle. */
export function sparkLine(points: readonly SparkPoint[], width: number, height: number): [number, number][] {
  const places = points
    .map((point, i) => (typeof point === 'number' ? { at: i, value: point } : point))
    .filter(({ value }) => Number.isFinite(value))
  const ats = places.map(({ at }) => at)
  const values = places.map(({ value }) => value)
  const [first, last] = [Math.min(...ats), Math.max(...ats)]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const round = (x: number) => Math.round(x * 10) / 10
  return places.map(({ at, value }) => [
    round(last === first ? width - 2 : 2 + ((at - first) / (last - first)) * (width - 4)),
    round(high === low ? height / 2 : height - 3 - ((value - low) / (high - low)) * (height - 6)),
  ])
}
