import { msg, str } from '@lit/localize'
import {
  TesseraElement,
  baseStyles,
  buttonStyles,
  describedBy,
  field,
  fieldStyles,
  today,
} from '@tessera/web-components'
import { choice, Combobox, comboboxStyles, form, formStyles, textOf } from '@tessera/web-components/forms'
import type { Immunization } from 'fhir/r4.js'
import { html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { findByWords } from '../../domain/find-words.js'
import { enteredImmunization } from '../../domain/immunizations-entry/immunization.js'
import { SITES, VACCINES, type SiteCode, type Vaccine } from '../../domain/immunizations-entry/vaccines.js'
import { changedRecord, seenOf } from '../records/edited.js'
import { recordEntry } from '../records/entry.js'
import { dateHint, partialDate } from '../records/partial-date.js'

interface ImmunizationForm {
  text: string
  cvx: string
  how: 'here' | 'reported' | 'refused'
  /** Empty for today. */
  on: string
  lot: string
  expires: string
  manufacturer: string
  site: '' | SiteCode
  route: '' | 'IM' | 'SQ' | 'PO' | 'NASINHLC'
  note: string
}

const blank = (): ImmunizationForm => ({
  text: '',
  cvx: '',
  how: 'here',
  on: '',
  lot: '',
  expires: '',
  manufacturer: '',
  site: '',
  route: 'IM',
  note: '',
})

type TextField = 'on' | 'lot' | 'expires' | 'manufacturer'

/**
 * @summary Adds a dose: given here with its lot and site, reported from elsewhere, or refused; with `props.change` (id)
 * changes one.
 */
export class ImmunizationWorkspace extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, formStyles, comboboxStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<ImmunizationForm>(this, blank, 'immunization')
  readonly #which = new Combobox<Vaccine>(this, {
    id: 'vaccine',
    find: (query) => findByWords(VACCINES, query),
    text: ({ text }) => text,
    detail: ({ cvx, display }) => `CVX ${cvx} · ${display}`,
    onChange: (text, item) => this.#entry.set({ text, cvx: item?.cvx ?? '' }),
  })

  #before?: Immunization

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props')) void this.#takeUp()
  }

  async #takeUp(): Promise<void> {
    const before = await changedRecord<Immunization>(this.host, 'Immunization', this.props, this.signal)
    const was = this.#before
    this.#before = before
    if (before) this.#entry.edit({ ...blank(), route: '', ...enteredImmunization(before) })
    else if (was) await this.#entry.startAnew()
  }

  protected override render() {
    const { value, tried } = this.#entry
    const changing = this.#before !== undefined
    const here = value.how === 'here'
    const missing = tried && value.text.trim() === '' ? msg('Say which vaccine.') : undefined
    return form({
      entry: this.#entry,
      button: changing ? msg('Save the immunization') : msg('Add an immunization'),
      onSave: () => void this.#save(),
      fields: html`${field({
        id: 'vaccine',
        label: msg('Vaccine'),
        ...(missing ? { error: missing } : {}),
        control: this.#which.control(value.text, { autofocus: true, ...(missing ? { error: missing } : {}) }),
      })}
      ${choice(
        'how',
        msg('How'),
        [
          ['here', msg('Given here')],
          ['reported', msg('Given elsewhere, reported')],
          ['refused', msg('Refused')],
        ],
        value.how,
        (how) => this.#entry.set({ how }),
      )}
      ${this.#text('on', msg('Day'), here && !changing ? msg('Leave it empty for today') : dateHint(), !changing)}
      ${
        here
          ? html`<div class="two">
                ${this.#text('lot', msg('Lot number'), undefined, false, tried && value.lot.trim() === '' ? msg('It stands on the vial.') : undefined)}
                ${this.#text('expires', msg('Expires'), undefined, true)}
              </div>
              ${choice(
                'site',
                msg('Where'),
                // the keys that the table was written with
                (Object.keys(SITES) as SiteCode[]).map((each) => [each, SITES[each]] as const),
                value.site || undefined,
                (site) => this.#entry.set({ site }),
              )}
              ${choice(
                'route',
                msg('How it was given'),
                [
                  ['IM', msg('Into the muscle')],
                  ['SQ', msg('Under the skin')],
                  ['PO', msg('By mouth')],
                  ['NASINHLC', msg('Into the nose')],
                ],
                value.route || undefined,
                (route) => this.#entry.set({ route }),
              )}
              ${this.#text('manufacturer', msg('Manufacturer'), undefined, true)}`
          : nothing
      }
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

  #text(id: TextField, label: string, hint?: string, optional = false, error?: string) {
    const bad = (id === 'on' || id === 'expires') && badDate(this.#entry.value[id]) && this.#entry.told(id)
    const wrong = bad ? msg('Write a year, a month or a day: 2019, 5/2019, 5/2/2019.') : error
    const parts = { id, label, optional, ...(hint ? { hint } : {}), ...(wrong ? { error: wrong } : {}) }
    return field({
      ...parts,
      control: html`<input
        id=${id}
        class="in"
        autocomplete="off"
        aria-describedby=${describedBy(parts)}
        .value=${live(this.#entry.value[id])}
        @input=${(event: Event) => this.#entry.set({ [id]: textOf(event) })}
        @blur=${() => this.#entry.leave(id)}
      />`,
    })
  }

  async #save(): Promise<void> {
    const entry = this.#entry
    entry.tried = true
    this.requestUpdate()
    const { text, cvx, how, on, lot, expires, manufacturer, site, route, note } = entry.value
    const here = how === 'here'
    const wrong =
      text.trim() === ''
        ? 'vaccine'
        : badDate(on) || (this.#before !== undefined && on.trim() === '')
          ? 'on'
          : here && lot.trim() === ''
            ? 'lot'
            : here && badDate(expires)
              ? 'expires'
              : undefined
    if (wrong) {
      this.renderRoot.querySelector<HTMLElement>(`#${wrong}`)?.focus()
      return
    }
    const until = partialDate(expires)
    const done = await entry.send('immunizations', {
      ...(this.#before ? { change: seenOf(this.#before) } : {}),
      text: text.trim(),
      how,
      on: partialDate(on) ?? today(this.host.clinic.timezone),
      ...(cvx ? { cvx } : {}),
      ...(here
        ? {
            lot: lot.trim(),
            ...(until ? { expires: until } : {}),
            ...(manufacturer.trim() ? { manufacturer: manufacturer.trim() } : {}),
            ...(site ? { site } : {}),
            ...(route ? { route } : {}),
          }
        : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    })
    if (!done) return
    const told = this.#before ? msg(str`${text}: changed`) : msg(str`${text}: recorded`)
    this.#before = undefined
    await entry.done(told, 'immunization', done.change)
  }
}

const badDate = (text: string): boolean => text.trim() !== '' && partialDate(text) === undefined
