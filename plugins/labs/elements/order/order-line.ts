import { msg, str } from '@lit/localize'
import { describedBy, field, type Place } from '@tessera/web-components'
import { textOf } from '@tessera/web-components/forms'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { CatalogueTest, Duplicate, OrderPriority } from '../../domain/api.js'
import { suits, type Problem } from './order-diagnosis.js'
import { guardBox } from './order-guard.js'
import { idOf } from './order-ids.js'
import { questionField } from './order-questions.js'
import { TYPED, type DraftLine, type Missing } from './order-state.js'
import { money, priorities } from './order-words.js'

export interface LineParts {
  line: DraftLine
  /** Absent when the catalogue has it no longer. */
  test?: CatalogueTest
  problems: readonly Problem[]
  place: Place
  duplicate?: Duplicate
  /** What may be said of what is missing. */
  told: readonly Missing[]
  /** What the server said about this test. */
  refused?: string
  /** Its earlier result is being used. */
  using: boolean
  /** How many others this diagnosis is offered for: those that have none. */
  without: number
  onChange(part: Partial<DraftLine>): void
  /** A control was left: what is wrong with it may be said. */
  onLeave(id: string): void
  onRemove(): void
  onUse(): void
  onGoOn(): void
  onForAll(): void
}

/** One test of the order: what it is for, how soon, what the laboratory asks, and what speaks against it. */
export function orderLine(parts: LineParts) {
  const { line, test, place, told, duplicate, refused, onChange } = parts
  const { code, name } = line
  const errorAt = (id: string) => told.find(({ at }) => at === id)?.text
  const whyError = errorAt(idOf(code, 'why'))
  return html`<li class="line ${duplicate ? 'asked' : ''}">
    <header>
      <tessera-icon name="flask-conical"></tessera-icon>
      <div class="grow name">
        <h3 id=${idOf(code, 'name')}>${name}</h3>
        <span class="muted xs">${test?.specimen ?? ''}</span>
      </div>
      ${test ? html`<span class="sm nowrap">${money(test.cents, place)}</span>` : nothing}
      <button
        id=${idOf(code, 'remove')}
        class="btn icon s"
        type="button"
        aria-label=${msg(str`Remove ${name}`)}
        title=${msg('Remove')}
        @click=${parts.onRemove}
      >
        <tessera-icon name="x"></tessera-icon>
      </button>
    </header>
    ${test ? fields(parts, test, errorAt) : problemLine(errorAt(idOf(code, 'remove')) ?? msg('The catalogue has this test no longer.'))}
    ${refused ? problemLine(refused) : nothing}
    ${
      duplicate
        ? guardBox({
            duplicate,
            place,
            busy: parts.using,
            ...(line.why === undefined ? {} : { why: line.why }),
            ...(whyError ? { error: whyError } : {}),
            onUse: parts.onUse,
            onLeaveOut: parts.onRemove,
            onGoOn: parts.onGoOn,
            onWhy: (why) => onChange({ why }),
          })
        : nothing
    }
  </li>`
}

const problemLine = (text: string) =>
  html`<p class="err said" role="alert"><tessera-icon name="circle-alert" size="s"></tessera-icon>${text}</p>`

function fields(parts: LineParts, test: CatalogueTest, errorAt: (id: string) => string | undefined) {
  const { line, onChange } = parts
  const { code } = line
  return html`<div class="f">
    ${diagnosis(parts, errorAt)}
    ${field({
      id: idOf(code, 'priority'),
      label: msg('Priority'),
      control: html`<select
        id=${idOf(code, 'priority')}
        class="in"
        @change=${(event: Event) => onChange({ priority: priorityOf(textOf(event)) })}
      >
        ${priorities().map(([value, label]) => html`<option value=${value} ?selected=${value === line.priority}>${label}</option>`)}
      </select>`,
    })}
    ${line.problem === TYPED ? typed(parts, errorAt) : nothing}
    ${(test.questions ?? []).map((question) => {
      const error = errorAt(idOf(code, `q-${question.id}`))
      return html`<div class="w">
        ${questionField({
          code,
          question,
          answer: line.answers[question.id] ?? '',
          ...(error ? { error } : {}),
          onAnswer: (answer) => onChange({ answers: { ...line.answers, [question.id]: answer } }),
        })}
      </div>`
    })}
  </div>`
}

const priorityOf = (text: string): OrderPriority => priorities().find(([value]) => value === text)?.[0] ?? 'routine'

function diagnosis(
  { line, problems, without, onChange, onForAll }: LineParts,
  errorAt: (id: string) => string | undefined,
) {
  const { code, problem } = line
  const error = errorAt(idOf(code, 'for'))
  const head = { id: idOf(code, 'for'), label: msg('For problem'), ...(error ? { error } : {}) }
  const known = problem === TYPED || problems.some(({ reference }) => reference === problem)
  const [likely, others] = [problems.filter((each) => suits(code, each)), problems.filter((each) => !suits(code, each))]
  const option = (each: Problem) =>
    html`<option value=${each.reference} ?selected=${each.reference === problem}>${each.text}</option>`
  return html`<div class="stack">
    ${field({
      ...head,
      control: html`<select
        id=${head.id}
        class="in"
        aria-describedby=${describedBy(head)}
        @change=${(event: Event) => onChange({ problem: textOf(event) })}
      >
        <option value="" ?selected=${!known}>${msg('Choose')}</option>
        ${
          likely.length > 0 && others.length > 0
            ? html`<optgroup label=${msg('Usual for this test')}>${likely.map(option)}</optgroup>
                <optgroup label=${msg('Other problems')}>${others.map(option)}</optgroup>`
            : problems.map(option)
        }
        <option value=${TYPED} ?selected=${problem === TYPED}>${msg('Another diagnosis…')}</option>
      </select>`,
    })}
    ${
      without > 0 && known && problem !== TYPED
        ? html`<button class="btn quiet s start" type="button" @click=${onForAll}>
            ${without === 1 ? msg('Use for the other test') : msg(str`Use for ${without} more tests`)}
          </button>`
        : nothing
    }
  </div>`
}

function typed({ line, onChange, onLeave }: LineParts, errorAt: (id: string) => string | undefined) {
  const input = (part: 'text' | 'icd', label: string, hint?: string) => {
    const error = errorAt(idOf(line.code, part))
    const head = { id: idOf(line.code, part), label, ...(hint ? { hint } : {}), ...(error ? { error } : {}) }
    return field({
      ...head,
      control: html`<input
        id=${head.id}
        class="in"
        autocomplete="off"
        maxlength=${part === 'text' ? 300 : 10}
        aria-describedby=${describedBy(head)}
        .value=${live(line[part])}
        @input=${(event: Event) => onChange({ [part]: textOf(event) })}
        @blur=${() => part === 'icd' && onLeave(head.id)}
      />`,
    })
  }
  return html`${input('text', msg('Diagnosis in words'))} ${input('icd', msg('ICD-10 code'), msg('As E11.9, if known'))}`
}
