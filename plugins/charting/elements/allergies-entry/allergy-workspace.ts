import { msg, str } from '@lit/localize'
import { TesseraElement, baseStyles, buttonStyles, field, fieldStyles } from '@tessera/web-components'
import { choice, Combobox, comboboxStyles, form, formStyles, textOf } from '@tessera/web-components/forms'
import type { AllergyIntolerance } from 'fhir/r4.js'
import { css, html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { isActive, reactionsOf, saysNone } from '../../domain/allergies.js'
import { REACTIONS, SUBSTANCES, type AllergyCategory, type Substance } from '../../domain/allergies-entry/substances.js'
import { findByWords } from '../../domain/find-words.js'
import { firstCode, termText } from '../../domain/terms.js'
import { Loaded } from '../parts/loaded.js'
import { patientOf } from '../parts/pieces.js'
import { changedRecord, seenOf } from '../records/edited.js'
import { recordEntry } from '../records/entry.js'
import { dateHint, partialDate } from '../records/partial-date.js'

interface AllergyForm {
  text: string
  category: AllergyCategory
  type: 'allergy' | 'intolerance'
  criticality: '' | 'low' | 'high' | 'unable-to-assess'
  reactions: string[]
  other: string
  severity: '' | 'mild' | 'moderate' | 'severe'
  onset: string
  status: 'active' | 'inactive' | 'resolved'
  note: string
}

const blank = (): AllergyForm => ({
  text: '',
  category: 'medication',
  type: 'allergy',
  criticality: '',
  reactions: [],
  other: '',
  severity: '',
  onset: '',
  status: 'active',
  note: '',
})

const CATEGORIES = ['medication', 'food', 'environment', 'biologic'] as const

/** @summary Adds an allergy or, with `props.change` (id), changes one; says that there is none while none is recorded. */
export class AllergyWorkspace extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    formStyles,
    comboboxStyles,
    css`
      .none {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--tessera-space-2);
        padding: var(--tessera-space-3);
        background: var(--tessera-neutral-soft);
        border-radius: var(--tessera-radius);
      }
    `,
  ]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<AllergyForm>(this, blank, 'allergy')
  readonly #recorded = new Loaded(this, (host, signal) =>
    host.fhir.search<AllergyIntolerance>(
      `AllergyIntolerance?${patientOf(host)}&clinical-status=active&_count=100`,
      signal,
    ),
  )
  readonly #what = new Combobox<Substance>(this, {
    id: 'substance',
    find: (query) => findByWords(SUBSTANCES, query),
    text: ({ text }) => text,
    detail: ({ category }) => categoryWord(category),
    onChange: (text, item) => this.#entry.set({ text, ...(item ? { category: item.category } : {}) }),
  })
  #before?: AllergyIntolerance

  refresh(): Promise<void> {
    return this.#recorded.load()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props')) void this.#takeUp()
  }

  async #takeUp(): Promise<void> {
    const before = await changedRecord<AllergyIntolerance>(this.host, 'AllergyIntolerance', this.props, this.signal)
    if (!before) {
      const was = this.#before
      this.#before = undefined
      if (was) await this.#entry.startAnew()
      return
    }
    this.#before = before
    const told = reactionsOf(before)
    const known = told.filter((each) => isKnown(each))
    this.#entry.edit({
      text: termText(before.code),
      category: before.category?.[0] ?? 'medication',
      type: before.type ?? 'allergy',
      criticality: before.criticality ?? '',
      reactions: known,
      other: told.filter((each) => !isKnown(each)).join(', '),
      severity: before.reaction?.find(({ severity }) => severity)?.severity ?? '',
      onset: before.onsetDateTime?.slice(0, 10) ?? '',
      status:
        (['active', 'inactive', 'resolved'] as const).find((each) => each === firstCode(before.clinicalStatus)) ??
        'active',
      note: before.note?.at(-1)?.text ?? '',
    })
  }

  protected override render() {
    const { value, tried } = this.#entry
    const changing = this.#before !== undefined
    const missing = tried && value.text.trim() === '' ? msg('Say to what.') : undefined
    return form({
      entry: this.#entry,
      button: changing ? msg('Save the allergy') : msg('Add an allergy'),
      onSave: () => void this.#save(),
      fields: html`${changing ? nothing : this.#none()}
      ${field({
        id: 'substance',
        label: msg('To what'),
        ...(missing ? { error: missing } : {}),
        control: this.#what.control(value.text, { autofocus: true, ...(missing ? { error: missing } : {}) }),
      })}
      ${choice(
        'category',
        msg('Kind'),
        CATEGORIES.map((each) => [each, categoryWord(each)] as const),
        value.category,
        (category) => this.#entry.set({ category }),
      )}
      ${this.#reactions(value)}
      ${choice(
        'severity',
        msg('How bad was the worst reaction?'),
        [
          ['mild', msg('Mild')],
          ['moderate', msg('Moderate')],
          ['severe', msg('Severe')],
        ],
        value.severity || undefined,
        (severity) => this.#entry.set({ severity }),
      )}
      ${choice(
        'criticality',
        msg('Could the next one threaten life?'),
        [
          ['high', msg('Yes, high risk')],
          ['low', msg('No, low risk')],
          ['unable-to-assess', msg('Not known')],
        ],
        value.criticality || undefined,
        (criticality) => this.#entry.set({ criticality }),
      )}
      ${choice(
        'type',
        msg('Allergy or intolerance'),
        [
          ['allergy', msg('Allergy')],
          ['intolerance', msg('Intolerance')],
        ],
        value.type,
        (type) => this.#entry.set({ type }),
      )}
      ${
        changing
          ? choice(
              'status',
              msg('Status'),
              [
                ['active', msg('Active')],
                ['inactive', msg('Inactive')],
                ['resolved', msg('Resolved')],
              ],
              value.status,
              (status) => this.#entry.set({ status }),
            )
          : nothing
      }
      ${field({
        id: 'onset',
        label: msg('Since'),
        optional: true,
        hint: dateHint(),
        ...(badDate(value.onset) && this.#entry.told('onset')
          ? { error: msg('Write a year, a month or a day: 2019, 5/2019, 5/2/2019.') }
          : {}),
        control: html`<input
          id="onset"
          class="in"
          aria-describedby="onset-note"
          .value=${live(value.onset)}
          @input=${(event: Event) => this.#entry.set({ onset: textOf(event) })}
          @blur=${() => this.#entry.leave('onset')}
        />`,
      })}
      ${field({
        id: 'note',
        label: msg('Note'),
        optional: true,
        control: html`<textarea
          id="note"
          class="in"
          rows="2"
          .value=${live(value.note)}
          @input=${(event: Event) => this.#entry.set({ note: textOf(event) })}
        ></textarea>`,
      })}`,
    })
  }

  /** Only where nothing speaks against it. */
  #none() {
    const page = this.#recorded.value
    if (!page) return nothing
    const active = page.resources.filter(isActive)
    if (active.some((each) => !saysNone(each))) return nothing
    const asked = active.some(saysNone)
    return html`<div class="none">
      <span class="sm"
        >${asked ? msg('Recorded: no known allergies. A real one replaces that.') : msg('Asked, and there is none?')}</span
      >
      <button class="btn s" type="button" @click=${this.#sayNone}>
        ${asked ? msg('Asked again: none') : msg('No known allergies')}
      </button>
    </div>`
  }

  #reactions({ reactions, other }: AllergyForm) {
    const toggle = (name: string) =>
      this.#entry.set({
        reactions: reactions.includes(name) ? reactions.filter((each) => each !== name) : [...reactions, name],
      })
    return html`<fieldset class="choice">
        <legend>${msg('What happened')}</legend>
        <div class="segments">
          ${REACTIONS.map(
            (name) =>
              html`<label
                ><input type="checkbox" .checked=${live(reactions.includes(name))} @change=${() => toggle(name)} /><span
                  >${name}</span
                ></label
              >`,
          )}
        </div>
      </fieldset>
      ${field({
        id: 'other',
        label: msg('Something else that happened'),
        optional: true,
        control: html`<input
          id="other"
          class="in"
          .value=${live(other)}
          @input=${(event: Event) => this.#entry.set({ other: textOf(event) })}
        />`,
      })}`
  }

  readonly #sayNone = async () => {
    const done = await this.#entry.send('allergies/none', {})
    if (done) await this.#entry.done(msg('No known allergies: recorded'), 'allergy', done.change)
  }

  async #save(): Promise<void> {
    const entry = this.#entry
    entry.tried = true
    this.requestUpdate()
    const { text, other, reactions, criticality, severity, onset, note, category, type, status } = entry.value
    const wrong = text.trim() === '' ? 'substance' : badDate(onset) ? 'onset' : undefined
    if (wrong) {
      this.renderRoot.querySelector<HTMLElement>(`#${wrong}`)?.focus()
      return
    }
    const since = partialDate(onset)
    const more = other
      .split(/[,;]/)
      .map((each) => each.trim())
      .filter(Boolean)
    const done = await entry.send('allergies', {
      ...(this.#before ? { change: seenOf(this.#before) } : {}),
      text: text.trim(),
      category,
      type,
      status,
      reactions: [...reactions, ...more],
      ...(criticality ? { criticality } : {}),
      ...(severity ? { severity } : {}),
      ...(since ? { onset: since } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    })
    if (!done) return
    const told = this.#before ? msg(str`${text}: changed`) : msg(str`Allergy to ${text} added`)
    this.#before = undefined
    await entry.done(told, 'allergy', done.change)
  }
}

const isKnown = (reaction: string): boolean => REACTIONS.some((each) => each === reaction)
const badDate = (text: string): boolean => text.trim() !== '' && partialDate(text) === undefined

function categoryWord(category: AllergyCategory): string {
  const words: Record<AllergyCategory, () => string> = {
    medication: () => msg('Medicine'),
    food: () => msg('Food'),
    environment: () => msg('Environment'),
    biologic: () => msg('Biologic'),
  }
  return words[category]()
}
