import { ContextProvider, consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostPatient, ResolvedContribution } from '@tessera/sdk'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { baseStyles, buttonStyles } from '../../index.js'
import { contributionsAt } from '../registry.js'
import { shellContext, type ShellContext } from '../shell-context.js'
import { deskStyles } from './desk.styles.js'
import { emptyDesk, type Desk } from './desk.js'
import type { TesseraWorkspace } from './workspace.js'

/**
 * @summary The panels beside one patient's chart: one in view, the others as small tabs; all minimised, a strip of their
 * names. What is inside hears of this patient's changes only, whichever chart is open.
 * @event tessera-minimise - all panels make place
 * @event tessera-raise - detail: the workspace to bring to the front
 * @event tessera-close-panel - detail: the workspace to close
 */
export class TesseraDesk extends LitElement {
  static override styles = [baseStyles, buttonStyles, deskStyles]
  @property({ attribute: false }) patient!: HostPatient
  @property({ attribute: false }) desk: Desk = emptyDesk
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  outer?: ShellContext
  readonly #inner = new ContextProvider(this, { context: shellContext })

  async canLeave(workspace: string): Promise<boolean> {
    return (await this.#panel(workspace)?.canLeave()) ?? true
  }

  async focusFront(): Promise<void> {
    await this.updateComplete
    if (this.desk.front) await this.#panel(this.desk.front)?.focusIn()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('outer') && this.outer) this.#inner.setValue(this.outer.about(this.patient.id))
    this.toggleAttribute('open', this.desk.front !== undefined)
  }

  protected override render() {
    const { desk, patient } = this
    const parts = new Map(this.#contributions().map((each) => [`${each.plugin}:${each.id}`, each]))
    const wide = desk.front && parts.get(desk.front)?.width === 'wide'
    return html`<aside
      class=${wide ? 'wide' : ''}
      aria-label=${msg(str`Panels of ${patient.display}`)}
      @keydown=${this.#key}
    >
      ${desk.front === undefined || desk.panels.length > 1 ? this.#tabs(parts) : nothing}
      ${repeat(
        desk.panels,
        ({ workspace }) => workspace,
        ({ workspace, props }) =>
          html`<tessera-workspace
            data-workspace=${workspace}
            ?hidden=${workspace !== desk.front}
            .patient=${patient}
            .contribution=${parts.get(workspace)}
            .props=${props}
            @tessera-close-panel=${() => this.#tell('tessera-close-panel', workspace)}
          ></tessera-workspace>`,
      )}
    </aside>`
  }

  #tabs(parts: ReadonlyMap<string, ResolvedContribution>) {
    return html`<nav class="tabs" aria-label=${msg('Open panels')}>
      ${this.desk.panels.map(({ workspace }) => {
        const known = parts.get(workspace)
        const label = known?.label ?? msg('Switched off')
        return html`<button
          type="button"
          aria-current=${workspace === this.desk.front ? 'true' : nothing}
          @click=${() => this.#tell('tessera-raise', workspace)}
        >
          <tessera-icon name=${known?.icon ?? 'puzzle'} size="s"></tessera-icon><span>${label}</span>
        </button>`
      })}
    </nav>`
  }

  #contributions(): ResolvedContribution[] {
    const { outer, patient } = this
    return outer ? contributionsAt(outer.registry, 'patient.workspace', outer.hostFor(patient)) : []
  }

  #panel(workspace: string): TesseraWorkspace | undefined {
    return [...this.renderRoot.querySelectorAll('tessera-workspace')].find(
      (each) => each.dataset['workspace'] === workspace,
    )
  }

  #tell(event: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(event, { detail }))
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || this.desk.front === undefined) return
    // Esc belongs to what is open inside: a dialog, a menu, the list of a combobox.
    const taken = event
      .composedPath()
      .some(
        (node) =>
          node instanceof HTMLElement &&
          ((node instanceof HTMLDialogElement && node.open) ||
            node.matches(':popover-open') ||
            (node.getAttribute('role') === 'combobox' && node.getAttribute('aria-expanded') === 'true')),
      )
    if (taken) return
    event.preventDefault()
    event.stopPropagation()
    this.#tell('tessera-minimise')
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-desk': TesseraDesk
    'tessera-workspace': TesseraWorkspace
  }
}
