import { msg, str } from '@lit/localize'
import { placeOf, type TesseraElement } from '@tessera/web-components'
import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit'
import type { TrendSeries } from '../../domain/api.js'
import { lanesOf, nearest, type Lane, type Lanes } from '../../domain/trend-lanes.js'
import type { Ink, Plot, PlotParts } from './trend-plot.js'
import { bandWords, pointWords, unitOf } from './trend-words.js'

type Drawing = typeof import('./trend-plot.js')

/** Colours that the canvas needs: each has a probe whose computed colour is read. */
const PROBES = ['line', 'band', 'grid', 'text', 'faint', 'outside', 'surface'] as const

/**
 * One lane for each analyte over one axis of time. The drawing comes as a module of its own once there is something to
 * draw; each lane takes the focus and is stepped through with the arrow keys.
 */
export class TrendChart implements ReactiveController {
  #lanes: Lanes = { lanes: [], from: 0, to: 0 }
  #series: readonly TrendSeries[] = []
  #drawing?: Drawing
  #loading: 'no' | 'loading' | 'failed' = 'no'
  #plots: { target: Element; dates: boolean; plot: Plot }[] = []
  #active?: { lane: number; point: number }
  #width = 0
  #resized?: ResizeObserver
  #watched?: Element

  constructor(private readonly element: TesseraElement) {
    element.addController(this)
  }

