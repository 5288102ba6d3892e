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
  type Place,
} from '@tessera/web-components'
import { form, formStyles, textOf } from '@tessera/web-components/forms'
import type { Observation } from 'fhir/r4.js'
import { html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { live } from 'lit/directives/live.js'
import { observedAt } from '../../domain/moments.js'
import { bySign, readingsOf, SIGN_CODES, type Reading } from '../../domain/vitals.js'
import { bodyMassIndex, flagIn, judge, type Judged, type Measured } from '../../domain/vitals-entry/judge.js'
import { rangeFor } from '../../domain/vitals-entry/ranges.js'
import { ENTRY_SIGNS, SIGNS, unitOf, type EntrySign } from '../../domain/vitals-entry/signs.js'
import { convert, inBase } from '../../domain/vitals-entry/units.js'
import { newestOf } from '../data/observations.js'
import { Loaded } from '../parts/loaded.js'
import { flagChip } from '../parts/pieces.js'
import { signName } from '../parts/sign-names.js'
import { recordEntry, type Recorded } from '../records/entry.js'
import { doubtWords } from './doubt-words.js'
import {
  asMeasured,
  blank,
  DEPTH,
  history,
  idsOf,
  isEntry,
  otherUnit,
  placeholders,
  TYPED_UNITS,
  type TypedSign,
  type VitalsEntry,
} from './vitals-form.js'
import { vitalsStyles } from './vitals-workspace.styles.js'

/**
 * @summary Vital signs by keyboard: one field a sign in the order of Tab, flagged while they are typed, each beside the
 * value before it. With `props.correct` (ids of Observations) it corrects those.
 */
export class VitalsWorkspace extends TesseraElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, formStyles, vitalsStyles]
  @property({ attribute: false }) props: Record<string, unknown> = {}
  readonly #entry = recordEntry<VitalsEntry>(this, blank, 'vitals')
  readonly #left = new Set<EntrySign>()
  #corrected: readonly Observation[] = []
  readonly #before = new Loaded(this, async (host, signal) =>
    readingsOf(
      await newestOf(
        host,
        ENTRY_SIGNS.map((sign) => SIGN_CODES[sign]),
        DEPTH,
        signal,
      ),
      host.patient?.birthDate,
    ),
  )

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props')) void this.#takeUp()
  }

  /** The values that are to be corrected, as they stand now. */
  async #takeUp(): Promise<void> {
    const ids = idsOf(this.props['correct'])
    if (ids.length === 0) {
      const was = this.#corrected.length > 0
      this.#corrected = []
      if (was) await this.#entry.startAnew()
      return
    }
    const { host, signal } = this
    this.#corrected = await Promise.all(ids.map((id) => host.fhir.read<Observation>('Observation', id, signal)))
    const signs: VitalsEntry['signs'] = {}
    for (const { sign, value, second } of readingsOf(this.#corrected, host.patient?.birthDate).toReversed())
      if (isEntry(sign) && value.value !== undefined)
        signs[sign] = {
          text: second?.value === undefined ? String(value.value) : `${value.value}/${second.value}`,
          ...(value.code ? { unit: value.code } : {}),
          sure: true,
        }
    this.#entry.edit({ signs, at: '', reason: '' })
  }

  protected override render() {
    const place = placeOf(this.host)
    const { value } = this.#entry
    const correcting = this.#corrected.length > 0
    const judged = this.#judged()
    const asked = judged.filter(([, each]) => 'doubt' in each && each.doubt !== undefined).length
    const filled = judged.filter(([, each]) => !('empty' in each)).length
    return form({
      entry: this.#entry,
      button: correcting ? msg('Correct vitals') : msg('Record vitals'),
      note:
        asked > 0
          ? msg(str`${asked} to check`)
          : correcting
            ? msg('The earlier values stay in the history as entered in error.')
            : filled > 0
              ? msg(str`${filled} of ${ENTRY_SIGNS.length} measured`)
              : msg('Tab goes from sign to sign'),
      onSave: () => void this.#save(),
      fields: html`${ENTRY_SIGNS.map((sign, i) => this.#sign(sign, i === 0, place))} ${this.#bmi(place)}
      ${
        correcting
          ? field({
              id: 'reason',
              label: msg('Why were they wrong?'),
              ...(this.#entry.tried && value.reason.trim() === '' ? { error: msg('Say it in a few words.') } : {}),
              control: html`<input
                id="reason"
                class="in"
                .value=${live(value.reason)}
                @input=${(event: Event) => this.#entry.set({ reason: textOf(event) })}
              />`,
            })
          : field({
              id: 'at',
              label: msg('Measured at'),
              hint: msg('Leave it empty for now'),
              optional: true,
              control: html`<input
                id="at"
                class="in"
                type="datetime-local"
                aria-describedby="at-note"
                .value=${live(value.at)}
                @input=${(event: Event) => this.#entry.set({ at: textOf(event) })}
              />`,
            })
      }`,
    })
  }

  #sign(sign: EntrySign, first: boolean, place: Place) {
    const typed = this.#typed(sign)
    const unit = unitOf(sign, typed.unit)
    const { units } = SIGNS[sign]
    const judged = this.#judge(sign)
    const doubt = 'doubt' in judged ? judged.doubt : undefined
    const told = doubt && (this.#left.has(sign) || this.#entry.tried) ? doubtWords(doubt, place) : undefined
    const flag = 'measured' in judged ? judged.measured.flag : undefined
    const before = this.#earlier(sign)
    return html`<div class="sign">
      ${field({
        id: sign,
        label: signName(sign),
        ...(told ? { error: told } : {}),
        control: html`<div class="line">
          <input
            id=${sign}
            class="in"
            inputmode=${sign === 'pressure' ? 'text' : 'decimal'}
            autocomplete="off"
            ?autofocus=${first}
            placeholder=${placeholders[sign] ?? nothing}
            aria-invalid=${told ? 'true' : nothing}
            aria-describedby=${[describedBy({ id: sign, ...(told ? { error: told } : {}) }), `${sign}-unit`].filter((each) => typeof each === 'string').join(' ')}
            .value=${live(typed.text)}
            @input=${(event: Event) => this.#type(sign, textOf(event))}
            @blur=${() => this.#leave(sign)}
          />
          ${
            units.length > 1
              ? html`<button
                  class="btn s"
                  type="button"
                  tabindex="-1"
                  id=${`${sign}-unit`}
                  aria-label=${msg(str`${unit.text}, switch the unit of ${signName(sign)}`)}
                  title=${msg(str`Or type it behind the number: ${typed.text || '0'} ${otherUnit(sign, unit.code).text}`)}
                  @click=${() => this.#switch(sign)}
                >
                  ${unit.text}
                </button>`
              : html`<span class="faint unit" id=${`${sign}-unit`}>${unit.text}</span>`
          }
          <span class="flag" role="status">${flag && flag !== 'normal' ? flagChip(flag) : nothing}</span>
        </div>`,
      })}
      ${before.length > 0 ? history(before, place) : nothing}
      ${
        told && doubt?.kind === 'unlikely'
          ? html`<label class="sure"
              ><input
                type="checkbox"
                .checked=${live(typed.sure ?? false)}
                @change=${() => this.#put(sign, { ...typed, sure: true })}
              />${msg('It is right')}</label
            >`
          : nothing
      }
    </div>`
  }

  #bmi(place: Place) {
    const bmi = this.#computed()
    if (bmi === undefined) return nothing
    const flag = flagIn(bmi, rangeFor('bmi', this.#person(), new Date().toISOString()))
    return html`<p class="bmi">
      <span class="muted">${msg('BMI, computed')}</span> <b>${formatNumber(bmi, place)}</b>
      <span class="faint">kg/m²</span> ${flag && flag !== 'normal' ? flagChip(flag) : nothing}
    </p>`
  }

  #computed(): number | undefined {
    const weight = this.#measured('weight')
    const height = this.#measured('height') ?? asMeasured(this.#earlier('height')[0])
    return weight && height ? bodyMassIndex(weight, height) : undefined
  }

  #measured(sign: EntrySign): Measured | undefined {
    const judged = this.#judge(sign)
    return 'measured' in judged ? judged.measured : undefined
  }

  #typed(sign: EntrySign): TypedSign {
    const typed = this.#entry.value.signs[sign]
    // a clinic that wrote kilograms last time goes on in kilograms
    const code = this.#earlier(sign)[0]?.value.code
    return typed ?? { text: '', unit: unitOf(sign, code).code }
  }

  #person() {
    const { birthDate, gender } = this.host.patient ?? {}
    return { ...(birthDate ? { birthDate } : {}), ...(gender ? { gender } : {}) }
  }

  #judge(sign: EntrySign): Judged {
    const [before] = this.#earlier(sign)
    const last = asMeasured(before)
    return judge(
      sign,
      this.#typed(sign),
      this.#person(),
      new Date().toISOString(),
      last ? inBase(last.value, last.unit) : undefined,
    )
  }

  #judged(): [EntrySign, Judged][] {
    return ENTRY_SIGNS.map((sign) => [sign, this.#judge(sign)])
  }

  /** Readings of a sign, newest first, without those that are being corrected. */
  #earlier(sign: EntrySign): Reading[] {
    const moments = new Set(this.#corrected.map(observedAt))
    return bySign(this.#before.value ?? [], sign).filter(({ at }) => !moments.has(at))
  }

  #type(sign: EntrySign, text: string): void {
    const { unit } = this.#typed(sign)
    const [, number = text, letters = ''] = /^(.*\d)\s*(°?[a-z]+)$/i.exec(text.trim()) ?? []
    const code = TYPED_UNITS[letters.toLowerCase()]
    const known = code !== undefined && SIGNS[sign].units.some((each) => each.code === code)
    // `5 ft` and `c` of `cm` are still being typed
    if (known && !(sign === 'height' && letters === 'c')) this.#put(sign, { text: number, unit: code })
    else this.#put(sign, { text, ...(unit ? { unit } : {}) })
  }

  #leave(sign: EntrySign): void {
    this.#left.add(sign)
    this.requestUpdate()
  }

  #switch(sign: EntrySign): void {
    const typed = this.#typed(sign)
    const from = unitOf(sign, typed.unit)
    const to = otherUnit(sign, from.code)
    const origin = typed.typed ?? { text: typed.text, unit: from.code }
    const text =
      origin.unit === to.code ? origin.text : (convert(origin.text, unitOf(sign, origin.unit), to) ?? typed.text)
    this.#put(sign, { text, unit: to.code, typed: origin })
  }

  #put(sign: EntrySign, typed: TypedSign): void {
    this.#entry.set({ signs: { ...this.#entry.value.signs, [sign]: typed } })
  }

  async #save(): Promise<void> {
    const entry = this.#entry
    entry.tried = true
    this.requestUpdate()
    const judged = this.#judged()
    const doubtful = judged.find(([, each]) => 'doubt' in each && each.doubt !== undefined)
    const first =
      judged.every(([, each]) => 'empty' in each) && this.#corrected.length === 0 ? 'pressure' : doubtful?.[0]
    if (first || (this.#corrected.length > 0 && entry.value.reason.trim() === '')) {
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>(`#${first ?? 'reason'}`)?.focus()
      return
    }
    const signs = Object.fromEntries(
      judged.flatMap(([sign, each]) => {
        if ('empty' in each) return []
        const { text, unit, sure } = this.#typed(sign)
        return [[sign, { text, ...(unit ? { unit } : {}), ...(sure ? { sure } : {}) }]]
      }),
    )
    const { at, reason } = entry.value
    const moment = observedAt(this.#corrected[0] ?? { resourceType: 'Observation', status: 'final', code: {} })
    const done = await entry.send<Recorded>('vitals', {
      signs,
      ...(moment ? { at: moment } : at ? { at: new Date(at).toISOString() } : {}),
      ...(this.#corrected.length > 0
        ? { replaces: this.#corrected.map(({ id, meta }) => ({ id, version: meta?.versionId })), reason }
        : {}),
    })
    if (!done) return
    const pressure = this.#entry.value.signs.pressure?.text
    const told =
      this.#corrected.length > 0
        ? msg('Vitals corrected')
        : pressure
          ? msg(str`Vitals recorded, ${pressure}`)
          : msg('Vitals recorded')
    this.#corrected = []
    this.#left.clear()
    await entry.done(told, 'vitals', done.change)
  }
}
