import { component, read, stamp, write, type Segment } from './hl7.js'
import { measured, type Analyte } from './tests.js'

/** How the laboratory behaves; shares of all orders between 0 and 1. */
export interface Habits {
  /** ms from order to final result. */
  turnaround: number
  /** Sends a preliminary result first. */
  preliminary: number
  /** Takes ten times as long. */
  late: number
  /** Sends the final message twice, byte for byte. */
  duplicate: number
  /** Corrects a value afterwards. */
  corrected: number
  /** Has measured already when the cancellation comes, and reports all the same. */
  tooLate: number
}

export const HABITS: Habits = {
  turnaround: 4_000,
  preliminary: 0.35,
  late: 0.05,
  duplicate: 0.1,
  corrected: 0.1,
  tooLate: 0.1,
}

/** A message that leaves so many ms after the order came. */
export interface Departure {
  after: number
  /** Number of the order that it answers. */
  placer: string
  message: string
}

export interface Order {
  placer: string
  code: string
  name: string
  cancelled: boolean
}

/** The answer to a message: taken, or not for a laboratory. */
export function answer(message: string, now: number, controlId: string): { ack: string; orders: Order[] } {
  const segments = read(message)
  const msh = segments[0] ?? []
  const type = msh[9]?.split('^').slice(0, 2).join('^')
  const orders = type === 'OML^O21' ? ordersIn(segments) : []
  const code = msh[0] === 'MSH' && orders.length > 0 ? 'AA' : 'AR'
  const words = code === 'AA' ? '' : 'A laboratory takes orders only'
  const head = [
    'MSH',
    '|',
    '^~\\&',
    msh[5] ?? '',
    msh[6] ?? '',
    msh[3] ?? '',
    msh[4] ?? '',
    stamp(now),
    '',
    'ACK^O21^ACK',
    controlId,
    'P',
    '2.5.1',
  ]
  return { ack: write([head, ['MSA', code, msh[10] ?? '', words]]), orders }
}

function ordersIn(segments: readonly Segment[]): Order[] {
  const found: Order[] = []
  let control = 'NW'
  for (const segment of segments) {
    if (segment[0] === 'ORC') control = segment[1] ?? 'NW'
    if (segment[0] !== 'OBR') continue
    found.push({
      placer: segment[2] ?? '',
      code: component(segment[4], 1),
      name: component(segment[4], 2),
      cancelled: control === 'CA',
    })
  }
  return found
}

/**
 * What the laboratory sends for a message of orders, and when.
 *
 * @param random 0 ≤ x < 1; the same sequence gives the same laboratory
 */
export function departures(message: string, habits: Habits, now: number, random: () => number): Departure[] {
  const segments = read(message)
  const msh = segments[0] ?? []
  const pid = segments.find(([name]) => name === 'PID') ?? ['PID']
  const made: Departure[] = []
  for (const order of ordersIn(segments)) {
    if (order.cancelled) continue
    const filler = `S${Math.floor(random() * 36 ** 7)
      .toString(36)
      .toUpperCase()
      .padStart(7, '0')}`
    const slow = random() < habits.late ? 10 : 1
    const final = habits.turnaround * slow * (0.7 + 0.6 * random())
    const analytes = measured(order.code)
    const values = (analytes ?? []).map((each) => valueOf(each, random))
    const report = (status: 'P' | 'F' | 'C', at: number, shown: readonly number[]): string =>
      resultMessage({
        msh,
        pid,
        order,
        filler,
        status,
        now: now + at,
        controlId: `${filler}${status}`,
        analytes,
        values: shown,
      })
    const { placer } = order
    if (random() < habits.preliminary && values.length > 1)
      made.push({
        placer,
        after: final * 0.4,
        message: report('P', final * 0.4, values.slice(0, Math.ceil(values.length / 2))),
      })
    const last = report('F', final, values)
    made.push({ placer, after: final, message: last })
    if (random() < habits.duplicate) made.push({ placer, after: final * 1.1 + 50, message: last })
    if (random() < habits.corrected && analytes && values.length > 0) {
      const at = Math.floor(random() * values.length)
      const again = values.map((value, n) => (n === at && analytes[n] ? valueOf(analytes[n], random) : value))
      made.push({ placer, after: final * 1.6, message: report('C', final * 1.6, again) })
    }
  }
  return made.toSorted((a, b) => a.after - b.after)
}

function valueOf({ around: [middle, spread], digits }: Analyte, random: () => number): number {
  // the sum of a few uniform numbers is near enough to a bell
  const bell = random() + random() + random() + random() - 2
  return Number(Math.max(spread / 10, middle + bell * spread * 1.7).toFixed(digits))
}

interface ResultFacts {
  msh: Segment
  pid: Segment
  order: Order
  filler: string
  status: 'P' | 'F' | 'C'
  now: number
  controlId: string
  analytes: readonly Analyte[] | undefined
  values: readonly number[]
}

function resultMessage({ msh, pid, order, filler, status, now, controlId, analytes, values }: ResultFacts): string {
  const at = stamp(now)
  const test = `${order.code}^${order.name}^LN`
  const obr = [
    'OBR',
    '1',
    order.placer,
    `${filler}^SIMLAB`,
    test,
    '',
    '',
    at,
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    at,
    '',
    'LAB',
    status,
  ]
  const results = analytes
    ? values.flatMap((value, n) => {
        const analyte = analytes[n]
        return analyte ? [numeric(analyte, value, n + 1, status, at)] : []
      })
    : [obx(['1', 'TX', test, '', 'No growth after 48 hours', '', '', 'N', '', '', status, '', '', at])]
  return write([
    [
      'MSH',
      '|',
      '^~\\&',
      'SIMLAB',
      'Maple Street lab',
      msh[3] ?? '',
      msh[4] ?? '',
      at,
      '',
      'ORU^R01^ORU_R01',
      controlId,
      'P',
      '2.5.1',
    ],
    pid,
    ['ORC', 'RE', order.placer, `${filler}^SIMLAB`],
    obr,
    ...results,
    ...(status === 'C' ? [['NTE', '1', 'L', 'Corrected after a second look at the sample.']] : []),
  ])
}

function numeric(analyte: Analyte, value: number, n: number, status: string, at: string): Segment {
  const { code, name, unit, digits } = analyte
  return obx([
    String(n),
    'NM',
    `${code}^${name}^LN`,
    '',
    value.toFixed(digits),
    unit,
    rangeText(analyte),
    flagOf(analyte, value),
    '',
    '',
    status,
    '',
    '',
    at,
  ])
}

const obx = (fields: readonly string[]): Segment => ['OBX', ...fields]

const rangeText = ({ low, high }: Analyte): string =>
  low !== undefined && high !== undefined
    ? `${low}-${high}`
    : high !== undefined
      ? `<=${high}`
      : low !== undefined
        ? `>=${low}`
        : ''

function flagOf({ low, high, panic }: Analyte, value: number): string {
  if (panic && value < panic[0]) return 'LL'
  if (panic && value > panic[1]) return 'HH'
  if (low !== undefined && value < low) return 'L'
  return high !== undefined && value > high ? 'H' : 'N'
}
