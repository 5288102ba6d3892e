import { msg, str } from '@lit/localize'
import { describedBy, field, formatDate, formatSex, type TesseraElement } from '@tessera/web-components'
import { css, html, nothing } from 'lit'
import type { Changed } from '../../domain/day.js'
import type { Field } from '../../domain/duplicates.js'
import type { Person } from '../../domain/person.js'
import { look, problemCode, problemWords, tell } from './desk.js'

/** As `GET duplicates` answers. */
interface Alike {
  person: Person
  address?: string
  score: number
  differs: Field[]
}

const NAMES = [
  'given',
  'family',
  'birthDate',
  'sex',
  'phone',
  'email',
  'line',
  'city',
  'state',
  'postalCode',
  'language',
  'payer',
  'memberId',
] as const
type Name = (typeof NAMES)[number]

const WATCHED: readonly Name[] = ['given', 'family', 'birthDate', 'phone', 'sex']
const DEBOUNCE = 250

const LANGUAGES: readonly (readonly [string, () => string])[] = [
  ['en', () => msg('English')],
  ['es', () => msg('Spanish')],
  ['zh', () => msg('Chinese')],
  ['vi', () => msg('Vietnamese')],
  ['ar', () => msg('Arabic')],
  ['fr', () => msg('French')],
  ['ru', () => msg('Russian')],
  ['tl', () => msg('Tagalog')],
]

/**
 * The form of a new patient. While it is typed, those who are here already and look alike stand beside it, with what
 * differs; to register somebody all the same takes a reason.
 */
export class RegistrationForm {
  #values: Partial<Record<Name, string>> = {}
  #errors: Partial<Record<Name, string>> = {}
  #alike: readonly Alike[] = []
  #anyway = ''
  #anywayError = ''
  #busy = false
  #problem = ''
  #timer?: ReturnType<typeof setTimeout>
  #turn = 0

  constructor(
    private readonly element: TesseraElement,
    private readonly does: {
      registered(person: Person, change: string | undefined): void
      /** One of those who are alike was chosen. */
      opened(person: Person): void
      openWords(): string
    },
  ) {}

  reset(typed = ''): void {
    const [given = '', ...family] = typed.trim().split(/\s+/)
    this.#values = /\d/.test(typed)
      ? {}
      : { ...(given ? { given } : {}), ...(family.length > 0 ? { family: family.join(' ') } : {}) }
    this.#errors = {}
    this.#alike = []
    this.#anyway = ''
    this.#problem = ''
  }

  focus(): void {
    void this.element.updateComplete.then(() => this.element.renderRoot.querySelector<HTMLElement>('#r-given')?.focus())
  }

