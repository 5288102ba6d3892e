import { consume } from '@lit/context'
import { LitElement, css, html, nothing, type PropertyValues } from 'lit'
import type { ContributedElement, ResolvedContribution } from '@tessera/sdk'
import { property, state } from 'lit/decorators.js'
import { instantiate, loadExport } from './load-module.js'
import { keyOf } from './registry.js'
import { tellFailure } from './tell-failure.js'
import { RESYNC, shellContext, type ShellContext } from './shell-context.js'

/** A module that comes sooner shows no skeleton before itself: the height is reserved all the same. */
const PATIENCE = 200

/** Several events of one change-set refresh an element once. */
const SETTLE = 150

/**
 * @summary One contribution in its own frame: loads its module, draws skeleton or error card in its place, refreshes it
 * when what it shows has changed. Nothing that goes wrong inside reaches the rest of the page.
 * @event tessera-ready - its element has drawn itself
 * @attr fill - the element takes the whole height of what stands around it
 * @attr frame - `card` for summary cards, `page` for tabs and routes, `none` for badges
 */
export class TesseraOutlet extends LitElement {
  static override styles = css`
    :host {
      display: block;
      min-inline-size: 0;
      --tessera-reserved: var(--reserved);
      min-block-size: var(--reserved);
    }
    @media (max-width: 640px) {
      :host {
        --tessera-reserved: var(--reserved-narrow);
        min-block-size: var(--reserved-narrow);
      }
    }
    :host([frame='none']) {
      display: contents;
    }
    slot {
      min-block-size: inherit;
    }
    :host(:not([frame='none'], [frame='page'])) ::slotted(*) {
      display: block;
      min-block-size: inherit;
    }
    /* The element has the whole height, so that its footer stands at the bottom. */
    :host([fill]),
    :host([fill]) ::slotted(*) {
      display: flex !important;
      flex-direction: column;
      flex: 1 0 auto;
    }
    :host([fill]) slot {
      display: contents;
    }
  `
  @property({ attribute: false }) contribution!: ResolvedContribution
  /** Set on the element as `props`. */
  @property({ attribute: false }) props?: Record<string, unknown>
  @property({ reflect: true }) frame: 'card' | 'page' | 'none' = 'card'
  @state() private mounting: 'waiting' | 'loading' | 'ready' | 'failed' = 'waiting'
  @consume({ context: shellContext })
  @property({ attribute: false })
  shell?: ShellContext
  #element?: ContributedElement
  #key = ''
  #attempt = 0
  #leaving = new AbortController()

  constructor() {
    super()
    this.addEventListener('tessera-error', (event) => {
      event.stopPropagation()
      this.#fail(event instanceof CustomEvent ? event.detail?.error : event)
    })
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#leaving = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    this.shell?.onChange((event) => {
      if (event.topic !== RESYNC && !(event.type && this.contribution.events?.includes(event.type))) return
      clearTimeout(timer)
      timer = setTimeout(() => void this.#refresh(), SETTLE)
    }, this.#leaving.signal)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
  }

  /** False when the element holds unsaved work and the person wants to stay. */
  async canLeave(): Promise<boolean> {
    try {
      return (await this.#element?.canLeave?.()) ?? true
    } catch {
      return true
    }
  }

  /** The element of the plugin, once it stands. */
  get element(): ContributedElement | undefined {
    return this.#element
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('props') && this.#element && this.props) this.#element.props = this.props
    if (!changed.has('contribution') || keyOf(this.contribution) === this.#key) return
    this.#key = keyOf(this.contribution)
    this.#attempt = 0
    const { minHeight, minHeightNarrow = minHeight } = this.contribution
    this.style.setProperty('--reserved', minHeight ? `${minHeight}px` : '')
    this.style.setProperty('--reserved-narrow', minHeightNarrow ? `${minHeightNarrow}px` : '')
    void this.#mount()
  }

  async #mount(): Promise<void> {
    const { contribution } = this
    this.#remove()
    this.mounting = 'waiting'
    const patience = setTimeout(() => (this.mounting = 'loading'), PATIENCE)
    try {
      const exported = await loadExport(contribution, this.#attempt)
      if (contribution !== this.contribution && keyOf(contribution) !== this.#key) return
      clearTimeout(patience)
      const element = instantiate(contribution, exported)
      if (this.props) element.props = this.props
      this.#element = element
      this.mounting = 'ready'
      this.append(element)
      await Reflect.get(element, 'updateComplete')
      this.dispatchEvent(new CustomEvent('tessera-ready', { bubbles: true, composed: true }))
    } catch (error) {
      this.#fail(error)
    } finally {
      clearTimeout(patience)
    }
  }

  async #refresh(): Promise<void> {
    try {
      await this.#element?.refresh?.()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    tellFailure(this.contribution, error)
    this.#remove()
    this.mounting = 'failed'
  }

  #remove(): void {
    this.#element?.remove()
    this.#element = undefined
  }

  readonly #retry = () => {
    this.#attempt++
    void this.#mount()
  }

  protected override render() {
    if (this.mounting === 'ready') return html`<slot></slot>`
    if (this.frame === 'none' || this.mounting === 'waiting') return nothing
    const { label, icon } = this.contribution
    return html`<tessera-card
      heading=${label}
      icon=${icon ?? 'puzzle'}
      state=${this.mounting === 'failed' ? 'error' : 'loading'}
      rows=${this.frame === 'page' ? 8 : 4}
      @tessera-retry=${this.#retry}
    ></tessera-card>`
  }
}
