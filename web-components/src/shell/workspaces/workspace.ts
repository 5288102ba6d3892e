import { ContextProvider, consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostPatient, ResolvedContribution } from '@tessera/sdk'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { property, query, state } from 'lit/decorators.js'
import { baseStyles, buttonStyles, formatTime, hostContext } from '../../index.js'
import type { DraftNews } from '../drafts.js'
import { findAutofocus } from '../focus.js'
import type { TesseraOutlet } from '../outlet.js'
import { shellContext, type ShellContext } from '../shell-context.js'
import { workspaceStyles } from './desk.styles.js'

/**
 * @summary One panel beside a chart: whose it is, whether what is written in it is saved, and the element of a plugin.
 * @event tessera-minimise - it should make place
 * @event tessera-close-panel - it should close
 */
export class TesseraWorkspace extends LitElement {
  static override styles = [baseStyles, buttonStyles, workspaceStyles]
  @property({ attribute: false }) patient!: HostPatient
  /** None: its plugin has been switched off. */
  @property({ attribute: false }) contribution?: ResolvedContribution
  @property({ attribute: false }) props: Record<string, unknown> = {}
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  @state() private drafts: ReadonlyMap<string, DraftNews> = new Map()
  @query('h2') private heading!: HTMLElement
  @query('tessera-outlet') private outlet?: TesseraOutlet
  readonly #host = new ContextProvider(this, { context: hostContext })

  async canLeave(): Promise<boolean> {
    return (await this.outlet?.canLeave()) ?? true
  }

  /** To the field that asks for it, now or once its module has come; else to the title. */
  async focusIn(): Promise<void> {
    await this.updateComplete
    const field = this.outlet?.element && findIn(this.outlet.element)
    if (field) field.focus()
    else this.heading.focus()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const known = this.#host.value?.patient
    if (this.shell && (changed.has('shell') || known !== this.patient))
      this.#host.setValue(this.shell.hostFor(this.patient, this.#hear))
  }

  protected override render() {
    const { contribution, patient } = this
    return html`<section aria-labelledby="title">
      <header>
        <div class="row">
          <h2 id="title" tabindex="-1">${contribution?.label ?? msg('This panel is switched off')}</h2>
          ${this.#saved()}
          <span class="end row tools">
            <button
              class="btn icon"
              type="button"
              aria-label=${msg('Minimise')}
              title=${msg('Minimise (Esc)')}
              @click=${() => this.#tell('tessera-minimise')}
            >
              <tessera-icon name="minus"></tessera-icon>
            </button>
            <button
              class="btn icon"
              type="button"
              aria-label=${msg('Close')}
              title=${msg('Close')}
              @click=${() => this.#tell('tessera-close-panel')}
            >
              <tessera-icon name="x"></tessera-icon>
            </button>
          </span>
        </div>
        <tessera-identity-strip
          .patient=${patient}
          timezone=${this.#host.value?.clinic.timezone ?? nothing}
        ></tessera-identity-strip>
      </header>
      <div class="body">
        ${
          contribution
            ? html`<tessera-outlet
                frame="page"
                fill
                .contribution=${contribution}
                .props=${this.props}
                @tessera-ready=${this.#ready}
              ></tessera-outlet>`
            : html`<p class="muted off">
                ${msg('Its plugin is not enabled in this clinic. Text that was saved as a draft is kept.')}
              </p>`
        }
      </div>
    </section>`
  }

  #saved() {
    const all = [...this.drafts.values()].filter(({ state }) => state !== 'gone')
    if (all.length === 0) return nothing
    const chip = html`<tessera-chip status="draft"></tessera-chip>`
    if (all.some(({ state }) => state === 'unsaved'))
      return html`${chip}<tessera-chip status="abnormal">${msg('Not saved yet')}</tessera-chip>`
    if (all.some(({ state }) => state === 'saving')) return html`${chip}<span class="sm muted">${msg('Saving…')}</span>`
    const at = all.flatMap((each) => each.at?.getTime() ?? []).sort((a, b) => b - a)[0]
    const timezone = this.#host.value?.clinic.timezone
    const time = at === undefined ? '' : formatTime(new Date(at).toISOString(), timezone ? { timezone } : {})
    return html`${chip}<span class="sm muted nowrap">${time ? msg(str`Saved ${time}`) : msg('Saved')}</span>`
  }

  readonly #hear = (news: DraftNews) => {
    const before = this.drafts.get(news.key)?.at
    this.drafts = new Map([...this.drafts, [news.key, { ...(before ? { at: before } : {}), ...news }]])
  }

  /** Its module came after the panel: the focus goes on into it, unless it has gone elsewhere meanwhile. */
  readonly #ready = () => {
    const root = this.renderRoot
    if (root instanceof ShadowRoot && root.activeElement === this.heading) void this.focusIn()
  }

  #tell(event: string): void {
    this.dispatchEvent(new CustomEvent(event, { bubbles: true, composed: event === 'tessera-minimise' }))
  }
}

const findIn = (element: HTMLElement): HTMLElement | undefined =>
  (element.shadowRoot ? findAutofocus(element.shadowRoot) : undefined) ?? findAutofocus(element)
