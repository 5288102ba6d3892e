import { msg, str } from '@lit/localize'
import { formatDate, formatNumber, formatShortDate, type Place } from '@tessera/web-components'
import { html, nothing, svg } from 'lit'
import { placeAt, scaleOf, ticksOf, type Axis } from '../../domain/condition/axis.js'
import { changesOf, type MedicineChange, type Taken } from '../../domain/condition/taken.js'
import { momentOf } from '../../domain/moments.js'
import type { ConditionVisit, Lane } from '../data/condition.js'
import { aimsText, laneName, pointText, unitText } from './lane-words.js'

export interface ChartParts {
  lanes: readonly Lane[]
  taken: readonly Taken[]
  visits: readonly ConditionVisit[]
  axis: Axis
  width: number
  /** Names stand above the lanes. */
  narrow: boolean
  today: number
  place: Place
  title: string
}

const FIRST = 112
const OTHER = 62
const BAR = 24

/** All lanes on one time axis: measures with their goals, medicines as bars, visits; dashed where a medicine changed. */
export function conditionChart(parts: ChartParts) {
  const { lanes, taken, visits, axis, width, narrow, today } = parts
  const head = narrow ? 20 : 0
  const seen = taken.filter(({ from, to }) => (to ?? today) >= axis.from && from <= today)
  const drawn: unknown[] = []
  let y = 24
  lanes.forEach((lane, i) => {
    const height = i === 0 ? FIRST : OTHER
    drawn.push(laneOf(lane, i, y + head, height, parts))
    y += head + height + 20
  })
  if (seen.length > 0) {
    drawn.push(label(msg('Medicines'), narrow ? '' : msg('bars show when taken'), y + (narrow ? 12 : 16), parts))
    y += head
    for (const bar of seen) {
      drawn.push(barOf(bar, y, parts))
      y += BAR
    }
    y += 20
  }
  drawn.push(label(msg('Visits'), '', y + (narrow ? 12 : 9), parts), visitsOf(visits, y + head + 4, parts))
  y += head + 22
  const changes = changesOf(taken, axis.from, today)
  return html`<svg
    role="img"
    aria-label=${parts.title}
    width=${width}
    height=${y + 24}
    viewBox=${`0 0 ${width} ${y + 24}`}
  >
    ${ticksOf(axis, narrow ? 72 : 56).map(({ at, isYear }) => tick(at, isYear, y, parts))}
    ${changes.map((change, i) => {
      const x = placeAt(axis, change.at)
      const words = changeWords(change)
      // a label that would run into the next one stays away; the table has them all
      const next = changes[i + 1]
      const room = (next ? placeAt(axis, next.at) : width) - x > words.length * 6.2
      return svg`<line class="ev" x1=${x} x2=${x} y1="18" y2=${y - 8}></line>
        ${room && !narrow ? svg`<text class="ls fg" x=${x + 5} y="14">${words}</text>` : nothing}`
    })}
    <line class="td" x1=${placeAt(axis, today)} x2=${placeAt(axis, today)} y1="8" y2=${y}></line>
    ${drawn}
  </svg>`
}

export function changeWords({ started, stopped, changed }: Omit<MedicineChange, 'at'>): string {
  const [into, out] = [started.join(', '), stopped.join(', ')]
  const rest =
    into && out
      ? msg(str`${into} in, ${out} out`)
      : into
        ? msg(str`${into} started`)
        : out
          ? msg(str`${out} stopped`)
          : ''
  return [...changed, rest].filter(Boolean).join(', ')
}

const label = (name: string, small: string, y: number, { narrow, axis }: ChartParts) =>
  svg`<text class="ln" x=${narrow ? axis.start : 0} y=${y}>${name}${narrow && small ? svg`<tspan class="ls" dx="6">${small}</tspan>` : nothing}</text>
    ${!narrow && small ? svg`<text class="ls" x="0" y=${y + 16}>${small}</text>` : nothing}`

function tick(at: number, isYear: boolean, y: number, { axis, place }: ChartParts) {
  const x = placeAt(axis, at)
  const month = new Date(at).toISOString().slice(0, 7)
  const words = isYear ? month.slice(0, 4) : formatDate(month, place).replace(/\s*\d{4}$/, '')
  return svg`<line class="gr" x1=${x} x2=${x} y1="18" y2=${y}></line><text class="tx" x=${x + 2} y=${y + 16}>${words}</text>`
}

