import { msg } from '@lit/localize'
import type { TesseraElement } from '@tessera/web-components'
import { html } from 'lit'
import type { Day, Visit } from '../../domain/day.js'
import type { Lanes } from '../board/lanes.js'
import { tellDone } from '../parts/desk.js'
import { RegistrationForm, registeredWords } from '../parts/registration-form.js'
import { AskForm } from './ask-form.js'
import { BookForm, type BookAt } from './book-form.js'
import type { Cursor } from './grid.js'

export interface SideParts {
  lanes: Lanes
  day(): Day | undefined
  /** A booking begins there. */
  begins(at: BookAt): void
  /** The board is back without anything done. */
  closed(): void
  /** The board is back, and something was written. */
  finished(): void
}

/** What stands beside the schedule: the waiting board, or in its place the form that is being filled in. */
export class Side {
  panel: 'board' | 'book' | 'register' | 'ask' = 'board'
  readonly #book: BookForm
  readonly #ask: AskForm
  readonly #registration: RegistrationForm

  constructor(
    private readonly element: TesseraElement,
    private readonly parts: SideParts,
  ) {
    const back = (then: () => void) => () => {
      this.#show('board')
      then()
    }
    const [finished, closed] = [back(parts.finished), back(parts.closed)]
    const booked = ({ at }: { at: BookAt }) => {
      // the cursor stands on what was booked, wherever the form had taken it
      parts.begins(at)
      finished()
    }
    this.#book = new BookForm(element, parts.day, booked, closed, (typed) => this.#register(typed))
    this.#ask = new AskForm(element, parts.day, finished, closed)
    this.#registration = new RegistrationForm(element, {
      registered: (person, change) => {
        tellDone(element.host, registeredWords(person), change)
        this.book({ ...this.#book.at, patient: person })
      },
      opened: (person) => this.book({ ...this.#book.at, patient: person }),
      openWords: () => msg('Open this patient'),
    })
  }

  book(at: BookAt): void {
    this.parts.begins(at)
    this.#show('book')
    this.#book.open(at)
  }

  /** The booking that is open goes to another time. */
  moveTo(at: Cursor): void {
    this.#book.moveTo(at)
  }

  ask(kind: 'cancel' | 'check-in', visit: Visit): void {
    this.#show('ask')
    this.#ask.open(kind, visit)
  }

  close(): void {
    this.#show('board')
    this.parts.closed()
  }

  #register(typed: string): void {
    this.#registration.reset(typed)
    this.#show('register')
    this.#registration.focus()
  }

  #show(panel: Side['panel']): void {
    this.panel = panel
    this.element.requestUpdate()
  }

  render() {
    switch (this.panel) {
      case 'book':
        return this.#book.render()
      case 'ask':
        return this.#ask.render()
      case 'register':
        return html`<aside class="work panel" aria-labelledby="panel-title">
          <header>
            <div class="row">
              <h2 id="panel-title">${msg('Register a patient')}</h2>
              <button class="btn s quiet end" type="button" @click=${() => this.book(this.#book.at)}>
                ${msg('Back to the booking')}
              </button>
            </div>
          </header>
          <div class="body">${this.#registration.render()}</div>
        </aside>`
      case 'board':
        return html`<aside class="work board" aria-labelledby="board-title">
          <header>
            <div class="row">
              <h2 id="board-title">${msg('Waiting board')}</h2>
              <span class="row xs muted"><tessera-icon name="circle-check" size="s"></tessera-icon>${msg('Live')}</span>
              <a class="btn quiet s end" href=${`/clinics/${this.element.host.clinic.slug}/board`}
                >${msg('Open board')}</a
              >
            </div>
          </header>
          <div class="body">${this.parts.lanes.render(['arrived', 'roomed', 'with-provider', 'leaving'])}</div>
        </aside>`
    }
  }
}
