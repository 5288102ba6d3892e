import { msg } from '@lit/localize'
import type { HostPatient } from '@tessera/sdk'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { logo } from '../../elements/logo/logo.js'
import { formatAge, shortName, today } from '../../index.js'
import type { InboxCount } from '../inbox/inbox-count.js'
import { chartPath } from '../router.js'

/** A place of the clinic in the rail. */
export interface Place {
  label: string
  icon: string
  href: string
  current: boolean
  badge?: InboxCount
  /** At the foot of the rail: what administers the clinic. */
  last?: boolean
}

export interface RailParts {
  base: string
  places: readonly Place[]
  open: readonly HostPatient[]
  /** Id of the chart in view. */
  current?: string
  timezone: string
}

/** Places first, then the open charts with their marks. */
export const rail = ({ base, places, open, current, timezone }: RailParts) =>
  html`<nav class="rail" aria-label=${msg('Main')}>
    <span class="logo">${logo(30)}</span>
    ${places.filter(({ last }) => !last).map(placeLink)}
    ${
      open.length > 0
        ? html`<div class="open" role="group" aria-label=${msg('Open charts')}>
            ${repeat(
              open,
              ({ id }) => id,
              (patient) => {
                const { id, display, birthDate } = patient
                const facts = birthDate ? `${display}, ${formatAge(birthDate, today(timezone))}` : display
                return html`<a
                  href=${chartPath(base, id)}
                  title=${facts}
                  aria-current=${id === current ? 'page' : nothing}
                  ><tessera-patient-mark record-id=${id} size="24"></tessera-patient-mark
                  ><span>${shortName(display)}</span></a
                >`
              },
            )}
          </div>`
        : nothing
    }
    ${places.filter(({ last }) => last).map(placeLink)}
  </nav>`

/** A place with its count; the count is red only while something is urgent or overdue. */
export const placeLink = ({ label, icon, href, current, badge, last }: Place) =>
  html`<a class=${last ? 'last' : nothing} href=${href} aria-current=${current ? 'page' : nothing}
    ><tessera-icon name=${icon} size="l"></tessera-icon><span>${label}</span>${badge ? count(badge) : nothing}</a
  >`

const count = ({ count: open, urgent }: InboxCount) =>
  html`<b class="badge ${urgent ? 'urgent' : ''}"
    >${open > 99 ? '99+' : open}<span class="vh">
      ${urgent ? msg('open, some urgent or overdue') : msg('open')}</span
    ></b
  >`