function laneOf({ id, points, targets }: Lane, place0: number, top: number, height: number, parts: ChartParts) {
  const { axis, place, narrow, width, today } = parts
  const aim = aimsText(targets, place)
  const unit = unitText(points[0], place)
  const small = [unit, aim ? msg(str`goal ${aim}`) : ''].filter(Boolean).join(', ')
  const inside = points.filter(({ at }) => momentOf(at) >= axis.from)
  const values = inside
    .flatMap(({ value, second }) => [value.value, second?.value])
    .filter((each) => each !== undefined)
  const bounds = targets.map(boundsOf).flatMap(({ low, high }) => [low, high].filter((each) => each !== undefined))
  const y = scaleOf(values.length > 0 ? [...values, ...bounds] : [0, 1], top + 22, top + height - 14)
  const name = label(laneName(id), small, narrow ? top - 6 : top + 16, parts)
  if (inside.length === 0)
    return svg`${name}<text class="ls" x=${axis.start + 8} y=${top + height / 2}>${msg('no value in this time')}</text>`
  // of two numbers in one lane each has its own bound: a thin band under it; one number has the whole range
  const bands = targets.map(boundsOf).flatMap(({ low: least, high: most }) => {
    if (least === undefined && most === undefined) return []
    if (targets.length > 1 || inside.some(({ second }) => second))
      return most === undefined ? [] : [[y(most), y(most) + 6] as const]
    return [[most === undefined ? top : y(most), least === undefined ? top + height : y(least)] as const]
  })
  const [first] = bands
  const band = bands.map(
    ([above, below]) =>
      svg`<rect class="band" x=${axis.start} width=${axis.end - axis.start} y=${above} height=${Math.max(6, below - above)}></rect>`,
  )
  const goal =
    first === undefined
      ? nothing
      : narrow
        ? svg`<text class="gw" text-anchor="end" x=${axis.end - 4} y=${first[1] - first[0] < 12 ? first[1] + 12 : first[1] - 3}>${msg(str`Goal ${aim}`)}</text>`
        : svg`<text class="gw" x=${axis.end + 6} y=${(first[0] + first[1]) / 2 + 4}>${msg(str`Goal ${aim}`)}</text>`
  const series = (of: (point: (typeof inside)[number]) => number | undefined) =>
    inside
      .flatMap((point) => {
        const value = of(point)
        return value === undefined ? [] : [{ x: placeAt(axis, momentOf(point.at)), y: y(value), point }]
      })
      .toReversed()
  const color = place0 === 0 ? 'c1' : 'c2'
  const lines = [series(({ value }) => value.value), series(({ second }) => second?.value)].filter(
    ({ length }) => length > 0,
  )
  let labelled = -Infinity
  return svg`${band}${name}${goal}
    ${lines.map(
      (
        line,
        nth,
      ) => svg`<path class="se ${nth === 0 ? color : 'c2'}" d=${`M${line.map(({ x, y: at }) => `${x} ${at}`).join('L')}`}></path>
      ${line.map(({ x, y: at, point }) => mark(x, at, point.outside !== undefined, nth === 0 ? color : 'c2'))}`,
    )}
    ${(lines[0] ?? []).map(({ x, y: at, point }, i, all) => {
      const last = i === all.length - 1
      const text = pointText(point, place)
      // the last value always has its number, others where there is room
      const end = placeAt(axis, momentOf(all.at(-1)?.point.at)) - text.length * 8
      if (!last && (x - labelled < text.length * 7 + 14 || x > end - 8)) return nothing
      labelled = x
      // beside today's line, not under it
      const aside = last && Math.abs(x - placeAt(axis, today)) < text.length * 4 + 4
      const anchor = aside || x > width - 40 ? 'end' : 'middle'
      return svg`<text class=${last ? 'vl last' : 'vl'} text-anchor=${anchor} x=${aside ? placeAt(axis, today) - 6 : x} y=${at - 9}>${text}</text>`
    })}`
}

