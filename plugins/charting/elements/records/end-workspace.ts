import { msg, str } from '@lit/localize'
import type { Resource } from '@tessera/sdk'
import { TesseraElement, baseStyles, buttonStyles, field, fieldStyles } from '@tessera/web-components'
import { form, formStyles, textOf } from '@tessera/web-components/forms'
import type { AllergyIntolerance, Condition, Goal, Immunization, MedicationRequest } from 'fhir/r4.js'
import { css, html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { medicineText } from '../../domain/medicines.js'
import { numberOf } from '../../domain/prescribe/request.js'
import { termText } from '../../domain/terms.js'
import { seenOf, textProp } from './edited.js'
import { recordEntry } from './entry.js'

type Ended = AllergyIntolerance | Condition | Goal | Immunization | MedicationRequest

const ROUTES: Readonly<Record<Ended['resourceType'], string>> = {
  AllergyIntolerance: 'allergies/withdraw',
  Condition: 'problems/withdraw',
  Goal: 'goals/end',
  Immunization: 'immunizations/withdraw',
  MedicationRequest: 'medicines/end',
}

const isType = (type: string | undefined): type is Ended['resourceType'] => type !== undefined && type in ROUTES

/**
 * @summary Ends a record with a reason: a medicine is stopped or not taken, anything is withdrawn as entered in error.
 * `props`: `type`, `id`, and `how` (`stop`, `not-taking`, `withdraw`, of a goal `cancelled`).
 */
export class EndWorkspace extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    formStyles,
    css`
      h3 {
        font: var(--tessera-title-sm);
      }
    `,
  ]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<{ reason: string }>(this, () => ({ reason: '' }))
  #record?: Ended
  #failed = false

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props')) void this.#takeUp()
  }

  async #takeUp(): Promise<void> {
    const [type, id] = [textProp(this.props, 'type'), textProp(this.props, 'id')]
    this.#record = undefined
    this.#failed = false
    this.#entry.edit({ reason: '' })
    if (!isType(type) || id === undefined) return
    try {
      this.#record = await this.host.fhir.read<Ended>(type, id, this.signal)
    } catch {
      this.#failed = true
    }
    this.requestUpdate()
  }

  get #how(): string {
    return textProp(this.props, 'how') ?? 'withdraw'
  }

  protected override render() {
    const record = this.#record
    if (this.#failed)
      return html`<p class="fields">
        ${msg('This record can’t be read any more. Close the panel and look at the list.')}
      </p>`
    if (!record) return html`<p class="fields muted">${msg('Nothing is chosen. Choose a row of a list.')}</p>`
    const words = this.#words(record)
    const { reason } = this.#entry.value
    const missing = this.#entry.tried && reason.trim() === '' ? msg('Say why in a few words.') : undefined
    return form({
      entry: this.#entry,
      button: words.button,
      danger: this.#how === 'withdraw',
      onSave: () => void this.#save(record, words.done),
      fields: html`<h3>${words.title}</h3>
        <p class="muted sm">${words.what}</p>
        ${field({
          id: 'reason',
          label: msg('Reason'),
          ...(missing ? { error: missing } : {}),
          control: html`<input
            id="reason"
            class="in"
            autofocus
            list="reasons"
            autocomplete="off"
            .value=${live(reason)}
            @input=${(event: Event) => this.#entry.set({ reason: textOf(event) })}
          />`,
        })}
        ${this.#how === 'withdraw' ? nothing : html`<datalist id="reasons">${REASONS().map((each) => html`<option value=${each}></option>`)}</datalist>`}`,
    })
  }

  #words(record: Ended): { title: string; what: string; button: string; done: string } {
    const name = nameOf(record)
    const left = record.resourceType === 'MedicationRequest' && numberOf(record) !== undefined
    switch (this.#how) {
      case 'stop':
        return left
          ? {
              title: msg(str`Cancel the prescription of ${name}?`),
              what: msg(
                'It was printed and may be at a pharmacy: tell them. It stays in the list of earlier medicines.',
              ),
              button: msg(str`Cancel ${name}`),
              done: msg(str`Prescription of ${name} cancelled`),
            }
          : {
              title: msg(str`Stop ${name}?`),
              what: msg('It moves to the earlier medicines, with the reason.'),
              button: msg(str`Stop ${name}`),
              done: msg(str`${name} stopped`),
            }
      case 'not-taking':
        return {
          title: msg(str`${name} isn’t taken?`),
          what: msg('It leaves the active medicines; that the patient doesn’t take it is recorded.'),
          button: msg('Record as not taken'),
          done: msg(str`${name} recorded as not taken`),
        }
      case 'cancelled':
        return {
          title: msg(str`End the goal “${name}”?`),
          what: msg('It stays in the history.'),
          button: msg('End the goal'),
          done: msg('Goal ended'),
        }
      default:
        return {
          title: msg(str`Withdraw ${name}?`),
          what: msg('It was entered in error. It disappears from the lists; the history keeps it.'),
          button: msg(str`Withdraw ${name}`),
          done: msg(str`${name} withdrawn`),
        }
    }
  }

  async #save(record: Ended, told: string): Promise<void> {
    const entry = this.#entry
    entry.tried = true
    this.requestUpdate()
    const reason = entry.value.reason.trim()
    if (reason === '') {
      this.renderRoot.querySelector<HTMLElement>('#reason')?.focus()
      return
    }
    const done = await entry.send(ROUTES[record.resourceType], {
      record: seenOf(record),
      reason,
      ...(record.resourceType === 'MedicationRequest' ? { how: this.#how } : {}),
      ...(record.resourceType === 'Goal' ? { how: this.#how === 'cancelled' ? 'cancelled' : 'entered-in-error' } : {}),
    })
    if (!done) return
    this.#record = undefined
    await entry.done(told, 'end', done.change)
  }
}

function nameOf(record: Resource): string {
  switch (record.resourceType) {
    case 'MedicationRequest':
      return medicineText(record)
    case 'Immunization':
      return termText(record.vaccineCode)
    case 'Goal':
      return record.description.text ?? ''
    case 'Condition':
    case 'AllergyIntolerance':
      return termText(record.code)
    default:
      return record.resourceType
  }
}

const REASONS = () => [
  msg('Side effect'),
  msg('Does not help'),
  msg('No longer needed'),
  msg('Course completed'),
  msg('Interaction with another medicine'),
  msg('Patient’s wish'),
  msg('Cost'),
]
