import { msg } from '@lit/localize'
import { TesseraElement, baseStyles, buttonStyles, describedBy, field, fieldStyles } from '@tessera/web-components'
import { form, formStyles, textOf } from '@tessera/web-components/forms'
import { html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { aimsLow, GOAL_MEASURES } from '../../domain/condition/goal.js'
import { MEASURES, type MeasureId } from '../../domain/measures.js'
import { textProp } from '../records/edited.js'
import { recordEntry } from '../records/entry.js'
import { partialDate } from '../records/partial-date.js'

interface GoalForm {
  measure: MeasureId | ''
  value: string
  second: string
  due: string
}

const blank = (): GoalForm => ({ measure: '', value: '', second: '', due: '' })
const isMeasure = (name: string | undefined): name is MeasureId => name !== undefined && name in MEASURES

/** @summary Sets a goal for a condition (`props.condition`, id) by a measure (`props.measure`). */
export class GoalWorkspace extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, formStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<GoalForm>(this, blank)

  get #measure(): MeasureId {
    const proposed = textProp(this.props, 'measure')
    return this.#entry.value.measure || (isMeasure(proposed) ? proposed : 'a1c')
  }

  protected override render() {
    const { value, tried } = this.#entry
    const measure = this.#measure
    const [, , unit] = GOAL_MEASURES[measure]
    const pressure = measure === 'pressure'
    // the keys that the table was written with
    const ids = Object.keys(GOAL_MEASURES) as MeasureId[]
    if (textProp(this.props, 'condition') === undefined)
      return html`<p class="fields muted">${msg('Open the page of a problem to set its goal.')}</p>`
    return form({
      entry: this.#entry,
      button: msg('Set the goal'),
      note: msg('An earlier goal of this measure ends.'),
      onSave: () => void this.#save(),
      fields: html`${field({
          id: 'measure',
          label: msg('Measure'),
          control: html`<select id="measure" class="in" @change=${(event: Event) => this.#choose(textOf(event))}>
            ${ids.map((id) => html`<option value=${id} ?selected=${id === measure}>${GOAL_MEASURES[id][0]}</option>`)}
          </select>`,
        })}
        <div class="two">
          ${this.#number('value', `${aimsLow(measure) ? msg('Under') : msg('At least')}, ${unit}`, tried && !isPositive(value.value))}
          ${pressure ? this.#number('second', msg('Over (diastolic) under'), tried && !isPositive(value.second)) : nothing}
        </div>
        ${field({
          id: 'due',
          label: msg('By'),
          optional: true,
          control: html`<input
            id="due"
            class="in"
            type="date"
            .value=${live(value.due)}
            @input=${(event: Event) => this.#entry.set({ due: textOf(event) })}
          />`,
        })}`,
    })
  }

  #number(id: 'value' | 'second', label: string, wrong: boolean) {
    const parts = { id, label, ...(wrong ? { error: msg('A number above 0.') } : {}) }
    return field({
      ...parts,
      control: html`<input
        id=${id}
        class="in"
        inputmode="decimal"
        autocomplete="off"
        ?autofocus=${id === 'value'}
        aria-describedby=${describedBy(parts)}
        .value=${live(this.#entry.value[id])}
        @input=${(event: Event) => this.#entry.set({ [id]: textOf(event) })}
      />`,
    })
  }

  #choose(name: string): void {
    if (isMeasure(name)) this.#entry.set({ measure: name })
  }

  async #save(): Promise<void> {
    const entry = this.#entry
    const { value, second, due } = entry.value
    entry.tried = true
    this.requestUpdate()
    const measure = this.#measure
    const wrong = !isPositive(value) ? 'value' : measure === 'pressure' && !isPositive(second) ? 'second' : undefined
    if (wrong) {
      this.renderRoot.querySelector<HTMLElement>(`#${wrong}`)?.focus()
      return
    }
    const until = partialDate(due)
    const done = await entry.send('goals', {
      condition: textProp(this.props, 'condition'),
      measure,
      value: numberOf(value),
      ...(measure === 'pressure' ? { second: numberOf(second) } : {}),
      ...(until ? { due: until } : {}),
    })
    if (done) await entry.done(msg('Goal set'), 'goal', done.change)
  }
}

const numberOf = (text: string): number => Number(text.replace(',', '.'))
const isPositive = (text: string): boolean => text.trim() !== '' && numberOf(text) > 0
