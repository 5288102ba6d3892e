import { msg, str } from '@lit/localize'
import { describedBy, field, formatDateTime, formatNumber, placeOf, type TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { ChangeAnswer, MessageDetail, ReplayAnswer } from '../../domain/api.js'
import { chartHref, hrefOf, look, mayAct, problemWords, tell, tellDone, tellRefused } from '../parts/ask.js'
import { Loaded } from '../parts/loaded.js'
import { MatchView } from '../inbox/match-view.js'
import { MendView } from './mend-view.js'
import { ackWords, reusedChip, senderWords, sizeWords, stateChip, typeWords } from './message-words.js'

/** What `GET messages/{id}` shows of a long one. */
const SHOWN = 200_000

/** One message: the cause first, then what mends it, then the message itself. */
export class MessageView {
  readonly loaded: Loaded<MessageDetail>
  readonly #match: MatchView
  readonly #mend: MendView
  #id = ''
  #replaying = false
  #dismissing = false
  #reason = ''
  #error = ''

  /** @param onChange told when the message has moved to another lane */
  constructor(
    private readonly element: TesseraElement,
    private readonly onChange: () => void,
  ) {
    this.loaded = new Loaded(
      element,
      async (host, signal) => {
        const message = await look<MessageDetail>(host, `messages/${encodeURIComponent(this.#id)}`, signal)
        this.#match.show(message)
        this.#mend.show(message)
        return message
      },
      true,
    )
    this.#match = new MatchView(element, (answer) => this.#answered(answer))
    this.#mend = new MendView(element, () => this.#replay())
  }

  get id(): string {
    return this.#id
  }

  show(id: string): void {
    if (id === this.#id) return
    this.#id = id
    this.#dismissing = false
    this.#reason = ''
    this.#error = ''
    this.loaded.forget()
    if (id) void this.loaded.load()
  }

  render() {
    const { value, state, refused } = this.loaded
    if (!value) {
      return html`<tessera-card
        heading=${msg('Message')}
        state=${refused === 404 && state === 'error' ? 'empty' : state}
        icon="inbox"
        rows="8"
        empty-text=${msg('There is no such message.')}
        @tessera-retry=${this.loaded.load}
      ></tessera-card>`
    }
    return html`${this.#head(value)} ${this.#cause(value)} ${value.state === 'waiting' ? this.#whose(value) : nothing}
    ${this.#text(value)} ${this.#mappings(value)}`
  }

  #head(message: MessageDetail) {
    const { host } = this.element
    const place = placeOf(host)
    return html`<tessera-card heading=${typeWords(message.type)}>
      <span slot="badge" class="row wrap">${stateChip(message.state)} ${reusedChip(message)}</span>
      <div class="inner stack">
        <dl class="facts sm">
          <dt>${msg('From')}</dt>
          <dd>${senderWords(message)}</dd>
          <dt>${msg('Came')}</dt>
          <dd>${formatDateTime(message.at, place)}</dd>
          <dt>${msg('Type')}</dt>
          <dd>${message.type || msg('not readable')}</dd>
          <dt>${msg('Control id')}</dt>
          <dd>
            ${message.controlId || msg('none')}
            ${message.flag ? html`<span class="muted">${msg('The sender used this id before for other content. Both are kept.')}</span>` : nothing}
          </dd>
          <dt>${msg('Answered')}</dt>
          <dd>${ackWords(message.ack)}</dd>
          <dt>${msg('Size')}</dt>
          <dd>${sizeWords(message.size, place)}</dd>
          ${
            message.replays > 0
              ? html`<dt>${msg('Replayed')}</dt>
                  <dd>
                    ${message.replays === 1 ? msg('once') : msg(str`${formatNumber(message.replays, place)} times`)}
                  </dd>`
              : nothing
          }
        </dl>
        <div class="row wrap">
          ${
            message.patient
              ? html`<a class="btn s" href=${chartHref(host, message.patient)}
                  ><tessera-icon name="user-round" size="s"></tessera-icon>${msg('Open chart')}</a
                >`
              : nothing
          }
          ${
            mayAct(host) && message.state !== 'filed'
              ? html`<button
                    class="btn s"
                    type="button"
                    aria-busy=${this.#replaying ? 'true' : nothing}
                    @click=${() => void this.#replay()}
                  >
                    <tessera-icon name="repeat" size="s"></tessera-icon>${msg('Replay')}
                  </button>
                  ${
                    message.state === 'dismissed'
                      ? nothing
                      : html`<button
                          class="btn s"
                          type="button"
                          aria-expanded=${this.#dismissing}
                          @click=${() => this.#askDismiss()}
                        >
                          ${msg('Dismiss…')}
                        </button>`
                  }`
              : nothing
          }
        </div>
        ${this.#dismissing ? this.#dismissForm(message) : nothing}
      </div>
    </tessera-card>`
  }

  #cause(message: MessageDetail) {
    const { reason, problems, state } = message
    if (state === 'filed')
      return reason
        ? html`<div class="note info">
            <tessera-icon name="circle-check"></tessera-icon>
            <div>${reason}</div>
          </div>`
        : nothing
    if (state === 'waiting' || (problems.length === 0 && !reason)) return nothing
    const may = mayAct(this.element.host)
    return html`<tessera-card heading=${state === 'error' ? msg('Why it is not filed') : msg('Why')}>
      <div class="inner stack">
        ${problems.length > 0 && state === 'error' ? this.#mend.problems(message, may) : html`<p>${reason}</p>`}
        ${may || state !== 'error' ? nothing : html`<p class="sm muted">${msg('A clinician mends and replays it.')}</p>`}
      </div>
    </tessera-card>`
  }

  #whose(message: MessageDetail) {
    return html`<tessera-card heading=${msg('Whose is it?')}>
      <div class="inner stack">
        <p class="sm muted">${message.reason ?? nothing}</p>
        ${mayAct(this.element.host) ? this.#match.render(message) : html`<p>${msg('A clinician says whose it is.')}</p>`}
      </div>
    </tessera-card>`
  }

  #text(message: MessageDetail) {
    const place = placeOf(this.element.host)
    return html`<tessera-card heading=${msg('The message')} count=${sizeWords(message.size, place)}>
      <a
        slot="action"
        class="btn s quiet"
        href=${hrefOf(this.element.host, `messages/${encodeURIComponent(message.id)}/raw`)}
        download
        ><tessera-icon name="download" size="s"></tessera-icon>${msg('As it came')}</a
      >
      <div class="raw" tabindex="0" role="region" aria-label=${msg('Text of the message')}>
        ${message.text
          .replace(/\n+$/, '')
          .split('\n')
          .map((line) => html`<p><b>${line.slice(0, 3)}</b>${line.slice(3)}</p>`)}
      </div>
      ${
        message.text.length >= SHOWN
          ? html`<p class="more sm muted">
              ${msg(str`The first ${formatNumber(SHOWN, place)} characters. The file has all of it.`)}
            </p>`
          : nothing
      }
    </tessera-card>`
  }

  #mappings(message: MessageDetail) {
    return html`<tessera-card
      heading=${msg('What codes of this sender mean')}
      count=${String(message.mappings.length || '')}
    >
      <div class="inner">${this.#mend.mappings(message, mayAct(this.element.host))}</div>
    </tessera-card>`
  }

  async #replay(): Promise<void> {
    if (this.#replaying) return
    this.#replaying = true
    this.element.requestUpdate()
    try {
      await this.#answered(await tell<ReplayAnswer>(this.element.host, `messages/${this.#id}/replay`, {}))
    } catch (error) {
      tellRefused(this.element.host, error)
    } finally {
      this.#replaying = false
      this.element.requestUpdate()
    }
  }

  async #answered({ state, reason }: ReplayAnswer): Promise<void> {
    const { host } = this.element
    if (state === 'filed') host.notify({ text: reason ? msg(str`Filed. ${reason}`) : msg('Filed in the chart') })
    else if (state === 'waiting') host.notify({ text: msg('Readable now: it waits for its patient') })
    else host.notify({ kind: 'error', text: reason ? msg(str`Not filed: ${reason}`) : msg('Not filed.') })
    await this.loaded.load()
    this.onChange()
  }

  #askDismiss(): void {
    this.#dismissing = !this.#dismissing
    this.#error = ''
    this.element.requestUpdate()
    if (this.#dismissing)
      void this.element.updateComplete.then(() =>
        this.element.renderRoot.querySelector<HTMLElement>('#dismiss')?.focus(),
      )
  }

  #dismissForm(message: MessageDetail) {
    const parts = {
      id: 'dismiss',
      label: msg('Why is nothing to be done about it?'),
      ...(this.#error ? { error: this.#error } : { hint: msg('It stays in the queue under Dismissed.') }),
    }
    return html`<form
      class="mend"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault()
        void this.#dismiss(message)
      }}
    >
      ${field({
        ...parts,
        control: html`<input
          id="dismiss"
          maxlength="500"
          autocomplete="off"
          aria-describedby=${describedBy(parts)}
          .value=${live(this.#reason)}
          @input=${(event: Event) => {
            this.#reason = event.target instanceof HTMLInputElement ? event.target.value : ''
            this.#error = ''
          }}
        />`,
      })}
      <button class="btn" type="submit">${msg('Dismiss message')}</button>
    </form>`
  }

  async #dismiss(message: MessageDetail): Promise<void> {
    const reason = this.#reason.trim()
    if (reason === '') {
      this.#error = msg('Say why.')
      this.element.requestUpdate()
      return
    }
    try {
      await tell<ChangeAnswer>(this.element.host, `messages/${message.id}/dismiss`, { reason })
      // the queue keeps what happened: a replay brings it back, not Undo
      tellDone(this.element.host, msg('Message dismissed'), undefined)
      this.#dismissing = false
      await this.loaded.load()
      this.onChange()
    } catch (error) {
      this.#error = problemWords(error)
      this.element.requestUpdate()
    }
  }
}
