import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  fieldStyles,
  keyStyles,
  noteStyles,
  placeOf,
} from '@tessera/web-components'
import { html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import type { MessageDetail, ReplayAnswer } from '../../domain/api.js'
import { look, mayAct } from '../parts/ask.js'
import { taskIn, tellNext } from './item.js'
import { itemStyles } from './item.styles.js'
import { Loaded } from '../parts/loaded.js'
import { MatchView, matchStyles } from './match-view.js'
import { whenWords } from '../parts/result-words.js'

/** Where the Task names its message. */
const MESSAGE = 'urn:tessera:labs:message'

/**
 * @summary A message that waits for its patient: what it says beside whom it may be about; a person matches or creates, and
 * the result is filed. `e` takes the suggestion when name and birth date agree.
 * @event tessera-task-done - it is filed
 */
export class MatchItem extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, keyStyles, noteStyles, fieldStyles, itemStyles, matchStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #message = new Loaded<MessageDetail>(this, async (host, signal) => {
    const message = await look<MessageDetail>(host, `messages/${encodeURIComponent(this.#id)}`, signal)
    this.#match.show(message)
    return message
  })
  readonly #match = new MatchView(this, (answer) => this.#answered(answer))

  constructor() {
    super()
    this.addEventListener('tessera-task-finish', () => {
      const { value } = this.#message
      if (value?.state === 'waiting' && mayAct(this.host)) void this.#match.takeSure(value)
    })
  }

  refresh(): Promise<void> {
    return this.#message.load()
  }

  get #id(): string {
    return taskIn(this.props).identifier?.find(({ system }) => system === MESSAGE)?.value ?? ''
  }

  protected override render() {
    const { value, state } = this.#message
    return html`<div class="item" tabindex="-1">
      <div class="body">
        <tessera-card
          heading=${msg('Whose result is this?')}
          state=${value ? 'ready' : state}
          icon="circle-help"
          rows="6"
          @tessera-retry=${this.#message.load}
        >
          ${value ? this.#body(value) : nothing}
        </tessera-card>
      </div>
    </div>`
  }

  #body(message: MessageDetail) {
    const came = whenWords(message.at, placeOf(this.host))
    return html`<div class="inner stack">
      <p class="sm muted">
        ${msg(str`${message.type} came ${came}.`)} ${message.reason ?? nothing}
        <a href=${`/clinics/${this.host.clinic.slug}/labs/messages/${message.id}`}>${msg('See the message')}</a>
      </p>
      ${
        message.state !== 'waiting'
          ? html`<div class="note info" role="status">
              <tessera-icon name="circle-check"></tessera-icon>
              <div>
                ${message.state === 'filed' ? msg('It is filed by now.') : msg('It does not wait for a patient any more.')}
              </div>
            </div>`
          : mayAct(this.host)
            ? this.#match.render(message)
            : html`<p>${msg('A clinician says whose it is.')}</p>`
      }
    </div>`
  }

  async #answered({ state, reason }: ReplayAnswer): Promise<void> {
    if (state === 'filed') {
      this.host.notify({ text: reason ? msg(str`Filed. ${reason}`) : msg('Filed in the chart') })
      tellNext(this)
      return
    }
    this.host.notify({ kind: 'error', text: reason ? msg(str`Not filed: ${reason}`) : msg('Not filed.') })
    await this.#message.load()
  }
}

export default MatchItem
