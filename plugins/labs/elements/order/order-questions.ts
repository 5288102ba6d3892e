import { msg } from '@lit/localize'
import { describedBy, field } from '@tessera/web-components'
import { choice, textOf } from '@tessera/web-components/forms'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { OrderQuestion } from '../../domain/api.js'
import { idOf } from './order-ids.js'

export interface QuestionParts {
  code: string
  question: OrderQuestion
  answer: string
  error?: string
  onAnswer(answer: string): void
}

/** More choices than this stand in a list. */
const SEGMENTS = 4

/** A question that the laboratory asks with the order, by its kind. */
export function questionField({ code, question, answer, error, onAnswer }: QuestionParts) {
  const { id, text, kind, choices = [], required = false } = question
  const at = idOf(code, `q-${id}`)
  const options: (readonly [string, string])[] =
    kind === 'yes-no'
      ? [
          ['yes', msg('Yes')],
          ['no', msg('No')],
        ]
      : choices.map((each) => [each, each])
  if (kind === 'yes-no' || (kind === 'choice' && options.length <= SEGMENTS)) {
    // the first of the radios takes the focus that a missing answer asks for
    return html`<div id=${at} class=${error ? 'bad-choice' : ''}>
      ${choice(at, required ? text : `${text} ${msg('(optional)')}`, options, answer, onAnswer)}
      ${error ? html`<span class="err"><tessera-icon name="circle-alert" size="s"></tessera-icon>${error}</span>` : nothing}
    </div>`
  }
  const parts = { id: at, label: text, optional: !required, ...(error ? { error } : {}) }
  return field({
    ...parts,
    control:
      kind === 'choice'
        ? html`<select
            id=${at}
            class="in"
            aria-describedby=${describedBy(parts)}
            @change=${(event: Event) => onAnswer(textOf(event))}
          >
            <option value="" ?selected=${answer === ''}>${msg('Choose')}</option>
            ${options.map(([value, label]) => html`<option value=${value} ?selected=${value === answer}>${label}</option>`)}
          </select>`
        : html`<input
            id=${at}
            class="in"
            type=${kind === 'date' ? 'date' : 'text'}
            autocomplete="off"
            maxlength="500"
            aria-describedby=${describedBy(parts)}
            .value=${live(answer)}
            @input=${(event: Event) => onAnswer(textOf(event))}
          />`,
  })
}