  get isEmpty(): boolean {
    return Object.values(this.#values).every((value) => !value)
  }

  render() {
    return html`<form class="reg" @submit=${this.#submit} novalidate aria-label=${msg('New patient')}>
      ${this.#alike.length > 0 ? this.#warning() : nothing}
      <div class="pair">
        ${this.#input('given', msg('Given names'), { autocomplete: 'off' })}
        ${this.#input('family', msg('Family name'), { autocomplete: 'off' })}
      </div>
      <div class="pair">
        ${this.#input('birthDate', msg('Birth date'), { type: 'date' })}
        ${this.#select('sex', msg('Sex'), [
          ['', msg('Choose')],
          ...(['female', 'male', 'other', 'unknown'] as const).map((each) => [each, formatSex(each)] as const),
        ])}
      </div>
      <div class="pair">
        ${this.#input('phone', msg('Phone'), { type: 'tel', optional: true })}
        ${this.#input('email', msg('Email'), { type: 'email', optional: true })}
      </div>
      ${this.#input('line', msg('Street'), { optional: true })}
      <div class="three">
        ${this.#input('city', msg('City'), { optional: true })}
        ${this.#input('state', msg('State'), { optional: true })}
        ${this.#input('postalCode', msg('ZIP'), { optional: true })}
      </div>
      ${this.#select(
        'language',
        msg('Language'),
        [['', msg('Not told')], ...LANGUAGES.map(([code, name]) => [code, name()] as const)],
        true,
      )}
      <div class="pair">
        ${this.#input('payer', msg('Payer'), { optional: true })}
        ${this.#input('memberId', msg('Member ID'), { optional: true })}
      </div>
      ${
        this.#problem
          ? html`<div class="note caution" role="alert">
              <tessera-icon name="triangle-alert"></tessera-icon>
              <div>${this.#problem}</div>
            </div>`
          : nothing
      }
      ${this.#alike.length > 0 ? this.#anywayField() : nothing}
      <div class="row wrap">
        <button class="btn ${this.#alike.length > 0 ? '' : 'primary'}" type="submit" aria-busy=${this.#busy}>
          ${this.#alike.length > 0 ? msg('Register anyway') : msg('Register patient')}
        </button>
      </div>
    </form>`
  }

  /** Those who are alike, side by side with what is typed. */
  #warning() {
    const shown = this.#alike.slice(0, 2)
    const typed = this.#values
    const name = [typed.given, typed.family].filter(Boolean).join(' ')
    const rows: readonly { label: string; field?: Field; typed: string; of(alike: Alike): string }[] = [
      { label: msg('Name'), field: 'name', typed: name, of: ({ person }) => person.display },
      {
        label: msg('Birth date'),
        field: 'birthDate',
        typed: formatDate(typed.birthDate),
        of: ({ person }) => formatDate(person.birthDate),
      },
      {
        label: msg('Sex'),
        field: 'sex',
        typed: typed.sex ? formatSex(typed.sex) : '',
        of: ({ person }) => formatSex(person.gender),
      },
      { label: msg('Phone'), field: 'phone', typed: typed.phone ?? '', of: ({ person }) => person.phone ?? '' },
      {
        label: msg('Address'),
        typed: [typed.line, typed.city].filter(Boolean).join(', '),
        of: ({ address }) => address ?? '',
      },
      { label: msg('MRN'), typed: '', of: ({ person }) => person.mrn ?? '' },
    ]
    return html`<section class="alike" aria-labelledby="alike-title">
      <div class="row">
        <tessera-icon name="triangle-alert"></tessera-icon>
        <h3 id="alike-title" role="status">
          ${this.#alike.length === 1 ? msg('This may be somebody who is registered already') : msg('These may be the same person')}
        </h3>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${msg('Comparison')}>
        <table class="cmp">
          <thead>
            <tr>
              <td></td>
              <th scope="col">${msg('Typed')}</th>
              ${shown.map(
                ({ person }) =>
                  html`<th scope="col">
                    <span class="row"
                      ><tessera-patient-mark record-id=${person.id} size="18"></tessera-patient-mark
                      >${msg('Registered')}</span
                    >
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  <th scope="row">${row.label}</th>
                  <td>${row.typed || '–'}</td>
                  ${shown.map((alike) => {
                    const differs = row.field !== undefined && alike.differs.includes(row.field) && row.typed !== ''
                    return html`<td class=${differs ? 'differs' : nothing}>
                      ${row.of(alike) || '–'}${differs ? html` <span class="mark">${msg('differs')}</span>` : nothing}
                    </td>`
                  })}
                </tr>`,
            )}
            <tr>
              <td></td>
              <td></td>
              ${shown.map(
                ({ person }, i) =>
                  html`<td>
                    <button
                      class="btn s ${i === 0 ? 'primary' : ''}"
                      type="button"
                      @click=${() => this.does.opened(person)}
                    >
                      ${this.does.openWords()}<span class="vh"> ${person.display}</span>
                    </button>
                  </td>`,
              )}
            </tr>
          </tbody>
        </table>
      </div>
    </section>`
  }

  #anywayField() {
    const parts = {
      id: 'r-anyway',
      label: msg('Why this is another person'),
      hint: msg('Kept with the record'),
      error: this.#anywayError,
    }
    return field({
      ...parts,
      control: html`<input
        id="r-anyway"
        aria-describedby=${describedBy(parts)}
        .value=${this.#anyway}
        @input=${(event: Event) => (this.#anyway = inputValue(event))}
      />`,
    })
  }

  #input(name: Name, label: string, options: { type?: string; optional?: boolean; autocomplete?: string } = {}) {
    const parts = { id: `r-${name}`, label, error: this.#errors[name] ?? '', optional: options.optional ?? false }
    return field({
      ...parts,
      control: html`<input
        id=${parts.id}
        type=${options.type ?? 'text'}
        autocomplete="off"
        aria-describedby=${describedBy(parts)}
        aria-invalid=${parts.error ? 'true' : nothing}
        .value=${this.#values[name] ?? ''}
        @input=${(event: Event) => this.#typed(name, inputValue(event))}
      />`,
    })
  }

