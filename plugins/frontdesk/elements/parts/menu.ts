import { msg, str } from '@lit/localize'
import type { TesseraElement } from '@tessera/web-components'
import { html, nothing, type TemplateResult } from 'lit'

export interface MenuItem {
  label: string
  icon?: string
  /** A key that does the same without the menu. */
  key?: string
  /** A page instead of an act. */
  href?: string
  run?(): void
}

/** One menu of a page, opened at the thing it is about; arrows move in it, Esc closes it and gives the focus back. */
export class Menu {
  #items: readonly MenuItem[] = []
  #head: TemplateResult | typeof nothing = nothing
  #label = ''
  #anchor?: HTMLElement

  constructor(private readonly element: TesseraElement) {}

  async open(anchor: HTMLElement, label: string, items: readonly MenuItem[], head?: TemplateResult): Promise<void> {
    this.#items = items
    this.#head = head ?? nothing
    this.#label = label
    this.#anchor = anchor
    this.element.requestUpdate()
    await this.element.updateComplete
    const menu = this.#popover
    if (!menu) return
    if (!menu.matches(':popover-open')) menu.showPopover()
    place(menu, anchor)
    this.#entries[0]?.focus()
  }

  close(): void {
    const menu = this.#popover
    if (menu?.matches(':popover-open')) menu.hidePopover()
  }

  render() {
    return html`<div class="menu" popover id="menu" @keydown=${this.#key} @toggle=${this.#toggled}>
      ${this.#head === nothing ? nothing : html`<div class="who">${this.#head}</div>`}
      <div role="menu" aria-label=${this.#label || msg('Actions')}>
        ${this.#items.map((item) =>
          item.href
            ? html`<a role="menuitem" tabindex="-1" href=${item.href} @click=${() => this.close()}>${inside(item)}</a>`
            : html`<button role="menuitem" tabindex="-1" type="button" @click=${() => this.#run(item)}>
                ${inside(item)}
              </button>`,
        )}
      </div>
    </div>`
  }

  get #popover(): HTMLElement | null {
    return this.element.renderRoot.querySelector<HTMLElement>('#menu')
  }

  get #entries(): HTMLElement[] {
    return [...(this.#popover?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
  }

  #run(item: MenuItem): void {
    this.close()
    item.run?.()
  }

  readonly #key = (event: KeyboardEvent) => {
    event.stopPropagation()
    const entries = this.#entries
    const at = entries.findIndex((each) => each.matches(':focus'))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      entries[(to + entries.length) % entries.length]?.focus()
      return
    }
    if (event.key === 'Tab') {
      this.close()
      return
    }
    if (event.key.length !== 1) return
    const item = this.#items.find(({ key }) => key?.toLowerCase() === event.key.toLowerCase())
    if (item && !item.href) this.#run(item)
  }

  readonly #toggled = (event: Event) => {
    if (!(event instanceof ToggleEvent) || event.newState !== 'closed') return
    const root = this.element.shadowRoot
    // an act may have put the focus elsewhere already
    if (!root?.activeElement || this.#popover?.contains(root.activeElement)) this.#anchor?.focus()
  }
}

const inside = ({ label, icon, key }: MenuItem) =>
  html`${icon ? html`<tessera-icon name=${icon} size="s"></tessera-icon>` : nothing}<span>${label}</span>${
    key ? html`<span class="kbd" aria-hidden="true">${key.length === 1 ? key.toUpperCase() : key}</span>` : nothing
  }`

/** Below its anchor, or above where there is no room; always wholly in the window. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const from = anchor.getBoundingClientRect()
  const size = menu.getBoundingClientRect()
  const below = from.bottom + 4 + size.height <= innerHeight
  const top = below ? from.bottom + 4 : Math.max(8, from.top - size.height - 4)
  const left = Math.min(Math.max(8, from.left), Math.max(8, innerWidth - size.width - 8))
  menu.style.setProperty('inset', 'auto')
  menu.style.setProperty('top', `${top}px`)
  menu.style.setProperty('left', `${left}px`)
}

export const actionsOf = (name: string): string => msg(str`Actions for ${name}`)