function boundsOf(target: Lane['targets'][number] | undefined): { low?: number; high?: number } {
  const { detailQuantity, detailRange } = target ?? {}
  if (detailRange)
    return {
      ...(detailRange.low?.value === undefined ? {} : { low: detailRange.low.value }),
      ...(detailRange.high?.value === undefined ? {} : { high: detailRange.high.value }),
    }
  if (detailQuantity?.value === undefined) return {}
  switch (detailQuantity.comparator) {
    case '<':
    case '<=':
      return { high: detailQuantity.value }
    case '>':
    case '>=':
      return { low: detailQuantity.value }
    default:
      return { low: detailQuantity.value, high: detailQuantity.value }
  }
}

const mark = (x: number, y: number, outside: boolean, color: string) =>
  outside
    ? svg`<rect class="pt out" x=${x - 4.5} y=${y - 4.5} width="9" height="9" transform=${`rotate(45 ${x} ${y})`}></rect>`
    : svg`<circle class="pt ${color}" cx=${x} cy=${y} r="4.5"></circle>`

function barOf(
  { name, strength, from, to, supposed, ended, outside }: Taken,
  y: number,
  { axis, today, place, narrow }: ChartParts,
) {
  const x = placeAt(axis, Math.max(from, axis.from))
  const end = placeAt(axis, Math.min(to ?? today, today))
  const began =
    from < axis.from ? '' : msg(str`started ${formatShortDate(new Date(from).toISOString().slice(0, 10), place)}`)
  const kind = to !== undefined ? 'stop' : from >= axis.from ? 'new' : ''
  const stopped =
    to === undefined
      ? ''
      : supposed
        ? msg('end not recorded')
        : [msg(str`stopped ${formatShortDate(new Date(to).toISOString().slice(0, 10), place)}`), narrow ? '' : ended]
            .filter(Boolean)
            .join(', ')
  const { inside, beside, rightward } = barWords(
    [narrow ? '' : [name, strength, began].filter(Boolean).join(' '), [name, strength].join(' ').trim(), name],
    stopped,
    { before: x - axis.start, within: end - x, after: axis.end + (narrow ? 0 : 60) - end },
  )
  return svg`<rect class="mb ${kind} ${outside ? 'from' : ''}" x=${x} y=${y} rx="3" width=${Math.max(3, end - x)} height="18"></rect>
    ${inside ? svg`<text class="mt" x=${x + 7} y=${y + 13}>${inside}</text>` : nothing}
    ${beside ? svg`<text class="ls" text-anchor=${rightward ? 'start' : 'end'} x=${rightward ? end + 6 : x - 6} y=${y + 13}>${beside}</text>` : nothing}`
}

/** Where the words of a bar have room: the longest that fit inside, what is left beside it where the axis ends later. */
function barWords(
  names: readonly string[],
  stopped: string,
  room: { before: number; within: number; after: number },
): { inside: string; beside: string; rightward: boolean } {
  const long = (text: string) => text.length * 6.4 + 14
  const inside = names.find((text) => text && long(text) < room.within) ?? ''
  const both = inside && stopped ? `${inside}, ${stopped}` : ''
  const rest = inside ? stopped : [names[1], stopped].filter(Boolean).join(', ')
  if (long(rest) < room.after) return { inside, beside: rest, rightward: true }
  if (both && long(both) < room.within) return { inside: both, beside: '', rightward: true }
  if (long(rest) < room.before) return { inside, beside: rest, rightward: false }
  return { inside, beside: inside ? '' : (names[2] ?? ''), rightward: room.after > room.before }
}

const visitsOf = (visits: readonly ConditionVisit[], y: number, { axis }: ChartParts) =>
  visits
    .filter(({ at }) => momentOf(at) >= axis.from)
    .map(({ at, outside }) => {
      const x = placeAt(axis, momentOf(at))
      return outside
        ? svg`<rect class="pt out" x=${x - 4} y=${y - 4} width="8" height="8" transform=${`rotate(45 ${x} ${y})`}></rect>`
        : svg`<rect class="vi" x=${x - 4} y=${y - 4} width="8" height="8" rx="1"></rect>`
    })

/** For the label of the whole chart. */
export const chartTitle = (name: string, lanes: readonly Lane[], place: Place): string =>
  [
    msg(str`${name} over time.`),
    ...lanes.map(({ id, points }) => {
      const [newest] = points
      return newest
        ? msg(str`${laneName(id)}: ${formatNumber(points.length, place)} values, now ${pointText(newest, place)}.`)
        : ''
    }),
    msg('The same data stand in the table below.'),
  ]
    .filter(Boolean)
    .join(' ')