  #select(name: Name, label: string, options: readonly (readonly [string, string])[], optional = false) {
    const parts = { id: `r-${name}`, label, error: this.#errors[name] ?? '', optional }
    return field({
      ...parts,
      control: html`<select
        id=${parts.id}
        aria-describedby=${describedBy(parts)}
        aria-invalid=${parts.error ? 'true' : nothing}
        @change=${(event: Event) => this.#typed(name, inputValue(event))}
      >
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === (this.#values[name] ?? '')}>${words}</option>`)}
      </select>`,
    })
  }

  #typed(name: Name, value: string): void {
    this.#values = { ...this.#values, [name]: value }
    if (this.#errors[name]) this.#errors = { ...this.#errors, [name]: '' }
    this.element.requestUpdate()
    if (!WATCHED.includes(name)) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#lookForAlike(), DEBOUNCE)
  }

  async #lookForAlike(): Promise<void> {
    const turn = ++this.#turn
    const query = new URLSearchParams(
      WATCHED.flatMap((name) => (this.#values[name]?.trim() ? [[name, this.#values[name] ?? '']] : [])),
    )
    const { alike } = await look<{ alike: Alike[] }>(this.element.host, `duplicates?${query}`).catch(() => ({
      alike: this.#alike,
    }))
    if (turn !== this.#turn) return
    this.#alike = alike
    this.element.requestUpdate()
  }

  readonly #submit = async (event: Event) => {
    event.preventDefault()
    if (this.#busy) return
    this.#errors = this.#check()
    this.#anywayError =
      this.#alike.length > 0 && this.#anyway.trim().length < 3 ? msg('Say why this is another person.') : ''
    const first = NAMES.find((name) => this.#errors[name]) ?? (this.#anywayError ? 'anyway' : undefined)
    this.element.requestUpdate()
    if (first) {
      await this.element.updateComplete
      this.element.renderRoot.querySelector<HTMLElement>(`#r-${first}`)?.focus()
      return
    }
    this.#busy = true
    this.#problem = ''
    this.element.requestUpdate()
    try {
      await this.#register()
    } catch (error) {
      if (problemCode(error) === 'likely-duplicates') {
        await this.#lookForAlike()
        this.#anywayError = msg('Say why this is another person.')
      } else this.#problem = problemWords(error)
    } finally {
      this.#busy = false
      this.element.requestUpdate()
    }
  }

  #check(): Partial<Record<Name, string>> {
    const { given, family, birthDate, sex, memberId, payer } = this.#values
    return {
      ...(given?.trim() ? {} : { given: msg('Type the given name.') }),
      ...(family?.trim() ? {} : { family: msg('Type the family name.') }),
      ...(birthDate ? {} : { birthDate: msg('Type the birth date.') }),
      ...(sex ? {} : { sex: msg('Choose one.') }),
      ...(memberId?.trim() && !payer?.trim() ? { payer: msg('Whose member ID is it?') } : {}),
    }
  }

  async #register(): Promise<void> {
    const told = Object.fromEntries(
      NAMES.flatMap((name) => (this.#values[name]?.trim() ? [[name, this.#values[name]?.trim() ?? '']] : [])),
    )
    const anyway = this.#alike.length > 0 ? { anyway: this.#anyway.trim() } : {}
    const { id, change, mrn } = await tell<Changed & { mrn: string }>(this.element.host, 'patients', {
      ...told,
      ...anyway,
    })
    const { given = '', family = '', birthDate, sex, phone } = this.#values
    const person: Person = {
      id,
      mrn,
      display: `${given.trim()} ${family.trim()}`,
      ...(birthDate ? { birthDate } : {}),
      ...(sex ? { gender: sex } : {}),
      ...(phone ? { phone } : {}),
    }
    this.reset()
    this.does.registered(person, change)
  }
}

export const registeredWords = (person: Person): string =>
  msg(str`${person.display} is registered, MRN ${person.mrn ?? ''}.`)

const inputValue = (event: Event): string =>
  event.currentTarget instanceof HTMLInputElement || event.currentTarget instanceof HTMLSelectElement
    ? event.currentTarget.value
    : ''

export const registrationStyles = css`
  .reg {
    display: grid;
    gap: var(--tessera-space-3);
    align-content: start;
  }
  .three {
    display: grid;
    grid-template-columns: 2fr 1fr 1fr;
    gap: var(--tessera-space-2);
  }
  .alike {
    display: grid;
    gap: 0.5rem;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--tessera-caution-line);
    border-radius: var(--tessera-radius);
    background: var(--tessera-caution-soft);
  }
  .alike > .row > tessera-icon {
    color: var(--tessera-caution);
  }
  .scroll {
    overflow-x: auto;
  }
  .cmp {
    border-collapse: collapse;
    inline-size: 100%;
    font: var(--tessera-text-sm);
  }
  .cmp th,
  .cmp td {
    padding: 0.25rem 0.5rem 0.25rem 0;
    text-align: start;
    vertical-align: top;
    font-weight: 400;
  }
  .cmp th {
    color: var(--tessera-fg-muted);
  }
  .cmp .differs {
    font-weight: 650;
  }
  .cmp .mark {
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-caution);
  }
`
