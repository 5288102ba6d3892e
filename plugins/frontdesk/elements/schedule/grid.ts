import { msg, str } from '@lit/localize'
import { cssProps } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Column, Day, Visit } from '../../domain/day.js'
import type { Span } from '../../domain/hours.js'
import { sideBySide } from '../../domain/layout.js'
import { clockText, stateChip, stateWords } from '../parts/words.js'

/** Where the keyboard is: a column and a minute of the day. */
export interface Cursor {
  practitioner: string
  minute: number
}

export interface GridParts {
  day: Day
  cursor: Cursor
  /** Minutes that the cursor shows: the length of what is booked or moved, else one step. */
  length: number
  locale: string
  /** The visit that looks for another time. */
  moving?: Visit
  booking: boolean
  /** Minute of the day when the day is today. */
  now?: number
  mayBook: boolean
  on: {
    block(visit: Visit, column: Column, anchor: EventTarget | null): void
    free(cursor: Cursor): void
    checkIn(visit: Visit): void
    point(column: Column, event: PointerEvent): void
    focusBlock(visit: Visit, column: Column): void
  }
}

/** Less than this shows one line. */
const TWO_LINES = 16

/** The columns of the day with their time axis, the line of now, the visits, and the cursor on free time. */
export function grid(parts: GridParts) {
  const { day, locale, now, booking } = parts
  const [from, to] = day.open
  const shown = now !== undefined && now >= from && now <= to
  const hours = Array.from({ length: (to - from) / 60 }, (_, i) => i * 60)
  return html`<div
    class="cal ${booking ? 'booking' : ''}"
    ${cssProps({ '--columns': String(day.columns.length), '--day': String(to - from) })}
  >
    <div class="hours" aria-hidden="true">
      <div>
        ${hours.map((at) => html`<span ${cssProps({ '--s': String(at) })}>${clockText(from + at, locale)}</span>`)}
        ${shown ? html`<b class="nowc" ${cssProps({ '--s': String(now - from) })}>${clockText(now, locale)}</b>` : nothing}
      </div>
    </div>
    ${repeat(
      day.columns,
      ({ practitioner }) => practitioner,
      (column, i) => columnOf(parts, column, i),
    )}
    ${shown ? html`<div class="nowl" aria-hidden="true" ${cssProps({ '--s': String(now - from) })}></div>` : nothing}
  </div>`
}

function columnOf(parts: GridParts, column: Column, i: number) {
  const { day, cursor, locale, mayBook, on } = parts
  const places = sideBySide(column.visits.map(({ at }) => at))
  const current = column.practitioner === cursor.practitioner
  const here = visitAt(column, cursor.minute)
  return html`<section class="dc ${current ? 'current' : ''}" aria-labelledby=${`col-${i}`}>
    <h2 id=${`col-${i}`}>${column.name} <span class="count">${column.visits.length}</span></h2>
    <ol @click=${(event: PointerEvent) => on.point(column, event)}>
      ${shutSpans(day.open, column.hours).map(
        ([from, to]) =>
          html`<li
            class="shut"
            aria-hidden="true"
            ${cssProps({ '--s': String(from - day.open[0]), '--l': String(to - from) })}
          ></li>`,
      )}
      ${repeat(
        column.visits,
        ({ id }) => id,
        (visit, at) => block(parts, column, visit, places[at] ?? { index: 0, of: 1 }),
      )}
      ${current && !here && mayBook ? cursorItem(parts, column) : nothing}
      ${
        mayBook
          ? column.free.map(
              ([from, to]) =>
                html`<li class="freeli">
                  <button type="button" @click=${() => on.free({ practitioner: column.practitioner, minute: from })}>
                    ${msg(str`${clockText(from, locale)}–${clockText(to, locale)} free`)}
                  </button>
                </li>`,
            )
          : nothing
      }
    </ol>
  </section>`
}

