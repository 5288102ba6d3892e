import { msg, str } from '@lit/localize'
import { describedBy, field, type TesseraElement } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { CodeMapping, MappingKind, MessageDetail, MessageProblem } from '../../domain/api.js'
import { problemWords, tell } from '../parts/ask.js'
import { kindWords, placeWords, targetsOf } from './message-words.js'

const KINDS: readonly MappingKind[] = ['status', 'code', 'unit', 'sex']

/**
 * What stands in the way of a message, each with the mapping that mends it, in place; and what else its sender's codes
 * mean here. A saved mapping is followed by a replay.
 */
export class MendView {
  #target: Record<string, string> = {}
  #kind: MappingKind = 'code'
  #code = ''
  #own = ''
  #error = ''
  #failed: Record<string, string> = {}
  #of = ''
  busy = ''

  /** @param onSaved told once a mapping is stored: the message can be replayed */
  constructor(
    private readonly element: TesseraElement,
    private readonly onSaved: () => Promise<void>,
  ) {}

  show({ id }: MessageDetail): void {
    if (id === this.#of) return
    this.#of = id
    this.#target = {}
    this.#failed = {}
    this.#code = ''
    this.#own = ''
    this.#error = ''
  }

  problems(message: MessageDetail, mayMend: boolean) {
    return html`<ol class="problems">
      ${message.problems.map(
        (problem, i) =>
          html`<li>
            <p><b>${placeWords(problem.place)}</b></p>
            <p>${problem.text}</p>
            ${problem.mend && mayMend ? this.#mend(message, problem, problem.mend, i) : nothing}
          </li>`,
      )}
    </ol>`
  }

  #mend(
    message: MessageDetail,
    { place }: MessageProblem,
    { kind, code }: { kind: MappingKind; code: string },
    i: number,
  ) {
    const id = `mend-${i}`
    const parts = {
      id,
      label: msg(str`“${code}” of ${message.sender.replace('|', ', ') || msg('this sender')} means`),
      ...(this.#failed[id] ? { error: this.#failed[id] } : {}),
    }
    const value = this.#target[id] ?? ''
    return html`<form
      class="mend"
      novalidate
      data-place=${place}
      @submit=${(event: Event) => {
        event.preventDefault()
        void this.#save(id, { sender: message.sender, kind, code, target: value })
      }}
    >
      ${field({ ...parts, control: this.#targetControl(parts, kind, value, (target) => (this.#target = { ...this.#target, [id]: target })) })}
      <button class="btn primary" type="submit" aria-busy=${this.busy === id ? 'true' : nothing}>
        ${msg('Save and replay')}
      </button>
    </form>`
  }

  #targetControl(
    parts: { id: string; error?: string },
    kind: MappingKind,
    value: string,
    set: (target: string) => void,
  ) {
    const targets = targetsOf(kind)
    const changed = (event: Event) => {
      const { target } = event
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) set(target.value)
      this.element.requestUpdate()
    }
    if (targets.length === 0) {
      return html`<input
        id=${parts.id}
        autocomplete="off"
        spellcheck="false"
        placeholder=${kind === 'code' ? '4548-4' : 'mmol/L'}
        aria-describedby=${describedBy(parts)}
        .value=${live(value)}
        @input=${changed}
      />`
    }
    return html`<select id=${parts.id} aria-describedby=${describedBy(parts)} @change=${changed}>
      <option value="" ?selected=${value === ''}>${msg('Choose…')}</option>
      ${targets.map(([each, label]) => html`<option value=${each} ?selected=${each === value}>${label}</option>`)}
    </select>`
  }

  /** Mappings of this sender, and one more. */
  mappings(message: MessageDetail, mayMend: boolean) {
    const { mappings } = message
    return html`<div class="stack">
      ${
        mappings.length === 0
          ? html`<p class="sm muted">${msg('None yet: the codes of this sender are read as they come.')}</p>`
          : html`<ul class="known sm">
              ${mappings.map(
                ({ kind, code, target, display, sender }) =>
                  html`<li>
                    <span class="muted">${kindWords(kind)}</span> <b>${code}</b> → ${labelOf(kind, target)}
                    ${display ?? nothing}
                    ${sender === '*' ? html`<span class="muted">${msg('all senders')}</span>` : nothing}
                  </li>`,
              )}
            </ul>`
      }
      ${mayMend ? this.#adding(message) : nothing}
    </div>`
  }

  #adding(message: MessageDetail) {
    const target = { id: 'new-target', label: msg('means here'), ...(this.#error ? { error: this.#error } : {}) }
    return html`<form
      class="add"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault()
        void this.#save('new', {
          sender: message.sender,
          kind: this.#kind,
          code: this.#code.trim(),
          target: this.#own.trim(),
        })
      }}
    >
      ${field({
        id: 'new-kind',
        label: msg('Kind'),
        control: html`<select
          id="new-kind"
          @change=${(event: Event) => {
            const kind = event.target instanceof HTMLSelectElement ? event.target.value : ''
            this.#kind = KINDS.find((each) => each === kind) ?? 'code'
            this.#own = ''
            this.element.requestUpdate()
          }}
        >
          ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === this.#kind}>${kindWords(kind)}</option>`)}
        </select>`,
      })}
      ${field({
        id: 'new-code',
        label: msg('Their code'),
        control: html`<input
          id="new-code"
          autocomplete="off"
          spellcheck="false"
          .value=${live(this.#code)}
          @input=${(event: Event) => {
            this.#code = event.target instanceof HTMLInputElement ? event.target.value : ''
          }}
        />`,
      })}
      ${field({ ...target, control: this.#targetControl(target, this.#kind, this.#own, (own) => (this.#own = own)) })}
      <button class="btn" type="submit" aria-busy=${this.busy === 'new' ? 'true' : nothing}>
        ${msg('Add mapping')}
      </button>
    </form>`
  }

  async #save(id: string, mapping: CodeMapping): Promise<void> {
    if (this.busy) return
    if (mapping.target === '' || mapping.code === '') {
      this.#fail(id, msg('Say what it means.'))
      return
    }
    this.busy = id
    this.#fail(id, '')
    try {
      await tell(this.element.host, 'mappings', mapping, { method: 'PUT' })
      if (id === 'new') {
        this.#code = ''
        this.#own = ''
      }
      await this.onSaved()
    } catch (error) {
      this.#fail(id, problemWords(error))
    } finally {
      this.busy = ''
      this.element.requestUpdate()
    }
  }

  #fail(id: string, words: string): void {
    if (id === 'new') this.#error = words
    else this.#failed = { ...this.#failed, [id]: words }
    this.element.requestUpdate()
  }
}

const labelOf = (kind: MappingKind, target: string): string =>
  targetsOf(kind).find(([value]) => value === target)?.[1] ?? target
