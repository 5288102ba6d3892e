import { msg, str } from '@lit/localize'
import { html, nothing } from 'lit'
import { formatTime } from '../../index.js'
import type { ShownNotice } from '../notices.js'

export interface BellParts {
  notices: readonly ShownNotice[]
  timezone: string
  open(notice: ShownNotice): void
  /** The list is in view. */
  seen(): void
}

/** The last notices of this window, under a bell. */
export const bell = ({ notices, timezone, open, seen }: BellParts) => {
  const fresh = notices.filter((each) => !each.seen)
  const urgent = fresh.some((each) => each.urgent)
  return html`<button
      class="btn icon bell"
      type="button"
      popovertarget="notices"
      aria-label=${fresh.length > 0 ? msg(str`Notices, ${fresh.length} new`) : msg('Notices')}
    >
      <tessera-icon name="bell"></tessera-icon
      >${fresh.length > 0 ? html`<i class="dot ${urgent ? 'urgent' : ''}"></i>` : nothing}
    </button>
    <div
      id="notices"
      popover
      role="group"
      aria-label=${msg('Notices')}
      @toggle=${(event: ToggleEvent) => (event.newState === 'closed' ? seen() : undefined)}
    >
      ${
        notices.length === 0
          ? html`<p class="menu-head muted sm">
              ${msg('Notices of this window show here. What needs doing is in the Inbox.')}
            </p>`
          : notices.map(
              (each) =>
                html`<button
                  class="menu-item notice"
                  type="button"
                  popovertarget="notices"
                  popovertargetaction="hide"
                  @click=${() => open(each)}
                >
                  <tessera-icon name=${each.urgent ? 'octagon-alert' : 'bell'}></tessera-icon>
                  <span class="grow">${each.seen ? each.text : html`<b>${each.text}</b>`}</span>
                  <span class="faint xs nowrap">${formatTime(each.at.toISOString(), { timezone })}</span>
                </button>`,
            )
      }
    </div>`
}