function block(
  { day, cursor, locale, moving, mayBook, now, on }: GridParts,
  column: Column,
  visit: Visit,
  place: { index: number; of: number },
) {
  const { at, patient, state, encounter } = visit
  const minutes = at[1] - at[0]
  const current = column.practitioner === cursor.practitioner && visitAt(column, cursor.minute)?.id === visit.id
  const name = patient?.display ?? msg('Held')
  const checks = mayBook && now !== undefined && state === 'booked' && patient !== undefined
  const look = [
    'ap',
    minutes < TWO_LINES ? 'short' : '',
    visit.tone === 'plain' || state === 'left' || state === 'missed' ? '' : 'edge',
    { left: 'done', missed: 'no', proposed: 'asked', booked: '' }[state as string] ?? 'here',
    patient ? '' : 'hold',
    moving?.id === visit.id ? 'going' : '',
    checks ? 'cancheck' : '',
    minutes < 30 ? 'low' : '',
    place.of > 1 ? 'narrow' : '',
  ].join(' ')
  return html`<li
    class=${look}
    ${cssProps({
      '--s': String(at[0] - day.open[0]),
      '--l': String(minutes),
      '--i': String(place.index),
      '--of': String(place.of),
      '--edge': `var(--tessera-${visit.tone})`,
    })}
  >
    <button
      class="blk"
      type="button"
      data-visit=${visit.id}
      tabindex=${current ? 0 : -1}
      aria-haspopup="menu"
      @click=${(event: Event) => on.block(visit, column, event.currentTarget)}
      @focus=${() => on.focusBlock(visit, column)}
    >
      <span class="row"
        >${patient ? html`<tessera-patient-mark record-id=${patient.id} size="18"></tessera-patient-mark>` : nothing}<b
          class="cut"
          >${name}</b
        ><span class="tm">${clockText(at[0], locale)}</span></span
      >
      <span class="row sub"
        ><span class="cut grow"
          >${[visit.title, visit.detail, visit.overbooked && msg(str`beside: ${visit.overbooked}`)].filter(Boolean).join(', ')}</span
        >${checks ? html`<span class="vh">${stateWords(state)}</span>` : patient ? stateChip(state, encounter?.room) : nothing}</span
      >
    </button>
    ${
      checks
        ? html`<button class="btn s in" type="button" tabindex=${current ? 0 : -1} @click=${() => on.checkIn(visit)}>
            ${msg('Check in')}<span class="vh"> ${name}</span>
          </button>`
        : nothing
    }
  </li>`
}

function cursorItem({ day, cursor, length, locale, moving, on }: GridParts, column: Column) {
  const time = clockText(cursor.minute, locale, true)
  const words = moving ? msg(str`Move to ${time}`) : msg(str`${clockText(cursor.minute, locale)} free`)
  return html`<li
    class="cur ${moving ? 'moving' : ''}"
    ${cssProps({ '--s': String(cursor.minute - day.open[0]), '--l': String(length) })}
  >
    <button
      type="button"
      tabindex="0"
      @click=${(event: Event) => {
        event.stopPropagation()
        on.free(cursor)
      }}
    >
      <tessera-icon name=${moving ? 'move-right' : 'plus'} size="s"></tessera-icon>${words}<span class="vh">
        ${column.name}</span
      >
    </button>
  </li>`
}

/** The visit that has a minute of a column; the one that began last when several do. */
export const visitAt = (column: Column | undefined, minute: number): Visit | undefined =>
  column?.visits.findLast(({ at }) => at[0] <= minute && minute < at[1])

/** What of the shown day lies outside the hours. */
function shutSpans([from, to]: Span, hours: readonly Span[]): Span[] {
  const shut: Span[] = []
  let at = from
  for (const [start, end] of hours) {
    if (start > at) shut.push([at, start])
    at = Math.max(at, end)
  }
  if (at < to) shut.push([at, to])
  return shut
}
