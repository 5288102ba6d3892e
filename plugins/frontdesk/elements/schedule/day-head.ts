import { msg } from '@lit/localize'
import { html, nothing } from 'lit'
import { isCivilDate } from '../../domain/clock.js'
import type { Day } from '../../domain/day.js'
import { dayTitle } from '../parts/words.js'
import { valueOf } from './book-form.js'

export interface DayHeadParts {
  date: string
  today: string
  locale: string
  day: Day | undefined
  /** Undefined when this person books nothing; without `book` while a booking is open. */
  acts?: { findFree(): void; walkIn(): void; book?(): void }
  goBy(days: number): void
  goTo(date: string): void
}

/** Which day it is, how to another one, how full it is, and what begins here. */
export function dayHead({ date, today, locale, day, acts, goBy, goTo }: DayHeadParts) {
  return html`<div class="pagehead">
    <div class="row arrows">
      <button class="btn icon" type="button" aria-label=${msg('Day before')} @click=${() => goBy(-1)}>
        <tessera-icon name="chevron-left"></tessera-icon>
      </button>
      <button class="btn icon" type="button" aria-label=${msg('Day after')} @click=${() => goBy(1)}>
        <tessera-icon name="chevron-right"></tessera-icon>
      </button>
    </div>
    <h1>${dayTitle(date, today, locale)}</h1>
    ${
      date === today
        ? nothing
        : html`<button class="btn s" type="button" @click=${() => goTo(today)}>${msg('Today')}</button>`
    }
    <span class="hide-s">${dayInput('day', date, goTo)}</span>
    ${
      day
        ? html`<span class="counts hide-s"
            ><span><b>${day.booked}</b> ${msg('booked')}</span><span><b>${day.done}</b> ${msg('done')}</span>${
              day.missed > 0 ? html`<span><b>${day.missed}</b> ${msg('no-show')}</span>` : nothing
            }</span
          >`
        : nothing
    }
    ${
      acts
        ? html`<span class="end row">
            <button class="btn hide-s" type="button" @click=${acts.findFree}>${msg('Find next free')}</button>
            <button class="btn hide-s" type="button" @click=${acts.walkIn}>${msg('Walk-in')}</button>
            ${
              acts.book
                ? html`<button class="btn primary" type="button" @click=${acts.book}>
                    <tessera-icon name="plus"></tessera-icon>${msg('Book')}
                  </button>`
                : nothing
            }
          </span>`
        : nothing
    }
  </div>`
}

/** @param id of the field, unique in the page */
export const dayInput = (id: string, date: string, goTo: (date: string) => void) =>
  html`<input
    class="datepick"
    id=${id}
    type="date"
    aria-label=${msg('Go to a day')}
    .value=${date}
    @change=${(event: Event) => isCivilDate(valueOf(event)) && goTo(valueOf(event))}
  />`
