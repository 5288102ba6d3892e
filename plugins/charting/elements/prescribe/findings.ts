import { msg, str } from '@lit/localize'
import { css, html, nothing } from 'lit'
import type { Finding } from '../../domain/prescribe/checks.js'

export interface FindingsParts {
  findings: readonly Finding[]
  /** Finding → reason; one that is being overridden has a text, though empty. */
  overrides: Readonly<Record<string, string>>
  tried: boolean
  onOverride(id: string, reason: string): void
  /** Prescribes it all the same: asks why. */
  onGoOn(): void
  /** Takes another medicine. */
  onLeave(): void
}

/** What speaks against a medicine, with its evidence: the safer choice is the primary one, going on asks for a reason. */
export function findingsBox({ findings, overrides, tried, onOverride, onGoOn, onLeave }: FindingsParts) {
  if (findings.length === 0) return nothing
  const going = findings.every(({ id }) => overrides[id] !== undefined)
  return html`<section class="guard" aria-label=${msg('What speaks against it')}>
    ${findings.map((each) => one(each, overrides[each.id], tried, onOverride))}
    ${
      going
        ? nothing
        : html`<div class="row wrap">
            <button class="btn primary" type="button" @click=${onLeave}>${msg('Choose another medicine')}</button>
            <button class="btn quiet" type="button" id="anyway" @click=${onGoOn}>${msg('Prescribe anyway…')}</button>
          </div>`
    }
  </section>`
}

function one(finding: Finding, reason: string | undefined, tried: boolean, onOverride: FindingsParts['onOverride']) {
  const { id, evidence, severity, why, source } = finding
  const field = `why-${id.replace(/\W+/g, '-')}`
  const missing = tried && reason?.trim() === ''
  return html`<div class="finding">
    <p class="row wrap title" role="status">
      <tessera-icon name="triangle-alert"></tessera-icon><b>${titleOf(finding)}</b>
      ${
        severity === 'critical'
          ? html`<tessera-chip status="critical">${msg('Can threaten life')}</tessera-chip>`
          : severity === 'high'
            ? html`<tessera-chip kind="abnormal">${msg('High risk')}</tessera-chip>`
            : html`<tessera-chip>${msg('Moderate risk')}</tessera-chip>`
      }
    </p>
    ${evidence.reaction ? html`<p class="sm">${msg(str`What happened then: ${evidence.reaction}.`)}</p>` : nothing}
    <p class="sm">${why} <span class="muted">${source}.</span></p>
    ${
      reason === undefined
        ? nothing
        : html`<div class="field ${missing ? 'bad' : ''}">
            <label for=${field}>${msg(str`Why all the same, with ${evidence.text}?`)}</label>
            <input
              id=${field}
              class="in why"
              list="why-words"
              autocomplete="off"
              .value=${reason}
              @input=${(event: Event) => {
                if (event.target instanceof HTMLInputElement) onOverride(id, event.target.value)
              }}
            />
            ${missing ? html`<span class="err"><tessera-icon name="circle-alert" size="s"></tessera-icon>${msg('It is kept on the prescription. A few words.')}</span>` : nothing}
          </div>`
    }
  </div>`
}

function titleOf({ kind, evidence }: Finding): string {
  switch (kind) {
    case 'allergy':
      return msg(str`Allergy: ${evidence.text}`)
    case 'duplicate':
      return msg(str`Already taken: ${evidence.text}`)
    case 'interaction':
      return msg(str`With ${evidence.text}`)
  }
}

export const WHY_WORDS = () => [
  msg('Taken before without a reaction'),
  msg('Benefit outweighs the risk, told to the patient'),
  msg('Monitored: follow-up planned'),
  msg('The other one is being stopped'),
  msg('The allergy entry is doubtful'),
]

export const findingsStyles = css`
  .guard {
    display: grid;
    gap: var(--tessera-space-3);
    padding: var(--tessera-space-3);
    background: var(--tessera-caution-soft);
    border: 1px solid var(--tessera-caution-line);
    border-radius: var(--tessera-radius);
  }
  .finding {
    display: grid;
    gap: 0.25rem;
  }
  .finding + .finding {
    padding-block-start: var(--tessera-space-3);
    border-block-start: 1px solid var(--tessera-caution-line);
  }
  .guard .title {
    color: var(--tessera-caution);
  }
  .guard .muted,
  .guard .field > label {
    color: var(--tessera-fg);
  }
  .guard .btn.quiet {
    color: var(--tessera-fg);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
`
