import { msg, str } from '@lit/localize'
import { TesseraElement, baseStyles, buttonStyles, describedBy, field, fieldStyles } from '@tessera/web-components'
import { choice, Combobox, comboboxStyles, form, formStyles, textOf } from '@tessera/web-components/forms'
import type { Condition } from 'fhir/r4.js'
import { html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { ICD10 } from '../../domain/concepts.js'
import { findByWords } from '../../domain/find-words.js'
import { DIAGNOSES, type Diagnosis } from '../../domain/problems/diagnoses.js'
import { firstCode, termText } from '../../domain/terms.js'
import { changedRecord, seenOf, textProp } from '../records/edited.js'
import { recordEntry } from '../records/entry.js'
import { dateHint, partialDate } from '../records/partial-date.js'

const STATUSES = ['active', 'recurrence', 'remission', 'resolved'] as const
type Status = (typeof STATUSES)[number]

interface ProblemForm {
  text: string
  code: string
  status: Status
  onset: string
  until: string
  note: string
}

const blank = (): ProblemForm => ({ text: '', code: '', status: 'active', onset: '', until: '', note: '' })

/**
 * @summary Adds a problem by words over ICD-10-CM or in free words; with `props.change` (id) it changes one, with
 * `props.status` it proposes that status (resolve, reactivate).
 */
export class ProblemWorkspace extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, formStyles, comboboxStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<ProblemForm>(this, blank, 'problem')
  readonly #which = new Combobox<Diagnosis>(this, {
    id: 'problem',
    find: (query) => findByWords(DIAGNOSES, query),
    text: ({ text }) => text,
    detail: ({ code, display }) => `${code} · ${display}`,
    onChange: (text, item) => this.#entry.set({ text, code: item?.code ?? '' }),
  })
  #before?: Condition

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props')) void this.#takeUp()
  }

  async #takeUp(): Promise<void> {
    const before = await changedRecord<Condition>(this.host, 'Condition', this.props, this.signal)
    if (!before) {
      const was = this.#before
      this.#before = undefined
      if (was) await this.#entry.startAnew()
      return
    }
    this.#before = before
    const wanted = textProp(this.props, 'status')
    const status = STATUSES.find((each) => each === (wanted ?? firstCode(before.clinicalStatus))) ?? 'active'
    this.#entry.edit({
      text: termText(before.code),
      code: before.code?.coding?.find(({ system }) => system === ICD10)?.code ?? '',
      status,
      onset: before.onsetDateTime?.slice(0, 10) ?? '',
      until: isOver(status) ? (before.abatementDateTime?.slice(0, 10) ?? '') : '',
      note: before.note?.at(-1)?.text ?? '',
    })
  }

  protected override render() {
    const { value, tried } = this.#entry
    const changing = this.#before !== undefined
    const missing = tried && value.text.trim() === '' ? msg('Say what the problem is.') : undefined
    return form({
      entry: this.#entry,
      button: changing ? msg('Save the problem') : msg('Add a problem'),
      note: value.code ? value.code : value.text.trim() ? msg('In your words, without a code') : '',
      onSave: () => void this.#save(),
      fields: html`${field({
          id: 'problem',
          label: msg('Problem'),
          hint: msg('A few letters of each word: "heart fail"'),
          ...(missing ? { error: missing } : {}),
          control: this.#which.control(value.text, {
            hint: 'problem',
            autofocus: true,
            ...(missing ? { error: missing } : {}),
          }),
        })}
        ${choice(
          'status',
          msg('Status'),
          [
            ['active', msg('Active')],
            ['recurrence', msg('Came back')],
            ['remission', msg('In remission')],
            ['resolved', msg('Resolved')],
          ],
          value.status,
          (status) => this.#entry.set({ status }),
        )}
        <div class="two">
          ${this.#date('onset', msg('Since'), value.onset)}
          ${isOver(value.status) ? this.#date('until', msg('Until'), value.until) : nothing}
        </div>
        ${field({
          id: 'note',
          label: msg('Note'),
          optional: true,
          control: html`<textarea
            id="note"
            class="in"
            rows="3"
            .value=${live(value.note)}
            @input=${(event: Event) => this.#entry.set({ note: textOf(event) })}
          ></textarea>`,
        })}`,
    })
  }

  #date(id: 'onset' | 'until', label: string, value: string) {
    const error =
      badDate(value) && this.#entry.told(id)
        ? msg('Write a year, a month or a day: 2019, 5/2019, 5/2/2019.')
        : undefined
    const parts = { id, label, optional: true, hint: dateHint(), ...(error ? { error } : {}) }
    return field({
      ...parts,
      control: html`<input
        id=${id}
        class="in"
        autocomplete="off"
        aria-describedby=${describedBy(parts)}
        .value=${live(value)}
        @input=${(event: Event) => this.#entry.set({ [id]: textOf(event) })}
        @blur=${() => this.#entry.leave(id)}
      />`,
    })
  }

  async #save(): Promise<void> {
    const entry = this.#entry
    entry.tried = true
    this.requestUpdate()
    const { text, code, status, onset, until, note } = entry.value
    const wrong = text.trim() === '' ? 'problem' : badDate(onset) ? 'onset' : badDate(until) ? 'until' : undefined
    if (wrong) {
      this.renderRoot.querySelector<HTMLElement>(`#${wrong}`)?.focus()
      return
    }
    const from = partialDate(onset)
    const to = isOver(status) ? partialDate(until) : undefined
    const done = await entry.send('problems', {
      ...(this.#before ? { change: seenOf(this.#before) } : {}),
      text: text.trim(),
      status,
      ...(code ? { code } : {}),
      ...(from ? { onset: from } : {}),
      ...(to ? { until: to } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    })
    if (!done) return
    const told = this.#before ? msg(str`${text}: changed`) : msg(str`${text} added`)
    this.#before = undefined
    await entry.done(told, 'problem', done.change)
  }
}

const isOver = (status: Status): boolean => status === 'remission' || status === 'resolved'
const badDate = (text: string): boolean => text.trim() !== '' && partialDate(text) === undefined