  hostConnected(): void {
    this.#resized = new ResizeObserver((entries) => {
      const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0)
      if (width === 0 || width === this.#width) return
      this.#width = width
      this.element.requestUpdate()
    })
  }

  hostDisconnected(): void {
    this.#resized?.disconnect()
    this.#watched = undefined
    this.#clear()
  }

  hostUpdated(): void {
    const box = this.element.renderRoot.querySelector('.lanes')
    if (box !== this.#watched) {
      if (this.#watched) this.#resized?.unobserve(this.#watched)
      if (box) this.#resized?.observe(box)
      this.#watched = box ?? undefined
    }
    if (!box) this.#clear()
    else if (this.#drawing) this.#draw(box, this.#drawing)
  }

  render(series: readonly TrendSeries[]): TemplateResult {
    if (series !== this.#series) {
      this.#series = series
      this.#lanes = lanesOf(series)
      this.#active = undefined
    }
    const lanes = this.#lanes.lanes.filter(({ points }) => points.length > 0)
    if (lanes.length > 0) void this.#load()
    return html`<figure class="trend">
      <div class="ink" aria-hidden="true" @transitionend=${this.#redraw}>
        ${PROBES.map((name) => html`<i class=${`ink-${name}`}></i>`)}
      </div>
      ${
        this.#loading === 'failed'
          ? html`<p class="undrawn" role="status">
              ${msg('The chart could not be loaded. The table below has the same values.')}
              <tessera-button size="s" @click=${this.#retry}>${msg('Try again')}</tessera-button>
            </p>`
          : html`<div class="lanes">${lanes.map((lane, i) => this.#lane(lane, i, i === lanes.length - 1))}</div>`
      }
      ${lanes.length > 0 && this.#loading !== 'failed' ? this.#foot(lanes) : nothing}
    </figure>`
  }

  #lane(lane: Lane, i: number, last: boolean) {
    const place = placeOf(this.element.host)
    const range = lane.band ? bandWords(lane.band, place) : ''
    return html`<div class="lane">
      <p class="head">
        <b>${lane.name}</b> <span class="muted"><bdi>${unitOf(lane)}</bdi></span>
        ${range ? html`<span class="range"><bdi>${msg(str`range ${range}`)}</bdi></span>` : nothing}
      </p>
      <div
        class="plot ${last ? 'dates' : ''}"
        dir="ltr"
        role="application"
        tabindex="0"
        aria-label=${msg(str`Chart of ${lane.name}, ${lane.points.length} values. Arrow keys step through them.`)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, i, lane)}
        @focus=${() => this.#activate(i, this.#active?.lane === i ? this.#active.point : lane.points.length - 1)}
        @pointermove=${(event: PointerEvent) => this.#point(event, i, lane)}
        @pointerdown=${(event: PointerEvent) => this.#point(event, i, lane)}
      ></div>
    </div>`
  }

  #foot(lanes: readonly Lane[]) {
    const active = this.#active
    const lane = active && lanes[active.lane]
    const point = active && lane?.points[active.point]
    const all = lanes.flatMap(({ points }) => points)
    const has = (state: string) => all.some((each) => each.state === state)
    return html`<p class="said" role="status">
        ${
          point && lane
            ? pointWords(point, lane, placeOf(this.element.host))
            : html`<span class="hint">${msg('Point at a value, or use the arrow keys, to read it here.')}</span>`
        }
      </p>
      <figcaption class="legend">
        <span><i class="here"></i>${msg('From here')}</span>
        ${all.some(({ source }) => source !== undefined) ? html`<span><i class="outside"></i>${msg('From outside')}</span>` : nothing}
        ${has('preliminary') ? html`<span><i class="preliminary"></i>${msg('Preliminary')}</span>` : nothing}
        ${has('corrected') ? html`<span><i class="corrected"></i>${msg('Corrected')}</span>` : nothing}
        ${lanes.some(({ band }) => band) ? html`<span><i class="band"></i>${msg('Reference range of the newest result')}</span>` : nothing}
      </figcaption>`
  }

  readonly #redraw = () => this.element.requestUpdate()

  readonly #retry = () => {
    this.#loading = 'no'
    this.element.requestUpdate()
  }

  async #load(): Promise<void> {
    if (this.#drawing || this.#loading !== 'no') return
    this.#loading = 'loading'
    try {
      this.#drawing = await import('./trend-plot.js')
      this.#loading = 'no'
    } catch {
      this.#loading = 'failed'
    }
    this.element.requestUpdate()
  }

  #draw(box: Element, { drawLane }: Drawing): void {
    const targets = [...box.querySelectorAll<HTMLElement>('.plot')]
    const lanes = this.#lanes.lanes.filter(({ points }) => points.length > 0)
    // a box that isn't laid out yet is drawn when it is
    this.#width ||= Math.floor(box.getBoundingClientRect().width)
    if (this.#width === 0) return
    const ink = this.#ink()
    const moment = this.#active && lanes[this.#active.lane]?.points[this.#active.point]?.x
    targets.forEach((target, i) => {
      const lane = lanes[i]
      if (!lane) return
      const parts: PlotParts = {
        lane,
        axis: this.#lanes,
        dates: i === lanes.length - 1,
        width: this.#width,
        place: placeOf(this.element.host),
        ink,
        ...(this.#active?.lane === i ? { active: this.#active.point } : {}),
        ...(moment === undefined ? {} : { moment }),
      }
      const known = this.#plots[i]
      if (known?.target === target && known.dates === parts.dates) known.plot.update(parts)
      else {
        known?.plot.destroy()
        this.#plots[i] = { target, dates: parts.dates, plot: drawLane(target, parts) }
      }
    })
    for (const { plot } of this.#plots.splice(targets.length)) plot.destroy()
  }

  #ink(): Ink {
    const color = (name: (typeof PROBES)[number]): string => {
      const probe = this.element.renderRoot.querySelector(`.ink-${name}`)
      return probe ? getComputedStyle(probe).color : ''
    }
    return {
      line: color('line'),
      band: color('band'),
      grid: color('grid'),
      text: color('text'),
      faint: color('faint'),
      outside: color('outside'),
      surface: color('surface'),
      font: getComputedStyle(this.element).fontFamily,
    }
  }

  #point(event: PointerEvent, i: number, lane: Lane): void {
    const { currentTarget } = event
    const plot = this.#plots[i]?.plot
    if (!plot || !(currentTarget instanceof HTMLElement)) return
    const point = nearest(lane.points, plot.momentAt(event.clientX - currentTarget.getBoundingClientRect().left))
    if (point >= 0) this.#activate(i, point)
  }

  #key(event: KeyboardEvent, i: number, lane: Lane): void {
    const here = this.#active?.lane === i ? this.#active.point : lane.points.length
    const last = lane.points.length - 1
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key]
    if (to === undefined) return
    event.preventDefault()
    this.#activate(i, Math.min(Math.max(to, 0), last))
  }

  #activate(lane: number, point: number): void {
    if (this.#active?.lane === lane && this.#active.point === point) return
    this.#active = { lane, point }
    this.element.requestUpdate()
  }

  #clear(): void {
    for (const { plot } of this.#plots.splice(0)) plot.destroy()
  }
}

/** What uPlot's own style sheet says of the parts that are used, and the frame around them. */
export const trendChartStyles = css`
  .trend {
    display: grid;
    gap: var(--tessera-space-2);
    min-inline-size: 0;
  }
  .ink {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    overflow: hidden;
  }
  /* a change of theme, wherever it comes from, is seen as the end of this transition */
  .ink i {
    transition: color 1ms linear;
  }
  .ink-line {
    color: var(--tessera-chart-1);
  }
  .ink-band {
    color: var(--tessera-chart-band);
  }
  .ink-grid {
    color: var(--tessera-chart-grid);
  }
  .ink-text {
    color: var(--tessera-fg);
  }
  .ink-faint {
    color: var(--tessera-fg-faint);
  }
  .ink-outside {
    color: var(--tessera-outside);
  }
  .ink-surface {
    color: var(--tessera-surface);
  }
  .lanes {
    display: grid;
    gap: var(--tessera-space-3);
    min-inline-size: 0;
    overflow: hidden;
  }
  .lane .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.375rem;
    font: var(--tessera-text-sm);
  }
  .lane .range {
    margin-inline-start: auto;
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-good);
  }
  .plot {
    block-size: 148px;
    touch-action: pan-y;
  }
  .plot.dates {
    block-size: 176px;
  }
  .plot:focus-visible {
    outline-offset: -2px;
  }
  .uplot,
  .u-wrap {
    position: relative;
    inline-size: 100%;
    user-select: none;
  }
  .u-over,
  .u-under {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  .uplot canvas {
    position: relative;
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .u-axis {
    position: absolute;
  }
  .said {
    min-block-size: 1.25rem;
    font: 600 0.8125rem/1.25rem var(--tessera-font-family);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
  }
  .legend i {
    inline-size: 0.625rem;
    block-size: 0.625rem;
    box-sizing: border-box;
    border-radius: 50%;
    background: var(--tessera-chart-1);
    border: 2px solid var(--tessera-chart-1);
  }
  .legend .outside {
    inline-size: 0.5625rem;
    block-size: 0.5625rem;
    border-radius: 0;
    rotate: 45deg;
    background: none;
    border-color: var(--tessera-outside);
  }
  .legend .preliminary {
    background: none;
    border-style: dotted;
  }
  .legend .corrected {
    box-shadow:
      0 3px 0 var(--tessera-surface),
      0 5px 0 var(--tessera-chart-1);
  }
  .legend .band {
    inline-size: 0.875rem;
    border-radius: 2px;
    background: var(--tessera-chart-band);
    border: 1px solid var(--tessera-good-line);
  }
  .undrawn {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--tessera-space-3);
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
`
