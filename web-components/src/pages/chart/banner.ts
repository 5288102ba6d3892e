import { consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient, ResolvedContribution } from '@tessera/sdk'
import { LitElement, html, nothing } from 'lit'
import { property, state } from 'lit/decorators.js'
import { baseStyles, buttonStyles, formatAge, formatDate, formatSex, hostContext, today } from '../../index.js'
import { runContribution } from '../../shell/commands.js'
import { contributionsAt } from '../../shell/registry.js'
import { shellContext, type ShellContext } from '../../shell/shell-context.js'
import type { Allergies, AllergyAlert } from './allergies.js'
import { bannerStyles } from './banner.styles.js'

/** How many allergies stand on one line, wide and on a phone; severe ones are never folded away. */
const WIDE = 6
const NARROW = 2
/** How many actions stand as buttons on a wide screen; on a phone all do, in a line that scrolls. */
const SHOWN = 4

/** @summary Whose chart this is: always visible, so that the patient is never in doubt. */
export class TesseraPatientBanner extends LitElement {
  static override styles = [baseStyles, buttonStyles, bannerStyles]
  @property({ attribute: false }) patient?: HostPatient
  /** A panel has the place: a phone shows no actions then. */
  @property({ type: Boolean, reflect: true }) compact = false
  @property({ attribute: false }) allergies: Allergies = { state: 'loading' }
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  @state() private open = false

  protected override render() {
    const { patient, host } = this
    if (!patient || !host) {
      return html`<section class="banner" aria-label=${msg('Patient')} aria-busy="true">
        <div class="who">
          <i class="mark"></i><span class="bars"><i></i><i></i></span>
        </div>
      </section>`
    }
    const born = patient.birthDate
    return html`<section class="banner" aria-label=${msg('Patient')}>
      <div class="who">
        <tessera-patient-mark record-id=${patient.id} size="44"></tessera-patient-mark>
        <div>
          <h1>${patient.display}</h1>
          <p class="ids">
            ${born ? html`<b>${formatAge(born, today(host.clinic.timezone))}</b>` : nothing}
            <b>${formatSex(patient.gender)}</b>
            <span>${born ? html`${msg('Born')} <b>${formatDate(born)}</b>` : msg('Birth date unknown')}</span>
            ${patient.mrn ? html`<span class="nowrap">${msg('MRN')} <b>${patient.mrn}</b></span>` : nothing}
          </p>
        </div>
      </div>
      <div class="alerts" role="group" aria-label=${msg('Alerts')}>
        ${patient.deceased ? html`<tessera-chip>${msg('Died')}</tessera-chip>` : nothing} ${this.#alerts()}
        <tessera-slot point="patient.bannerBadge" frame="none"></tessera-slot>
      </div>
      ${this.#actions(host)}
    </section>`
  }

  #alerts() {
    const { allergies } = this
    switch (allergies.state) {
      case 'loading':
      case 'not-allowed':
        return nothing
      case 'failed':
        return html`<tessera-chip status="abnormal">${msg('Allergies did not load')}</tessera-chip>`
      case 'known': {
        if (allergies.noneKnown) return html`<span class="sm muted">${msg('No known allergies')}</span>`
        if (allergies.alerts.length === 0) return html`<span class="sm muted">${msg('No allergies recorded')}</span>`
        return html`${allergies.alerts.map((alert, i) => this.#chip(alert, i))}${this.#more(allergies.alerts)}`
      }
    }
  }

  #chip({ text, severe }: AllergyAlert, i: number) {
    const folds = severe || this.open ? '' : i >= WIDE ? 'fold' : i >= NARROW ? 'fold-s' : ''
    return html`<tessera-chip class=${folds} status=${severe ? 'allergy-severe' : 'allergy'}>${text}</tessera-chip>`
  }

  #more(alerts: readonly AllergyAlert[]) {
    if (this.open) return nothing
    const beyond = (shown: number) => alerts.filter(({ severe }, i) => !severe && i >= shown).length
    const [wide, narrow] = [beyond(WIDE), beyond(NARROW)]
    if (narrow === 0) return nothing
    const show = () => (this.open = true)
    const chip = (count: number, look: string) =>
      html`<button class="more ${look}" type="button" @click=${show}>
        ${msg(str`${count} more`)}<tessera-icon name="chevron-down"></tessera-icon>
      </button>`
    return html`${wide > 0 ? chip(wide, 'wide') : nothing}${chip(narrow, 'narrow')}`
  }

  #actions(host: HostContext) {
    const actions = contributionsAt(this.shell?.registry, 'patient.action', host)
    if (actions.length === 0) return nothing
    const run = (each: ResolvedContribution) =>
      void runContribution(each, host, msg(str`“${each.label}” did not work. Nothing was changed.`))
    const icon = (each: ResolvedContribution) =>
      each.icon ? html`<tessera-icon name=${each.icon}></tessera-icon>` : nothing
    const folded = actions.slice(SHOWN)
    return html`<div class="actions" role="group" aria-label=${msg('Actions')}>
      ${actions.map(
        (each, i) =>
          html`<button class="btn ${i >= SHOWN ? 'later' : ''}" type="button" @click=${() => run(each)}>
            ${icon(each)}${each.label}
          </button>`,
      )}
      ${
        folded.length > 0
          ? html`<button
                class="btn icon more-actions"
                type="button"
                popovertarget="more-actions"
                aria-label=${msg('More actions')}
              >
                <tessera-icon name="ellipsis"></tessera-icon>
              </button>
              <div id="more-actions" popover role="group" aria-label=${msg('More actions')}>
                ${folded.map(
                  (each) =>
                    html`<button
                      class="item"
                      type="button"
                      popovertarget="more-actions"
                      popovertargetaction="hide"
                      @click=${() => run(each)}
                    >
                      ${icon(each)}${each.label}
                    </button>`,
                )}
              </div>`
          : nothing
      }
    </div>`
  }
}
