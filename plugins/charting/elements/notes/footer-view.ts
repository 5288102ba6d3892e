import { msg, str } from '@lit/localize'
import { field } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { Finding } from '../../domain/notes/checks.js'
import type { NoteSession } from './note-session.js'
import { findingWords, signLabel } from './note-words.js'

const warningsOf = ({ findings }: NoteSession): Finding[] => findings.filter(({ level }) => level === 'warn')

/** Warnings without a reason yet. */
export const openWarnings = (session: NoteSession): Finding[] =>
  warningsOf(session).filter(({ id }) => (session.reasons.get(id) ?? '').trim().length < 3)

/** What is not forbidden but asks why: a tick is the reason, given in words. */
export function warningsView(session: NoteSession) {
  const warnings = warningsOf(session)
  const refusals = session.said.filter(({ level }) => level === 'refuse')
  const early = !session.tried && session.findings.some(({ level }) => level === 'refuse')
  if (early || (warnings.length === 0 && refusals.length === 0)) return nothing
  return html`<div class="warnings">
    ${refusals.map(
      (each) =>
        html`<div class="note danger said" tabindex="-1" role="alert">
          <tessera-icon name="octagon-x"></tessera-icon>
          <div><b>${findingWords(each)}</b><br />${msg('Put it right, then sign again.')}</div>
        </div>`,
    )}
    ${warnings.map((each) => warning(session, each))}
  </div>`
}

function warning(session: NoteSession, finding: Finding) {
  const { id } = finding
  const reason = session.reasons.get(id)
  const key = `reason-${id.replace(/[^\w-]/g, '-')}`
  const give = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) session.giveReason(id, target.value)
  }
  return html`<div class="note caution">
    <tessera-icon name="triangle-alert"></tessera-icon>
    <div class="stack grow">
      <b>${findingWords(finding)}</b>
      ${field({
        id: key,
        label: msg('Why it may stand'),
        control: html`<input
          id=${key}
          data-warning=${id}
          maxlength="500"
          autocomplete="off"
          .value=${reason ?? ''}
          @input=${give}
        />`,
      })}
    </div>
  </div>`
}

/** What is missing, then the one primary button: never disabled, it leads to what is missing. */
export function footerView(session: NoteSession, sign: () => void) {
  const { findings, conflicts, busy } = session
  const refusals = findings.filter(({ level }) => level === 'refuse')
  const warnings = openWarnings(session)
  const [first] = [...refusals, ...warnings]
  const more = refusals.length + warnings.length - 1
  return html`<footer>
    <span class="sm grow" role="status">
      ${
        conflicts[0]
          ? html`<b>${msg(str`${conflicts[0].title} has two texts`)}</b>`
          : first
            ? html`<b>${findingWords(first)}</b
                >${more > 0 ? html`<br /><span class="muted xs">${more === 1 ? msg('and 1 more') : msg(str`and ${more} more`)}</span>` : nothing}`
            : html`<span class="muted">${msg('Ready to sign')}</span>`
      }
    </span>
    <tessera-button kind="primary" ?busy=${busy === 'signing'} @click=${sign}
      >${signLabel(refusals.length, warnings.length, conflicts.length)}</tessera-button
    >
  </footer>`
}
