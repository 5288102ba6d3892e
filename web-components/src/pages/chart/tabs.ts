import { consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, ResolvedContribution } from '@tessera/sdk'
import { LitElement, css, html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { baseStyles, formatNumber, hostContext, placeOf } from '../../index.js'
import { whenIdle } from '../../shell/when-idle.js'
import { chartPath } from '../../shell/router.js'
import { RESYNC, shellContext, type ShellContext } from '../../shell/shell-context.js'

/** Path of the chart's own tab after those of plugins. */
export const HISTORY = 'history'

/** Several changes of one change-set are counted once. */
const SETTLE = 300

/** @summary The places of a chart with their counts, as links: Summary first, then what plugins contribute. */
export class TesseraChartTabs extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      nav {
        block-size: 100%;
        overflow: auto;
        padding: var(--tessera-space-3) var(--tessera-space-2);
        border-inline-end: 1px solid var(--tessera-border);
      }
      a {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-block-size: 1.875rem;
        padding: 0 0.5rem;
        border-radius: var(--tessera-radius);
        color: var(--tessera-fg-muted);
        font: 500 0.8125rem/1.125rem var(--tessera-font-family);
        text-decoration: none;
      }
      a:hover {
        background: var(--tessera-hover);
        color: var(--tessera-fg);
        text-decoration: none;
      }
      a[aria-current] {
        background: var(--tessera-selected);
        color: var(--tessera-accent-fg);
        font-weight: 650;
      }
      .n {
        margin-inline-start: auto;
        font: 600 0.75rem/1rem var(--tessera-font-family);
        color: var(--tessera-fg-faint);
      }
      @media (max-width: 1023px) {
        nav {
          display: flex;
          padding: 0.25rem 0.5rem;
          border: 0;
          border-block-end: 1px solid var(--tessera-border);
          overflow-x: auto;
          scrollbar-width: none;
        }
        a {
          flex: none;
        }
        a tessera-icon {
          display: none;
        }
      }
      @media (max-width: 640px) {
        nav {
          padding: 0 0.5rem;
          background: var(--tessera-surface);
        }
        a {
          min-block-size: 2.75rem;
          padding: 0 0.625rem;
          border-radius: 0;
          background: none !important;
        }
        a[aria-current] {
          box-shadow: inset 0 -2px 0 var(--tessera-accent);
          color: var(--tessera-fg);
        }
        a:focus-visible {
          outline-offset: -2px;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ]
  @property({ attribute: false }) tabs: readonly ResolvedContribution[] = []
  @property() current?: string
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext
  @consume({ context: shellContext })
  @property({ attribute: false })
  shell?: ShellContext
  @state() private counts: ReadonlyMap<string, number> = new Map()
  #leaving = new AbortController()

  override connectedCallback(): void {
    super.connectedCallback()
    this.#leaving = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const types = new Set<string>()
    this.shell?.onChange((event) => {
      types.add(event.topic === RESYNC ? '*' : (event.type ?? ''))
      clearTimeout(timer)
      timer = setTimeout(() => {
        const changed = [...types]
        types.clear()
        void this.#count(
          this.tabs.filter(
            ({ countQuery }) => changed.includes('*') || changed.includes(countQuery?.split('?')[0] ?? ''),
          ),
        )
      }, SETTLE)
    }, this.#leaving.signal)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tabs')) whenIdle(() => void this.#count(this.tabs.filter((each) => !this.counts.has(keyOf(each)))))
    if (changed.has('current'))
      this.renderRoot.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  async #count(tabs: readonly ResolvedContribution[]): Promise<void> {
    const { host } = this
    const patient = host?.patient?.id
    if (!host || !patient) return
    await Promise.all(
      tabs.map(async (tab) => {
        if (!tab.countQuery) return
        const query = tab.countQuery.replaceAll('{patient}', encodeURIComponent(patient))
        try {
          const { total } = await host.fhir.search(
            `${query}${query.includes('?') ? '&' : '?'}_summary=count`,
            this.#leaving.signal,
          )
          if (total !== undefined) this.counts = new Map([...this.counts, [keyOf(tab), total]])
        } catch {
          // A count is an extra: without it the tab still opens, and the tab itself says what is wrong.
        }
      }),
    )
  }

  protected override render() {
    const { host, shell } = this
    const patient = host?.patient
    if (!host || !patient || !shell) return nothing
    const link = (label: string, icon: string, path?: string, count?: number) =>
      html`<a href=${chartPath(shell.base, patient.id, path)} aria-current=${path === this.current ? 'page' : nothing}
        ><tessera-icon name=${icon}></tessera-icon
        >${label}${count === undefined ? nothing : html`<span class="n">${formatNumber(count, placeOf(host))}</span>`}</a
      >`
    return html`<nav aria-label=${msg(str`Chart of ${patient.display}`)}>
      ${link(msg('Summary'), 'layout-dashboard')}
      ${this.tabs.map((tab) => link(tab.label, tab.icon ?? 'puzzle', tab.path, this.counts.get(keyOf(tab))))}
      ${link(msg('History'), 'history', HISTORY)}
    </nav>`
  }
}

const keyOf = (tab: ResolvedContribution) => `${tab.plugin}:${tab.id}`
