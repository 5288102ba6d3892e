import { msg, str } from '@lit/localize'
import { describedBy, field, formatDate, type Place } from '@tessera/web-components'
import { textOf } from '@tessera/web-components/forms'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { Duplicate, Evidence } from '../../domain/api.js'
import { idOf } from './order-ids.js'
import { dueAgain, flagWord, guardTitle, isNormalFlag, money, valueParts, WHY_AGAIN } from './order-words.js'

export interface GuardParts {
  duplicate: Duplicate
  place: Place
  /** Absent until the person wants to order it anyway. */
  why?: string
  /** What is wrong with the reason. */
  error?: string
  busy: boolean
  /** Why the result could not be used. */
  refused?: string
  onUse(): void
  onLeaveOut(): void
  onGoOn(): void
  onWhy(why: string): void
}

/** What speaks against a repeat, with its evidence: the safer choice is the primary one, going on asks for a reason. */
export function guardBox(parts: GuardParts) {
  const { duplicate, place, why, busy, refused } = parts
  const { code, name, evidence, repeatDays, cents } = duplicate
  const results = evidence.filter(({ kind }) => kind === 'result')
  const due = dueAgain(duplicate, place)
  const safer = why === undefined ? 'btn primary' : 'btn'
  return html`<section class="dup" aria-label=${msg(str`Earlier results of ${name}`)}>
    <p class="row wrap title">
      <tessera-icon name="triangle-alert"></tessera-icon><b>${guardTitle(duplicate, place)}</b>
    </p>
    <ul class="evidence">
      ${evidence.map((each) => evidenceRow(each, evidence.length === 1, place))}
    </ul>
    <p class="sm">
      ${msg(str`Within ${repeatDays} days this clinic asks before it is done again.`)}
      ${due ? html`${msg('The next one is due')} <b class="nowrap">${due}</b>.` : nothing}
      ${msg(str`A repeat costs ${money(cents, place)}.`)}
    </p>
    ${why === undefined ? nothing : whyField(parts, why)}
    ${refused ? html`<p class="err" role="alert"><tessera-icon name="circle-alert" size="s"></tessera-icon>${refused}</p>` : nothing}
    <div class="row wrap ways">
      ${
        results.length > 0
          ? html`<button
              id=${idOf(code, 'decide')}
              class=${safer}
              type="button"
              aria-busy=${busy ? 'true' : nothing}
              aria-describedby=${idOf(code, 'name')}
              @click=${parts.onUse}
            >
              ${results.length === 1 ? msg('Use this result') : msg('Use these results')}
            </button>`
          : html`<button
              id=${idOf(code, 'decide')}
              class=${safer}
              type="button"
              aria-describedby=${idOf(code, 'name')}
              @click=${parts.onLeaveOut}
            >
              ${msg('Wait for that result')}
            </button>`
      }
      ${
        why === undefined
          ? html`<button class="btn quiet" type="button" aria-describedby=${idOf(code, 'name')} @click=${parts.onGoOn}>
              ${msg('Order anyway…')}
            </button>`
          : nothing
      }
    </div>
  </section>`
}

function evidenceRow(each: Evidence, alone: boolean, place: Place) {
  const { kind, name, value = '', at, source, flag } = each
  const date = html`<b class="nowrap">${formatDate(at, place)}</b>`
  if (kind === 'order')
    return html`<li>
      <div class="what">
        <tessera-chip status="waiting">${msg('Open order')}</tessera-chip>
        <span class="sm">${name}, ${msg('ordered on')} ${date}, ${msg('has no result yet')}</span>
      </div>
    </li>`
  const [text, unit] = valueParts(value)
  const word = flagWord(flag)
  return html`<li class=${alone ? 'alone' : ''}>
    <div class="value">
      <span class="big"><bdi>${text}</bdi>${unit ? html` <small>${unit}</small>` : nothing}</span>
      ${
        word
          ? html`<tessera-chip status=${word}></tessera-chip>`
          : isNormalFlag(flag)
            ? html`<span class="faint sm">${msg('Normal')}</span>`
            : nothing
      }
    </div>
    <div class="what sm">
      <span>${name} ${msg('on')} ${date}</span>
      ${source ? html`<tessera-chip status="outside">${source}</tessera-chip>` : nothing}
    </div>
  </li>`
}

function whyField({ duplicate: { code }, error, onWhy }: GuardParts, why: string) {
  const parts = { id: idOf(code, 'why'), label: msg('Why is it done again?'), ...(error ? { error } : {}) }
  return html`${field({
      ...parts,
      control: html`<input
        id=${parts.id}
        class="in"
        list=${`${parts.id}-words`}
        autocomplete="off"
        maxlength="500"
        required
        aria-describedby=${describedBy(parts)}
        .value=${live(why)}
        @input=${(event: Event) => onWhy(textOf(event))}
      />`,
    })}<datalist id=${`${parts.id}-words`}>
      ${WHY_AGAIN().map((each) => html`<option value=${each}></option>`)}
    </datalist>`
}
