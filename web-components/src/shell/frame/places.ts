import { msg } from '@lit/localize'
import type { HostContext, UiRegistry } from '@tessera/sdk'
import { contributionsAt } from '../registry.js'
import type { Route } from '../router.js'
import type { InboxCount } from '../inbox/inbox-count.js'
import type { Place } from './rail.js'

export interface PlacesParts {
  base: string
  route: Route
  registry: UiRegistry | undefined
  host: HostContext
  inbox: InboxCount | undefined
}

/** Where Inbox and Patients stand among the places that plugins contribute. */
const INBOX = 60
const PATIENTS = 70

/** The places of the clinic in the rail: its own and those of plugins, in order; what administers it last. */
export function placesOf({ base, route, registry, host, inbox }: PlacesParts): Place[] {
  const contributed = contributionsAt(registry, 'shell.nav', host).map(({ label, icon, path = '', order }) => ({
    label,
    icon: icon ?? 'puzzle',
    href: `${base}/${path}`,
    current: route.name === 'page' && (route.path === path || route.path.startsWith(`${path}/`)),
    order,
  }))
  const own = [
    {
      label: msg('Inbox'),
      icon: 'inbox',
      href: `${base}/inbox`,
      current: route.name === 'inbox',
      order: INBOX,
      ...(inbox && inbox.count > 0 ? { badge: inbox } : {}),
    },
    { label: msg('Patients'), icon: 'users', href: `${base}/`, current: route.name === 'patients', order: PATIENTS },
  ]
  const admin = maySet(host)
    ? [
        {
          label: msg('Settings'),
          icon: 'settings',
          href: `${base}/settings`,
          current: route.name === 'settings',
          last: true,
        },
      ]
    : []
  return [...[...contributed, ...own].toSorted((a, b) => a.order - b.order), ...admin]
}

/** Who may change the settings of plugins. */
export const maySet = ({ user }: HostContext): boolean =>
  user.roles.some((role) => role === 'owner' || role === 'admin')
