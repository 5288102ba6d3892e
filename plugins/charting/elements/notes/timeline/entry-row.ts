import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { formatTime, type Place } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { Entry, Kind } from '../../../domain/notes/timeline/entries.js'
import { flagChip, sourceChip, tabHref } from '../../parts/pieces.js'
import { visitKind } from '../../parts/visit-words.js'

const ICONS: Readonly<Record<Kind, string>> = {
  visit: 'calendar-days',
  note: 'file-text',
  problem: 'activity',
  medicine: 'pill',
  result: 'flask-conical',
  immunization: 'syringe',
  document: 'paperclip',
}

/** Tab that has the whole of it. */
const TABS: Readonly<Record<Kind, string | undefined>> = {
  visit: 'visits',
  note: 'notes',
  problem: 'problems',
  medicine: 'medicines',
  result: 'results',
  immunization: 'immunizations',
  document: undefined,
}

export const kindNames = (): Record<Kind, string> => ({
  visit: msg('Visits'),
  note: msg('Notes'),
  problem: msg('Problems'),
  medicine: msg('Medicines'),
  result: msg('Results'),
  immunization: msg('Immunizations'),
  document: msg('Documents'),
})

/** One thing that happened, with the facilities that it came from. */
export function entryRow(entry: Entry, host: HostContext, place: Place) {
  const { kind, at, detail, flag, sources } = entry
  const title = titleOf(entry)
  const tab = TABS[kind]
  return html`<li class=${entry.void ? 'void' : ''}>
    <tessera-icon name=${ICONS[kind]} label=${kindNames()[kind]}></tessera-icon>
    <span class="grow">
      ${tab ? html`<a class="b" href=${tabHref(host, tab)}>${title}</a>` : html`<b>${title}</b>`}
      ${entry.void ? html`<tessera-chip kind="danger" icon="octagon-x">${msg('Taken back')}</tessera-chip>` : nothing}
      ${sources.map((each) => sourceChip(each, true))}
      ${detail ? html`<br /><span class="muted sm">${detail}</span>` : nothing}
    </span>
    ${flagChip(flag)}
    <span class="faint sm nowrap">${formatTime(at, place)}</span>
  </li>`
}

function titleOf({ kind, title, classCode = '' }: Entry): string {
  if (kind === 'visit') return visitKind({ type: title, classCode })
  return kind === 'note' ? msg(str`Note: ${title}`) : title || msg('Without a name')
}

/** Results of one day and one origin in one row: those out of range first and in full, then the others. */
export function resultsRow(entries: readonly Entry[], host: HostContext, place: Place) {
  const [first] = entries
  if (!first) return nothing
  return html`<li>
    <tessera-icon name=${ICONS.result} label=${kindNames().result}></tessera-icon>
    <span class="grow">
      <a class="b" href=${tabHref(host, 'results')}>${msg(str`${entries.length} results`)}</a>
      ${first.sources.map((each) => sourceChip(each, true))}
      <span class="many sm">
        ${entries.map(
          ({ title, detail, flag }) =>
            html`<span class=${flag ? '' : 'muted'}
              >${title} <bdi class=${flag ? 'b' : ''}>${detail}</bdi> ${flagChip(flag)}</span
            >`,
        )}
      </span>
    </span>
    <span class="faint sm nowrap">${formatTime(first.at, place)}</span>
  </li>`
}
