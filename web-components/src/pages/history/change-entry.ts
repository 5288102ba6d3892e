import { msg, str } from '@lit/localize'
import { html, nothing, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { formatTime, type Place } from '../../index.js'
import type { Change, ChangedItem, Conflict } from './changes.js'

export interface EntryState {
  place: Place
  /** The change that is being undone. */
  busy: boolean
  /** Its reasons are open: it was just tried. */
  tried: boolean
  /** All items are shown. */
  whole: boolean
  undo(change: Change): void
  showAll(change: Change): void
}

/** Items shown at first. */
const FEW = 5

/** One change-set as a row of its day. */
export function changeEntry(change: Change, state: EntryState): TemplateResult {
  const shown = state.whole ? change.items : change.items.slice(0, FEW)
  const hidden = change.items.length - shown.length
  return html`<li class=${change.undoneBy ? 'change undone' : 'change'} id=${`c-${change.id}`} tabindex="-1">
    <time class="when" datetime=${change.at}>${formatTime(change.at, state.place)}</time>
    <div class="what">
      <ul class="items">
        ${shown.map(itemRow)}
      </ul>
      ${
        hidden > 0
          ? html`<div>
              <tessera-button kind="quiet" size="s" @click=${() => state.showAll(change)}
                >${msg(str`Show ${hidden} more of this change`)}</tessera-button
              >
            </div>`
          : change.more
            ? html`<p class="detail">${msg('This change has more parts than are listed here.')}</p>`
            : nothing
      }
      <p class="who">${whoDid(change)}</p>
      ${change.reason ? html`<p class="reason">${msg(str`Reason: ${change.reason}`)}</p>` : nothing}
      ${reasons(change, state)}
    </div>
    <div class="act">${mark(change)}${undoButton(change, state)}</div>
  </li>`
}

function itemRow({ summary, details }: ChangedItem): TemplateResult {
  // what the line says already is not said again
  const told = details.filter(
    ({ before = '', after = '' }) => !(summary.includes(before) && summary.includes(after) && (before || after)),
  )
  return html`<li>
    <span class="summary">${summary}</span>
    ${told.map(
      ({ what, before, after }) =>
        html`<div class="detail">
          ${what}: ${before === undefined ? nothing : html`<del><span class="vh">${msg('was')} </span>${before}</del>`}
          ${before !== undefined && after !== undefined ? html`<span aria-hidden="true">→</span>` : nothing}
          ${
            after === undefined
              ? html`<span>${msg('removed')}</span>`
              : html`<ins><span class="vh">${msg('is now')} </span>${after}</ins>`
          }
        </div>`,
    )}
  </li>`
}

function whoDid({ display, pluginTitle, plugin }: Change): string {
  const via = pluginTitle ?? plugin
  return via && via !== display ? msg(str`${display}, in ${via}`) : display
}

function mark({ undoneBy, undoes, external }: Change) {
  if (undoneBy) return html`<tessera-chip kind="neutral" icon="history">${msg('Undone')}</tessera-chip>`
  if (undoes) return html`<tessera-chip kind="neutral" icon="history">${msg('An undo')}</tessera-chip>`
  if (external) return html`<tessera-chip kind="outside" icon="send">${msg('Sent')}</tessera-chip>`
  return nothing
}

function undoButton(change: Change, { busy, undo }: EntryState) {
  if (!change.undoable) return nothing
  const [first] = change.items
  return html`<tessera-button
    size="s"
    label=${ifDefined(first && msg(str`Undo: ${first.summary}`))}
    ?busy=${busy}
    @click=${() => undo(change)}
    >${msg('Undo')}</tessera-button
  >`
}

/** Why not, item by item; the undone need no reason. */
function reasons({ undoable, undoneBy, why, conflicts, items }: Change, { tried }: EntryState) {
  if (undoable || undoneBy) return nothing
  const all = conflicts && conflicts.length > 0 ? conflicts : why ? [{ why }] : []
  if (all.length === 0) return nothing
  return html`<details ?open=${tried}>
    <summary>${msg('Can’t be undone')}</summary>
    <ul>
      ${all.map((conflict) => html`<li>${reasonText(conflict, items)}</li>`)}
    </ul>
  </details>`
}

function reasonText({ reference, why }: Conflict, items: readonly ChangedItem[]): string {
  const about = items.length > 1 && items.find((item) => item.reference === reference)?.summary
  return about ? `${about}: ${why}` : why
}
