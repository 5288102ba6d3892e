import { msg, str } from '@lit/localize'
import type { StatusWord } from '@tessera/web-components'
import { html, nothing, type TemplateResult } from 'lit'
import type { VisitState } from '../../domain/day.js'
import type { Lane } from '../../domain/board.js'

const clocks = new Map<string, Intl.DateTimeFormat>()

/** A minute of the day as on the wall: `9:40`, `1:20`; with its half of the day when it stands alone: `1:20 PM`. */
export function clockText(minute: number, locale: string, alone = false): string {
  const format =
    clocks.get(locale) ?? new Intl.DateTimeFormat(locale, { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' })
  clocks.set(locale, format)
  const parts = format.formatToParts(minute * 60_000)
  return (alone ? parts : parts.filter(({ type }) => type !== 'dayPeriod'))
    .map(({ value }) => value)
    .join('')
    .trim()
}

/** `Tuesday, Nov 24`; the year when it is another one than today's. */
export function dayTitle(date: string, today: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    weekday: 'long',
    month: 'short',
    day: 'numeric',
    ...(date.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(Date.parse(`${date}T00:00:00Z`))
}

export const minutesText = (minutes: number): string =>
  minutes < 60 ? msg(str`${minutes} min`) : msg(str`${Math.floor(minutes / 60)} h ${minutes % 60} min`)

/** Whole minutes since an instant. */
export const minutesSince = (since: string | undefined, now = Date.now()): number =>
  since === undefined ? 0 : Math.max(0, Math.floor((now - Date.parse(since)) / 60_000))

export const laneWords = (lane: Lane): string =>
  ({
    arrived: msg('Waiting'),
    roomed: msg('In a room'),
    'with-provider': msg('With the provider'),
    leaving: msg('Ready to leave'),
    left: msg('Left'),
  })[lane]

/** What is done to put a visit into a lane. */
export const laneVerb = (lane: Lane): string =>
  ({
    arrived: msg('Back to waiting'),
    roomed: msg('Room'),
    'with-provider': msg('With provider'),
    leaving: msg('Ready to leave'),
    left: msg('Left'),
  })[lane]

export const stateWords = (state: VisitState): string => {
  switch (state) {
    case 'proposed':
      return msg('Asked for')
    case 'booked':
      return msg('Booked')
    case 'missed':
      return msg('No-show')
    case 'left':
      return msg('Done')
    default:
      return laneWords(state)
  }
}

const CHIPS: Readonly<Partial<Record<VisitState, StatusWord>>> = {
  arrived: 'waiting',
  roomed: 'in-room',
  'with-provider': 'in-room',
  missed: 'no-show',
}

/** State as icon and word; colour only where the look has it. */
export function stateChip(state: VisitState, room?: string): TemplateResult | typeof nothing {
  const status = CHIPS[state]
  if (status)
    return html`<tessera-chip status=${status}>${state === 'roomed' && room ? room : stateWords(state)}</tessera-chip>`
  const icon = state === 'left' ? 'circle-check' : state === 'leaving' ? 'log-out' : 'check'
  return html`<span class="st"><tessera-icon name=${icon} size="s"></tessera-icon>${stateWords(state)}</span>`
}
