import { ContextProvider, consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { LitElement, css, html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { baseStyles, hostContext, hostPatient } from '../../index.js'
import { RequestProblem } from '../../shell/http.js'
import { loadExport } from '../../shell/load-module.js'
import type { TesseraOutlet } from '../../shell/outlet.js'
import { contributionsAt, keyOf } from '../../shell/registry.js'
import { RESYNC, shellContext, type ShellContext } from '../../shell/shell-context.js'
import type { TesseraSlot } from '../../shell/slot.js'
import { loadAllergies, type Allergies } from './allergies.js'
import { HISTORY } from './tabs.js'

type Loading = 'loading' | 'ready' | 'missing' | 'failed'

/**
 * @summary One patient's chart: banner, tabs, and the summary or a contributed tab. Gives what is inside a host of this
 * patient. A new patient needs a new element.
 * @event tessera-chart - detail: the HostPatient, once known and whenever their demographics change
 */
export class TesseraChart extends LitElement {
  static override styles = [
    baseStyles,
    css`
      /* Its parts stand in the grid of the app, beside the panels of the patient. */
      :host,
      .chart {
        display: contents;
      }
      tessera-patient-banner {
        grid-area: 1 / 1 / auto / -1;
      }
      tessera-chart-tabs {
        grid-area: 2 / 1;
        inline-size: 10.5rem;
      }
      main:only-child {
        grid-area: 2 / 1 / auto / -1;
      }
      .chart main {
        grid-area: 2 / 2;
      }
      main {
        min-inline-size: 0;
        min-block-size: 0;
        overflow: auto;
        padding: var(--tessera-space-4);
        container: pane / inline-size;
      }
      main:focus-visible {
        outline-offset: -2px;
        border-radius: 0;
      }
      main.arrived:focus-visible {
        outline: none;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(12, minmax(0, 1fr));
        gap: var(--tessera-space-3);
        align-items: start;
      }
      .full {
        grid-column: 1 / -1;
      }
      .wide {
        grid-column: span 7;
      }
      .narrow {
        grid-column: span 5;
      }
      .say {
        display: grid;
        justify-items: start;
        gap: 0.75rem;
        max-inline-size: 34rem;
        margin: 12vh auto 0;
      }
      .say tessera-icon {
        color: var(--tessera-fg-faint);
      }
      @container pane (max-width: 47rem) {
        .wide,
        .narrow {
          grid-column: 1 / -1;
        }
      }
      @media (max-width: 1023px) {
        tessera-chart-tabs {
          grid-area: 2 / 1 / auto / -1;
          inline-size: auto;
        }
        .chart main {
          grid-area: 3 / 1;
        }
      }
      @media (max-width: 640px) {
        :host([covered]) .chart {
          display: none;
        }
        main {
          overflow: visible;
          padding: var(--tessera-space-3);
        }
        tessera-patient-banner {
          position: sticky;
          inset-block-start: 0;
        }
      }
      @media print {
        main {
          overflow: visible;
          padding: 0;
        }
      }
    `,
  ]
  @property() patient = ''
  @property() tab?: string
  /** A panel is in view beside it; on a phone, in its place. */
  @property({ type: Boolean, reflect: true }) covered = false
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  /** The page's host, without a patient. */
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  outer?: HostContext
  @state() private loading: Loading = 'loading'
  @state() private person?: HostPatient
  @state() private allergies: Allergies = { state: 'loading' }
  readonly #provider = new ContextProvider(this, { context: hostContext })
  #leaving = new AbortController()

  override connectedCallback(): void {
    super.connectedCallback()
    this.#leaving = new AbortController()
    this.shell?.onChange((event) => {
      const about = event.topic === RESYNC ? '*' : event.type
      if (about === '*' || about === 'Patient') void this.#load()
      if (about === '*' || about === 'AllergyIntolerance') void this.#loadAllergies()
    }, this.#leaving.signal)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
  }

  async canLeave(): Promise<boolean> {
    const places = [
      ...this.renderRoot.querySelectorAll<TesseraSlot | TesseraOutlet>('main tessera-slot, main tessera-outlet'),
    ]
    return (await Promise.all(places.map((place) => place.canLeave()))).every(Boolean)
  }

  /** Puts the focus where reading begins, after a change of place. */
  focusMain(): void {
    const main = this.renderRoot.querySelector('main')
    if (!main) return
    // Brought here, not tabbed here: the frame around the whole page would say nothing.
    main.classList.add('arrived')
    main.addEventListener('blur', () => main.classList.remove('arrived'), { once: true })
    main.focus({ preventScroll: true })
    main.scrollTo(0, 0)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('patient') && this.patient && this.outer) {
      this.#warmUp(this.outer)
      void this.#load()
      void this.#loadAllergies()
    }
  }

  /** Modules of the first view start while the patient is on the way. What fails here is shown by its outlet. */
  #warmUp(host: HostContext): void {
    if (this.tab) return
    for (const each of contributionsAt(this.shell?.registry, 'patient.summaryCard', host))
      loadExport(each).catch(() => undefined)
  }

  async #load(): Promise<void> {
    const { outer, shell } = this
    if (!outer || !shell) return
    try {
      const person = hostPatient(await outer.fhir.read<Patient>('Patient', this.patient, this.#leaving.signal))
      if (!this.person || JSON.stringify(person) !== JSON.stringify(this.person)) {
        this.person = person
        this.#provider.setValue(shell.hostFor(person))
        this.dispatchEvent(new CustomEvent('tessera-chart', { detail: person, bubbles: true, composed: true }))
      }
      this.loading = 'ready'
    } catch (error) {
      if (this.#leaving.signal.aborted) return
      const gone = error instanceof RequestProblem && [403, 404, 410].includes(error.status)
      if (gone || !this.person) this.loading = gone ? 'missing' : 'failed'
    }
  }

  async #loadAllergies(): Promise<void> {
    if (!this.outer) return
    const allergies = await loadAllergies(this.outer.fhir, encodeURIComponent(this.patient), this.#leaving.signal)
    if (!this.#leaving.signal.aborted) this.allergies = allergies
  }

  protected override render() {
    if (this.loading === 'missing') return this.#missing()
    if (this.loading === 'failed') return this.#failed()
    return html`<tessera-patient-banner
        ?compact=${this.covered}
        .patient=${this.person}
        .allergies=${this.allergies}
      ></tessera-patient-banner>
      <div class="chart">
        <tessera-chart-tabs .tabs=${this.#tabs()} .current=${this.tab}></tessera-chart-tabs>
        <main id="main" tabindex="0" aria-busy=${this.person ? nothing : 'true'}>
          ${this.person ? this.#place() : nothing}
        </main>
      </div>`
  }

  #host(): HostContext | undefined {
    return this.#provider.value
  }

  #lastTabs: ReturnType<typeof contributionsAt> = []
  #tabs() {
    const host = this.#host()
    const tabs = host ? contributionsAt(this.shell?.registry, 'patient.tab', host) : []
    // The same list stays the same object, so that counts are asked once.
    if (tabs.map(keyOf).join() !== this.#lastTabs.map(keyOf).join()) this.#lastTabs = tabs
    return this.#lastTabs
  }

  #place() {
    if (!this.tab) {
      return html`<h2 class="vh">${msg('Summary')}</h2>
        <div class="grid">
          <tessera-slot class="full" point="patient.summaryCard" column="full"></tessera-slot>
          <tessera-slot class="wide" point="patient.summaryCard" column="start"></tessera-slot>
          <tessera-slot class="narrow" point="patient.summaryCard" column="end"></tessera-slot>
        </div>`
    }
    if (this.tab === HISTORY) {
      // a module that didn't arrive is asked for again when the tab is opened again
      import('../history/define.js').catch((error: unknown) => reportError(error))
      return html`<tessera-history></tessera-history>`
    }
    const tab = this.#tabs().find(({ path }) => path === this.tab)
    if (!tab) {
      return html`<div class="say">
        <tessera-icon name="puzzle" size="l"></tessera-icon>
        <h2>${msg(str`There is no “${this.tab}” in this chart`)}</h2>
        <p class="muted">${msg('It may belong to a plugin that is switched off here. The rest of the chart works.')}</p>
      </div>`
    }
    return keyed(tab.id, html`<tessera-outlet frame="page" .contribution=${tab}></tessera-outlet>`)
  }

  #missing() {
    return html`<main id="main" tabindex="-1">
      <div class="say">
        <tessera-icon name="user-x" size="l"></tessera-icon>
        <h1>${msg('No chart here')}</h1>
        <p class="muted">
          ${msg(str`${this.outer?.clinic.name ?? ''} has no such patient, or this record is not open to you. Check the link, or find the patient by name.`)}
        </p>
        <tessera-button kind="primary" href=${`${this.shell?.base ?? ''}/`}>${msg('Find a patient')}</tessera-button>
      </div>
    </main>`
  }

  #failed() {
    return html`<main id="main" tabindex="-1">
      <div class="say" role="alert">
        <tessera-icon name="wifi-off" size="l"></tessera-icon>
        <h1>${msg('The chart did not open')}</h1>
        <p class="muted">${msg('The server did not answer. Nothing was changed.')}</p>
        <tessera-button kind="primary" @click=${this.#again}>${msg('Try again')}</tessera-button>
      </div>
    </main>`
  }

  readonly #again = () => {
    this.loading = 'loading'
    void this.#load()
    void this.#loadAllergies()
  }
}
