import { msg, str } from '@lit/localize'
import { css, html, nothing } from 'lit'

export interface RowAction {
  label: string
  run(): void
}

/**
 * What can be done with a row, behind "…": a native popover, so that a table that scrolls doesn't cut it off. Opens with
 * Enter or Space, arrows move, Esc closes.
 *
 * @param name of what the row is about: "Actions for Penicillin"
 */
export function rowMenu(name: string, actions: readonly (RowAction | undefined)[]) {
  const possible = actions.filter((each) => each !== undefined)
  if (possible.length === 0) return nothing
  return html`<span class="row-menu">
    <button
      class="btn s icon"
      type="button"
      aria-haspopup="menu"
      aria-label=${msg(str`Actions for ${name}`)}
      @click=${(event: Event) => toggle(event)}
    >
      <tessera-icon name="ellipsis"></tessera-icon>
    </button>
    <div class="menu" popover role="menu" aria-label=${msg(str`Actions for ${name}`)} @keydown=${move}>
      ${possible.map(
        ({ label, run }) =>
          html`<button
            type="button"
            role="menuitem"
            @click=${(event: Event) => {
              menuOf(event)?.hidePopover()
              run()
            }}
          >
            ${label}
          </button>`,
      )}
    </div>
  </span>`
}

const menuOf = ({ currentTarget }: Event): HTMLElement | undefined => {
  const frame = currentTarget instanceof HTMLElement ? currentTarget.closest('.row-menu') : undefined
  const menu = frame?.querySelector('.menu')
  return menu instanceof HTMLElement ? menu : undefined
}

/** Below its button, at its end; above where there is no room below. */
function toggle(event: Event): void {
  const menu = menuOf(event)
  const { currentTarget } = event
  if (!menu || !(currentTarget instanceof HTMLElement)) return
  menu.togglePopover()
  if (!menu.matches(':popover-open')) return
  const [button, size] = [currentTarget.getBoundingClientRect(), menu.getBoundingClientRect()]
  const below = button.bottom + size.height + 8 < innerHeight
  menu.style.setProperty('top', `${below ? button.bottom + 4 : Math.max(8, button.top - size.height - 4)}px`)
  menu.style.setProperty('left', `${Math.max(8, button.right - size.width)}px`)
  menu.querySelector('button')?.focus()
}

function move(event: KeyboardEvent): void {
  const menu = menuOf(event)
  if (!menu) return
  const items = [...menu.querySelectorAll('button')]
  const root = menu.getRootNode()
  const here = items.findIndex((each) => root instanceof ShadowRoot && root.activeElement === each)
  const to = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[event.key]
  if (to === undefined) {
    if (event.key === 'Tab') menu.hidePopover()
    return
  }
  event.preventDefault()
  items[to % items.length]?.focus()
}

export const rowMenuStyles = css`
  .row-menu {
    display: inline-flex;
  }
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    min-inline-size: 11rem;
    padding: 0.25rem;
    color: var(--tessera-fg);
    background: var(--tessera-raised);
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
    box-shadow: var(--tessera-shadow-2);
  }
  .menu button {
    display: block;
    inline-size: 100%;
    min-block-size: 2rem;
    padding: 0.25rem 0.625rem;
    border: 0;
    border-radius: var(--tessera-radius-sm);
    background: none;
    font: var(--tessera-text-sm);
    text-align: start;
    cursor: pointer;
  }
  .menu button:hover,
  .menu button:focus-visible {
    background: var(--tessera-hover);
  }
  @media (pointer: coarse) {
    .menu button {
      min-block-size: 2.75rem;
    }
  }
`
