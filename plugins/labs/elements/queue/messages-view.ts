import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import {
  civilDate,
  formatNumber,
  formatShortDate,
  formatTime,
  placeOf,
  today,
  type TesseraElement,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { MessagesAnswer, MessageState, QueuedMessage } from '../../domain/api.js'
import { look } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'
import { MessageView } from './message-view.js'
import { reusedChip, senderWords, sizeWords, stateChip, typeWords } from './message-words.js'

type Lane = 'todo' | 'filed' | 'refused' | 'dismissed'

/** What each lane shows, the errors first. */
const LANES: Record<Lane, readonly MessageState[]> = {
  todo: ['error', 'waiting'],
  filed: ['filed'],
  refused: ['refused'],
  dismissed: ['dismissed'],
}
const PAGE = 50
const MOST = 500

/** Messages of a lane by state. */
type Lists = Partial<Record<MessageState, MessagesAnswer>>

/** The queue: what needs a person first, then what became of the rest; the open one beside the list. */
export class MessagesView {
  readonly loaded: Loaded<Lists>
  readonly open: MessageView
  #lane: Lane = 'todo'
  #more: MessageState | '' = ''

  constructor(
    private readonly element: TesseraElement,
    private readonly onOpen: (id: string) => void,
  ) {
    this.loaded = new Loaded(element, (host, signal) => this.#read(host, signal), true)
    this.open = new MessageView(element, () => void this.loaded.load())
  }

  /** How many need a person; undefined while nobody knows. */
  get needed(): number | undefined {
    const counts = Object.values(this.loaded.value ?? {})[0]?.counts
    return counts && countOf(counts, LANES.todo)
  }

  render(id: string) {
    const { state, value } = this.loaded
    const counts = Object.values(value ?? {})[0]?.counts ?? []
    return html`<div class="split ${id ? 'has-open' : ''}">
      <div class="list" aria-busy=${value ? 'false' : 'true'}>
        <div class="lanes">
          <div class="filter" role="group" aria-label=${msg('Show')}>
            ${this.#tab('todo', msg('Need a person'), counts)}${this.#tab('filed', msg('Filed'), counts)}${this.#tab(
              'refused',
              msg('Refused'),
              counts,
            )}${this.#tab('dismissed', msg('Dismissed'), counts)}
          </div>
        </div>
        ${state === 'error' ? this.#failed(value !== undefined) : nothing}
        ${!value && state === 'loading' ? html`<div class="bars" aria-hidden="true">${[1, 2, 3, 4].map(() => html`<i></i>`)}</div>` : nothing}
        ${value ? this.#sections(value, id) : nothing}
      </div>
      <div class="detail" id="detail" tabindex="-1">
        ${
          id
            ? html`<button class="btn quiet back" type="button" @click=${() => this.onOpen('')}>
                  <tessera-icon name="chevron-left"></tessera-icon>${msg('Messages')}</button
                >${this.open.render()}`
            : html`<p class="say muted">${msg('Choose a message to see its cause, its text and what can be done.')}</p>`
        }
      </div>
    </div>`
  }

  #tab(lane: Lane, label: string, counts: MessagesAnswer['counts']) {
    const count = countOf(counts, LANES[lane])
    return html`<button type="button" aria-pressed=${this.#lane === lane} @click=${() => this.#show(lane)}>
      ${label}${count > 0 ? html` <span class="n">${formatNumber(count, placeOf(this.element.host))}</span>` : nothing}
    </button>`
  }

  #show(lane: Lane): void {
    if (lane === this.#lane) return
    this.#lane = lane
    this.loaded.forget()
    void this.loaded.load()
  }

  #failed(old: boolean) {
    return html`<div class="say" role="alert">
      <p>
        ${old ? msg('The queue could not be read again. What shows may be old.') : msg('The queue did not load. Nothing was changed.')}
      </p>
      <button class="btn" type="button" @click=${this.loaded.load}>${msg('Try again')}</button>
    </div>`
  }

  #sections(lists: Lists, open: string) {
    const states = LANES[this.#lane].filter((state) => (lists[state]?.messages.length ?? 0) > 0)
    if (states.length === 0) return this.#empty()
    return states.map((state) => this.#section(state, lists[state], open))
  }

  #empty() {
    const words: Record<Lane, string> = {
      todo: msg('No message needs you. What can’t be read or matched comes here.'),
      filed: msg('No message was filed yet.'),
      refused: msg('No message was refused.'),
      dismissed: msg('No message was dismissed.'),
    }
    return html`<div class="say muted">
      <tessera-icon name="circle-check" size="l"></tessera-icon>
      <p>${words[this.#lane]}</p>
    </div>`
  }

  #section(state: MessageState, list: MessagesAnswer | undefined, open: string) {
    if (!list) return nothing
    const place = placeOf(this.element.host)
    const all = countOf(list.counts, [state])
    const heads: Partial<Record<MessageState, string>> = {
      error: msg('Errors'),
      waiting: msg('Wait for their patient'),
    }
    const head = heads[state]
    return html`<section aria-label=${head ?? msg('Messages')}>
      ${
        head
          ? html`<h2 class=${state === 'error' ? 'bad' : ''}>
              <tessera-icon name=${state === 'error' ? 'octagon-x' : 'circle-help'}></tessera-icon>${head}
              <span class="n">${formatNumber(all, place)}</span>
            </h2>`
          : nothing
      }
      <ul>
        ${repeat(
          list.messages,
          ({ id }) => id,
          (message) => this.#row(message, open),
        )}
      </ul>
      ${
        list.next
          ? html`<div class="more">
              <button
                class="btn s"
                type="button"
                aria-busy=${this.#more === state ? 'true' : nothing}
                @click=${() => void this.#showMore(state)}
              >
                ${msg('Show more')}
              </button>
              <span class="sm muted" role="status"
                >${msg(str`The newest ${formatNumber(list.messages.length, place)} of ${formatNumber(all, place)}`)}</span
              >
            </div>`
          : nothing
      }
    </section>`
  }

  #row(message: QueuedMessage, open: string) {
    const place = placeOf(this.element.host)
    const { about, at, id } = message
    const tests = about?.tests?.slice(0, 2).join(', ')
    return html`<li>
      <button type="button" aria-current=${id === open ? 'true' : nothing} @click=${() => this.onOpen(id)}>
        <span class="grow">
          <span class="line"
            ><b>${about?.name ?? typeWords(message.type)}</b> <span class="muted sm">${tests ?? ''}</span></span
          >
          <span class="line sm ${message.state === 'error' ? 'cause' : 'muted'}"
            >${(message.state === 'filed' ? undefined : message.reason) ?? senderWords(message)}</span
          >
          <span class="row wrap"
            >${this.#lane === 'todo' ? nothing : stateChip(message.state)} ${reusedChip(message)}</span
          >
        </span>
        <span class="meta muted xs nowrap"
          ><span
            >${civilDate(at, place.timezone) === today(place.timezone) ? formatTime(at, place) : formatShortDate(at, place)}</span
          ><span>${message.type.replace('^', ' ')}</span><span>${sizeWords(message.size, place)}</span></span
        >
      </button>
    </li>`
  }

  /** As long a list as is on the screen, so that reading it again takes nothing away. */
  async #read(host: HostContext, signal: AbortSignal): Promise<Lists> {
    const before = this.loaded.value ?? {}
    const answers = await Promise.all(
      LANES[this.#lane].map(async (state): Promise<[MessageState, MessagesAnswer]> => {
        const limit = Math.min(MOST, Math.max(PAGE, before[state]?.messages.length ?? 0))
        return [state, await look<MessagesAnswer>(host, `messages?state=${state}&limit=${limit}`, signal)]
      }),
    )
    return Object.fromEntries(answers)
  }

  async #showMore(state: MessageState): Promise<void> {
    const lists = this.loaded.value
    const list = lists?.[state]
    if (!list?.next || this.#more) return
    this.#more = state
    this.element.requestUpdate()
    const { host, signal } = this.element
    try {
      const page = await look<MessagesAnswer>(
        host,
        `messages?state=${state}&limit=${PAGE}&before=${encodeURIComponent(list.next)}`,
        signal,
      )
      // read again meanwhile: that list stands
      if (this.loaded.value === lists) this.loaded.replace({ ...lists, [state]: joined(list, page) })
    } catch {
      host.notify({ kind: 'error', text: msg('The next messages did not come. Try again.') })
    } finally {
      this.#more = ''
      this.element.requestUpdate()
    }
  }
}

function joined(list: MessagesAnswer, page: MessagesAnswer): MessagesAnswer {
  const known = new Set(list.messages.map(({ id }) => id))
  return { ...page, messages: [...list.messages, ...page.messages.filter(({ id }) => !known.has(id))] }
}

const countOf = (counts: MessagesAnswer['counts'], states: readonly MessageState[]): number =>
  counts.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0)
