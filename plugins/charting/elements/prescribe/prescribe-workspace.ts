import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  describedBy,
  field,
  fieldStyles,
  formatNumber,
  placeOf,
} from '@tessera/web-components'
import { Combobox, comboboxStyles, form, formStyles, textOf } from '@tessera/web-components/forms'
import type { MedicationRequest } from 'fhir/r4.js'
import { css, html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { findByWords } from '../../domain/find-words.js'
import { medicineText } from '../../domain/medicines.js'
import { outsideName } from '../../domain/origin.js'
import { checkMedicine, type Finding } from '../../domain/prescribe/checks.js'
import { DRUGS, type PrescribedDrug } from '../../domain/prescribe/drugs.js'
import { PAIRS } from '../../domain/prescribe/pairs.js'
import { sigText } from '../../domain/prescribe/sig.js'
import { prescribingChart } from '../data/prescribing.js'
import { Loaded } from '../parts/loaded.js'
import { patientOf } from '../parts/pieces.js'
import { seenOf, textProp } from '../records/edited.js'
import { recordEntry, type Recorded } from '../records/entry.js'
import { findingsBox, findingsStyles, WHY_WORDS } from './findings.js'
import {
  blankForm,
  formOf,
  frequencies,
  quantityOf,
  refillsOf,
  routes,
  sigOf,
  supplyOf,
  usualFor,
  wrongFields,
  type PrescribeForm,
} from './prescribe-form.js'
import { printPrescription } from './print-prescription.js'

/**
 * @summary Prescribes: a medicine by words, how it is taken, how much, checked against the chart while it is written.
 * With `props.replaces` (id of a MedicationRequest) it changes one of ours or takes over one of another place.
 */
export class PrescribeWorkspace extends TesseraElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    formStyles,
    comboboxStyles,
    findingsStyles,
    css`
      .sig {
        padding: var(--tessera-space-3);
        background: var(--tessera-neutral-soft);
        border-radius: var(--tessera-radius);
        font-weight: 600;
      }
      .check {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-block-size: 1.5rem;
      }
    `,
  ]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<PrescribeForm>(this, blankForm, 'prescribe')
  readonly #chart = new Loaded(this, prescribingChart)
  readonly #which = new Combobox<PrescribedDrug>(this, {
    id: 'medicine',
    find: (query) => findByWords(DRUGS, query),
    text: ({ text }) => text,
    detail: (drug) => sigText(sigOf({ ...blankForm(), ...usualFor(drug) })),
    onChange: (text, drug) => this.#entry.set(drug ? { ...usualFor(drug), overrides: {} } : { text, rxnorm: '' }),
  })
  #before?: MedicationRequest
  /** What the server found and this screen didn't know of yet. */
  #told: readonly Finding[] = []

  refresh(): Promise<void> {
    return this.#chart.load()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props')) void this.#takeUp()
  }

  async #takeUp(): Promise<void> {
    const id = textProp(this.props, 'replaces')
    if (id === undefined) {
      const was = this.#before
      this.#before = undefined
      if (was) await this.#entry.startAnew()
      const text = textProp(this.props, 'text')
      if (text !== undefined) this.#entry.set({ text })
      return
    }
    const { host, signal } = this
    const { resources, included } = await host.fhir.search<MedicationRequest>(
      `MedicationRequest?${patientOf(host)}&_id=${id}&_count=1&_include=MedicationRequest:medication`,
      signal,
    )
    const [request] = resources
    if (!request) return
    this.#before = request
    this.#entry.edit(formOf(request, medicineText(request, included)))
  }

  #findings(): Finding[] {
    const { text } = this.#entry.value
    const chart = this.#chart.value
    if (!chart || text.trim().length < 3) return [...this.#told]
    const taken = chart.taken.filter(({ reference }) => reference !== `MedicationRequest/${this.#before?.id}`)
    const found = checkMedicine(text, chart.allergies, taken)
    return [...found, ...this.#told.filter(({ id }) => !found.some((each) => each.id === id))]
  }

  protected override render() {
    const { value, tried } = this.#entry
    const findings = this.#findings()
    const open = findings.filter(({ id }) => !value.overrides[id]?.trim())
    const outside = this.#before && outsideName(this.#before)
    const wrong = tried ? wrongFields(value) : []
    return form({
      entry: this.#entry,
      button:
        open.length > 0
          ? msg('Say why to prescribe')
          : outside
            ? msg('Take over')
            : this.#before
              ? msg('Save the change')
              : msg('Prescribe'),
      note: html`<button class="btn" type="button" @click=${() => void this.#save(true)}>
        ${msg('Prescribe and print')}
      </button>`,
      onSave: () => void this.#save(false),
      fields: html`${this.#before ? this.#replaced(this.#before, outside) : nothing}
        ${field({
          id: 'medicine',
          label: msg('Medicine'),
          hint: msg('Name or what it is for: "lisin 20", "statin"'),
          ...(wrong.includes('medicine') ? { error: msg('Say which medicine.') } : {}),
          control: this.#which.control(value.text, { hint: 'medicine', autofocus: true }),
        })}
        ${findingsBox({
          findings,
          overrides: value.overrides,
          tried,
          onOverride: (id, reason) => this.#entry.set({ overrides: { ...this.#entry.value.overrides, [id]: reason } }),
          onGoOn: () => void this.#goOn(findings),
          onLeave: () => this.#leave(),
        })}
        <datalist id="why-words">${WHY_WORDS().map((each) => html`<option value=${each}></option>`)}</datalist>
        <div class="two">
          ${this.#text('dose', msg('Dose'), wrong.includes('dose') ? msg('A number above 0.') : undefined)}
          ${this.#text('unit', msg('Of'), wrong.includes('unit') ? msg('Tablet, mL, puff …') : undefined)}
        </div>
        <div class="two">
          ${this.#select(
            'route',
            msg('How'),
            routes().map(([id, [, , text]]) => [id, text]),
          )}
          ${this.#select(
            'frequency',
            msg('How often'),
            frequencies().map(([id, { text }]) => [id, text]),
          )}
        </div>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${live(value.needed)}
            @change=${() => this.#entry.set({ needed: !this.#entry.value.needed })}
          />${msg('Only when needed')}</label
        >
        <div class="two">
          ${value.needed ? this.#text('asNeeded', msg('When needed for')) : nothing}
          ${this.#text('days', msg('Days'), undefined, msg('Empty when it lasts'))}
        </div>
        ${this.#text('extra', msg('More instructions'), undefined, undefined, true)}
        <p class="sig" role="status"><span class="vh">${msg('On the label:')} </span>${sigText(sigOf(value))}</p>
        ${this.#supply(value, wrong)} ${this.#reason(value)}
        ${this.#text('note', msg('To the pharmacy'), undefined, undefined, true)}
        <p class="xs muted">
          ${msg(str`Checked: allergies and their classes, the same ingredient or class, ${PAIRS.length} high-risk pairs. What isn’t in this small open set isn’t checked.`)}
        </p>`,
    })
  }

  #replaced(before: MedicationRequest, outside: string | undefined) {
    const name = medicineText(before)
    return html`<p class="sm">
      ${outside ? msg(str`Takes over ${name} from ${outside} as a prescription of this clinic.`) : msg(str`Replaces ${name}, which stops.`)}
    </p>`
  }

  #supply(value: PrescribeForm, wrong: readonly string[]) {
    const place = placeOf(this.host)
    const computed = formatNumber(quantityOf({ ...value, quantity: '' }), place)
    return html`<div class="three">
      ${value.days.trim() === '' ? this.#text('supplyDays', msg('Supply, days')) : nothing}
      ${this.#text('quantity', msg('Quantity'), wrong.includes('quantity') ? msg('A number above 0.') : undefined, msg(str`${computed} computed`))}
      ${this.#text('refills', msg('Refills'))}
    </div>`
  }

  #reason(value: PrescribeForm) {
    const problems = this.#chart.value?.problems ?? []
    if (problems.length === 0) return nothing
    return field({
      id: 'problem',
      label: msg('For'),
      optional: true,
      control: html`<select
        id="problem"
        class="in"
        @change=${(event: Event) => this.#entry.set({ problem: textOf(event) })}
      >
        <option value="" ?selected=${value.problem === ''}>${msg('Not said')}</option>
        ${problems.map(({ id, text }) => html`<option value=${id} ?selected=${value.problem === id}>${text}</option>`)}
      </select>`,
    })
  }

  #text(
    id: 'dose' | 'unit' | 'days' | 'asNeeded' | 'extra' | 'supplyDays' | 'quantity' | 'refills' | 'note',
    label: string,
    error?: string,
    hint?: string,
    optional = false,
  ) {
    const parts = { id, label, optional, ...(hint ? { hint } : {}), ...(error ? { error } : {}) }
    const isNumber = ['dose', 'days', 'supplyDays', 'quantity', 'refills'].includes(id)
    return field({
      ...parts,
      control: html`<input
        id=${id}
        class="in"
        autocomplete="off"
        inputmode=${isNumber ? 'decimal' : 'text'}
        aria-describedby=${describedBy(parts)}
        .value=${live(this.#entry.value[id])}
        @input=${(event: Event) => this.#entry.set({ [id]: textOf(event) })}
      />`,
    })
  }

  #select(id: 'route' | 'frequency', label: string, options: readonly (readonly [string, string])[]) {
    return field({
      id,
      label,
      control: html`<select id=${id} class="in" @change=${(event: Event) => this.#entry.set({ [id]: textOf(event) })}>
        ${options.map(([value, text]) => html`<option value=${value} ?selected=${this.#entry.value[id] === value}>${text}</option>`)}
      </select>`,
    })
  }

  /** Asks for a reason for each finding, from the first on. */
  async #goOn(findings: readonly Finding[]): Promise<void> {
    const { overrides } = this.#entry.value
    this.#entry.set({ overrides: { ...Object.fromEntries(findings.map(({ id }) => [id, ''])), ...overrides } })
    await this.updateComplete
    const fields = [...this.renderRoot.querySelectorAll<HTMLInputElement>('.why')]
    const first = fields.find((each) => each.value.trim() === '') ?? fields[0]
    first?.focus()
  }

  async #leave(): Promise<void> {
    this.#told = []
    this.#entry.set({ text: '', rxnorm: '', overrides: {} })
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#medicine')?.focus()
  }

  async #save(print: boolean): Promise<void> {
    const entry = this.#entry
    const { value } = entry
    entry.tried = true
    this.requestUpdate()
    const [wrong] = wrongFields(value)
    const open = this.#findings().filter(({ id }) => !value.overrides[id]?.trim())
    if (wrong) {
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>(`#${wrong}`)?.focus()
      return
    }
    if (open.length > 0) return this.#goOn(open)
    const findings = this.#findings()
    const done = await entry.send<Recorded>('prescribe', {
      text: value.text.trim(),
      ...(value.rxnorm ? { rxnorm: value.rxnorm } : {}),
      sig: sigOf(value),
      quantity: quantityOf(value),
      quantityUnit:
        value.quantity.trim() !== '' && DRUGS.find(({ text }) => text === value.text)?.pack !== undefined
          ? 'package'
          : value.unit.trim(),
      refills: refillsOf(value),
      supplyDays: supplyOf(value),
      ...(value.problem ? { problem: value.problem } : {}),
      ...(value.note.trim() ? { note: value.note.trim() } : {}),
      ...(this.#before ? { replaces: seenOf(this.#before) } : {}),
      overrides: Object.fromEntries(findings.map(({ id }) => [id, value.overrides[id] ?? ''])),
    })
    if (!done) {
      // somebody has recorded an allergy or a medicine meanwhile
      if (entry.refusal?.code === 'findings')
        this.#told = entry.refusal.issues.filter(
          (each): each is Finding => typeof each === 'object' && each !== null && 'id' in each,
        )
      return
    }
    const name = value.text.trim()
    const told = this.#before ? msg(str`${name}: saved`) : msg(str`${name} prescribed`)
    this.#before = undefined
    this.#told = []
    if (print && done.reference && done.version !== undefined) {
      await printPrescription(
        this.host,
        { id: done.reference.split('/')[1] ?? '', version: String(done.version) },
        name,
      )
      await entry.close('prescribe')
    } else await entry.done(told, 'prescribe', done.change)
  }
}
