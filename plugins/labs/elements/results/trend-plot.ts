import type { Place } from '@tessera/web-components'
import { formatNumber } from '@tessera/web-components'
import uPlot from 'uplot'
import type { Lane, LanePoint, Lanes } from '../../domain/trend-lanes.js'
import { tickWords } from './trend-words.js'

/** Colours as the canvas takes them: read from the tokens, so that they follow the theme. */
export interface Ink {
  line: string
  band: string
  grid: string
  text: string
  faint: string
  outside: string
  surface: string
  font: string
}

export interface PlotParts {
  lane: Lane
  axis: Pick<Lanes, 'from' | 'to'>
  /** The lowest lane says the dates. */
  dates: boolean
  width: number
  place: Place
  ink: Ink
  /** Place of the point that is read out, in the lane. */
  active?: number
  /** Moment that is read out in another lane. */
  moment?: number
}

/** A lane as it stands in the page. */
export interface Plot {
  update(parts: PlotParts): void
  /** Seconds at a distance from the start of the lane's box. */
  momentAt(pixels: number): number
  destroy(): void
}

const HEIGHT = 148
const DATES = 28
/** The same in all lanes, so that their axes of time are one. */
const SCALE = 48

export const laneHeight = (dates: boolean): number => HEIGHT + (dates ? DATES : 0)

/** Draws one lane: the reference range as a band, a straight line from point to point, a mark for each. */
export function drawLane(target: HTMLElement, first: PlotParts): Plot {
  let parts = first
  const plot = new uPlot(
    options(parts, () => parts),
    dataOf(parts.lane),
    target,
  )
  return {
    update(next) {
      const before = parts
      parts = next
      if (next.lane !== before.lane) plot.setData(dataOf(next.lane))
      if (next.width !== before.width) plot.setSize({ width: next.width, height: laneHeight(next.dates) })
      // axes hold the colours they were made with
      else plot.redraw(false, true)
    },
    momentAt: (pixels) => plot.posToVal(pixels - plot.over.offsetLeft, 'x'),
    destroy: () => plot.destroy(),
  }
}

const dataOf = ({ points }: Lane): uPlot.AlignedData => [points.map(({ x }) => x), points.map(({ value }) => value)]

function options({ dates, width, place, ink }: PlotParts, now: () => PlotParts): uPlot.Options {
  const { timezone } = place
  const font = `12px ${ink.font}`
  const grid = { stroke: () => now().ink.grid, width: 1 }
  return {
    width,
    height: laneHeight(dates),
    padding: [20, 16, dates ? 0 : 8, 0],
    legend: { show: false },
    cursor: { show: false },
    ...(timezone ? { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), timezone) } : {}),
    scales: {
      x: { time: true, range: () => [now().axis.from, now().axis.to] },
      y: { range: () => [now().lane.min, now().lane.max] },
    },
    axes: [
      {
        size: dates ? DATES : 0,
        stroke: () => now().ink.faint,
        grid,
        ticks: { show: false },
        space: 72,
        font,
        values: (_plot, at, _axis, _space, step) => (dates ? tickWords(at, step, place) : at.map(() => '')),
      },
      {
        size: SCALE,
        stroke: () => now().ink.faint,
        grid,
        ticks: { show: false },
        space: 32,
        font,
        values: (_plot, at) => at.map((each) => formatNumber(each, place)),
      },
    ],
    series: [{}, { stroke: () => now().ink.line, width: 2, points: { show: false } }],
    hooks: {
      drawClear: [(plot) => drawBand(plot, now())],
      draw: [(plot) => drawMarks(plot, now())],
    },
  }
}

function drawBand(plot: uPlot, { lane: { band, min, max }, ink }: PlotParts): void {
  if (!band) return
  const { ctx, bbox } = plot
  const top = plot.valToPos(Math.min(band.high ?? max, max), 'y', true)
  const bottom = plot.valToPos(Math.max(band.low ?? min, min), 'y', true)
  ctx.save()
  ctx.fillStyle = ink.band
  ctx.fillRect(bbox.left, top, bbox.width, Math.max(2 * devicePixelRatio, bottom - top))
  ctx.restore()
}

function drawMarks(plot: uPlot, { lane, ink, active, moment, place }: PlotParts): void {
  const { ctx, bbox } = plot
  const unit = devicePixelRatio
  ctx.save()
  const at = active === undefined ? moment : lane.points[active]?.x
  if (at !== undefined) {
    const x = plot.valToPos(at, 'x', true)
    ctx.strokeStyle = ink.faint
    ctx.lineWidth = unit
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  lane.points.forEach((point, i) => {
    const [x, y] = [plot.valToPos(point.x, 'x', true), plot.valToPos(point.value, 'y', true)]
    if (i === active) ring(ctx, x, y, 9 * unit, ink)
    mark(ctx, point, x, y, unit, ink)
  })
  const last = lane.points.at(-1)
  if (last) {
    const words = `${last.comparator}${formatNumber(last.value, place)}`
    ctx.fillStyle = ink.text
    ctx.font = `650 ${13 * unit}px ${ink.font}`
    ctx.textAlign = 'end'
    const [x, y] = [plot.valToPos(last.x, 'x', true), plot.valToPos(last.value, 'y', true)]
    // on the side that the line doesn't come from
    const falls = (lane.points.at(-2)?.value ?? -Infinity) > last.value && y + 24 * unit < bbox.top + bbox.height
    ctx.textBaseline = falls ? 'top' : 'bottom'
    ctx.fillText(words, Math.min(x + 8 * unit, bbox.left + bbox.width + 12 * unit), y + (falls ? 9 : -8) * unit)
  }
  ctx.restore()
}

function ring(ctx: CanvasRenderingContext2D, x: number, y: number, size: number, ink: Ink): void {
  ctx.strokeStyle = ink.text
  ctx.lineWidth = devicePixelRatio * 1.5
  ctx.beginPath()
  ctx.arc(x, y, size, 0, 2 * Math.PI)
  ctx.stroke()
}

/** Full here, a hollow diamond from outside; hollow while preliminary; a corrected one has a line under it. */
function mark(ctx: CanvasRenderingContext2D, point: LanePoint, x: number, y: number, unit: number, ink: Ink): void {
  const outside = point.source !== undefined
  const color = outside ? ink.outside : ink.line
  const size = (outside ? 5.5 : 4.5) * unit
  ctx.beginPath()
  if (outside) {
    ctx.moveTo(x, y - size)
    ctx.lineTo(x + size, y)
    ctx.lineTo(x, y + size)
    ctx.lineTo(x - size, y)
    ctx.closePath()
  } else ctx.arc(x, y, size, 0, 2 * Math.PI)
  ctx.fillStyle = outside || point.state === 'preliminary' ? ink.surface : color
  ctx.strokeStyle = color
  ctx.lineWidth = 2 * unit
  ctx.setLineDash(point.state === 'preliminary' ? [2 * unit, 2 * unit] : [])
  ctx.fill()
  ctx.stroke()
  ctx.setLineDash([])
  if (point.state !== 'corrected') return
  ctx.beginPath()
  ctx.moveTo(x - 6 * unit, y + 9 * unit)
  ctx.lineTo(x + 6 * unit, y + 9 * unit)
  ctx.stroke()
}
