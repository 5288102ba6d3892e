import type { Resource } from '@tessera/sdk'
import type { Condition, MedicationRequest } from 'fhir/r4.js'
import { medicineText, splitStrength } from '../medicines.js'
import { momentOf } from '../moments.js'
import { outsideName } from '../origin.js'
import { STATUS_CHANGED } from '../prescribe/request.js'
import { termText } from '../terms.js'
import { isFor } from './lanes.js'

/** A medicine as a bar: from when to when, and why it ended. */
export interface Taken {
  id: string
  name: string
  strength: string
  from: number
  /** Absent while it is taken. */
  to?: number
  /** It ended, but nobody wrote down when: `to` is the end of its supply. */
  supposed?: boolean
  ended?: string
  outside?: string
}

const DAY = 86_400_000

/** The medicines of a condition, oldest first; the same one renewed without a gap is one bar. */
export function takenFor(
  condition: Condition,
  requests: readonly MedicationRequest[],
  included: readonly Resource[],
): Taken[] {
  const bars = requests
    .filter(({ status }) => !['entered-in-error', 'draft', 'cancelled'].includes(status))
    .flatMap((request) => {
      const text = medicineText(request, included)
      const says = {
        references: (request.reasonReference ?? []).flatMap(({ reference }) => reference ?? []),
        texts: (request.reasonCode ?? []).map(termText).filter(Boolean),
      }
      return isFor(condition, text, says) ? barOf(request, text, requests) : []
    })
    .toSorted((one, other) => one.from - other.from)
  return bars.reduce<Taken[]>(joined, [])
}

function barOf(request: MedicationRequest, text: string, all: readonly MedicationRequest[]): Taken[] {
  const start = request.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.start ?? request.authoredOn
  const from = momentOf(start)
  if (Number.isNaN(from)) return []
  const outside = outsideName(request)
  const ended = termText(request.statusReason)
  return [
    {
      id: request.id ?? '',
      ...splitStrength(text),
      from,
      ...(request.status === 'active' || request.status === 'on-hold' ? {} : endOf(request, from, all)),
      ...(ended && request.status !== 'active' ? { ended } : {}),
      ...(outside ? { outside } : {}),
    },
  ]
}

/** As it was recorded, else when its successor began, else when the supply ran out. */
function endOf(
  request: MedicationRequest,
  from: number,
  all: readonly MedicationRequest[],
): Pick<Taken, 'to' | 'supposed'> {
  const changed = request.extension?.find(({ url }) => url === STATUS_CHANGED)?.valueDateTime
  const successor = all.find(
    ({ priorPrescription }) => priorPrescription?.reference === `MedicationRequest/${request.id}`,
  )
  const known = [changed, request.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.end, successor?.authoredOn]
    .map(momentOf)
    .find((at) => !Number.isNaN(at))
  if (known !== undefined) return { to: Math.max(from, known) }
  const { expectedSupplyDuration, numberOfRepeatsAllowed = 0 } = request.dispenseRequest ?? {}
  const days = (expectedSupplyDuration?.value ?? 30) * (1 + numberOfRepeatsAllowed)
  return { to: from + days * DAY, supposed: true }
}

/** A renewal within two weeks goes on with the bar of the same medicine and strength. */
function joined(bars: Taken[], bar: Taken): Taken[] {
  const before = bars.findLast(({ name, strength }) => name === bar.name && strength === bar.strength)
  if (!before || before.to === undefined || bar.from - before.to > 14 * DAY) return [...bars, bar]
  const { to: _to, ended: _ended, supposed: _supposed, ...rest } = before
  const { to, ended, supposed } = bar
  const one = {
    ...rest,
    id: bar.id,
    ...(to === undefined ? {} : { to: Math.max(to, before.to) }),
    ...(ended ? { ended } : {}),
    ...(supposed ? { supposed } : {}),
  }
  return bars.map((each) => (each === before ? one : each))
}

/** A day on which a medicine began or ended. */
export interface MedicineChange {
  at: number
  /** Another strength of the same: `Metformin 500 mg → 1,000 mg`. */
  changed: string[]
  started: string[]
  stopped: string[]
}

/** Days on which something changed, oldest first; what was taken before the window began is no change of it. */
export function changesOf(bars: readonly Taken[], from: number, to: number): MedicineChange[] {
  const days = new Map<number, { at: number; began: Taken[]; ended: Taken[] }>()
  const on = (at: number) => {
    const day = Math.floor(at / DAY)
    const change = days.get(day) ?? { at, began: [], ended: [] }
    days.set(day, change)
    return change
  }
  for (const bar of bars) {
    if (bar.from >= from && bar.from <= to) on(bar.from).began.push(bar)
    if (bar.to !== undefined && !bar.supposed && bar.to >= from && bar.to <= to) on(bar.to).ended.push(bar)
  }
  return [...days.values()].map(told).toSorted((one, other) => one.at - other.at)
}

/** What ended and began again on one day was changed. */
function told({ at, began, ended }: { at: number; began: Taken[]; ended: Taken[] }): MedicineChange {
  const again = (bar: Taken, others: readonly Taken[]) => others.find(({ name }) => name === bar.name)
  return {
    at,
    changed: began.flatMap((bar) => {
      const before = again(bar, ended)
      return before ? [`${bar.name} ${before.strength} → ${bar.strength}`] : []
    }),
    started: began.filter((bar) => !again(bar, ended)).map(({ name }) => name),
    stopped: ended.filter((bar) => !again(bar, began)).map(({ name }) => name),
  }
}
