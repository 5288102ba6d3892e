import { msg } from '@lit/localize'
import type { HostContext, UiRegistry } from '@tessera/sdk'
import { initials } from '../../index.js'
import { contributionsAt } from '../registry.js'
import type { Route } from '../router.js'
import type { Place } from './rail.js'

export interface TitleParts {
  route: Route
  registry: UiRegistry | undefined
  /** Of the open chart, or without a patient. */
  host: HostContext
  places: readonly Place[]
}

/** The title of the window; of a patient it says initials only, for who looks over a shoulder. */
export function pageTitle({ route, registry, host, places }: TitleParts): string {
  if (route.name !== 'chart') {
    const here = places.find(({ current }) => current)?.label
    return `${here ?? host.clinic.name} · Tessera`
  }
  const { patient } = host
  const tab = route.tab
    ? contributionsAt(registry, 'patient.tab', host).find(({ path }) => path === route.tab)?.label
    : msg('Summary')
  return [patient ? initials(patient.display) : '', tab ?? route.tab, 'Tessera'].filter(Boolean).join(' · ')
}
