import { msg, str } from '@lit/localize'
import { formatNumber, type Place } from '@tessera/web-components'
import { html, nothing } from 'lit'

export interface MoreOf {
  hasMore: boolean
  more: 'idle' | 'loading' | 'failed'
  resources: readonly unknown[]
  total: number
  showMore(): Promise<void>
}

/** Foot of a long list: how much of it is shown, and the next page. Nothing when all of it is. */
export function showMore(list: MoreOf, place: Place) {
  if (!list.hasMore) return nothing
  const [shown, total] = [formatNumber(list.resources.length, place), formatNumber(list.total, place)]
  return html`<div slot="footer">
    <div class="more">
      <tessera-button size="s" ?busy=${list.more === 'loading'} @click=${list.showMore}
        >${msg('Show more')}</tessera-button
      >
      <span class="muted" role="status">
        ${list.more === 'failed' ? msg('The next page did not come. Try again.') : msg(str`${shown} of ${total}`)}
      </span>
    </div>
  </div>`
}
