import { msg } from '@lit/localize'
import type { HostContext, HostEvent, HostPatient } from '@tessera/sdk'
import type { Boot } from './boot.js'
import type { DraftClient, DraftNews } from './drafts.js'
import { makeFhirClient, patientHeader } from './fhir-client.js'
import type { Http } from './http.js'
import { RESYNC } from './shell-context.js'

/** What a host is made of; the same for every chart of the page. */
export interface HostServices {
  clinic: HostContext['clinic']
  user: NonNullable<Boot['user']>
  base: string
  http: Http
  drafts: DraftClient
  presence: HostContext['presence']
  /** Panels of the chart of this patient; without one, of the patient that the props name. */
  workspacesOf(patient?: HostPatient): HostContext['workspaces']
  isOnline(): boolean
  navigate(path: string): void
  notify: HostContext['notify']
  onChange(callback: (event: HostEvent & { patient?: string }) => void, signal: AbortSignal): void
}

/**
 * The host that elements see, for one chart or for no patient.
 *
 * @param onNews hears what becomes of the drafts written through this host
 */
export function makeHost(
  services: HostServices,
  patient?: HostPatient,
  onNews?: (news: DraftNews) => void,
): HostContext {
  const { base, http } = services
  return {
    apiVersion: 1,
    clinic: services.clinic,
    user: services.user,
    ...(patient ? { patient } : {}),
    locale: document.documentElement.lang === 'en' ? 'en-US' : document.documentElement.lang || 'en-US',
    get online() {
      return services.isOnline()
    },
    fhir: makeFhirClient(http, `${base}/fhir`, patient?.id),
    fetch: (plugin, path, init = {}) => {
      const headers = new Headers(init.headers)
      if (!/^(GET|HEAD)$/i.test(init.method ?? 'GET'))
        for (const [name, value] of Object.entries(patientHeader(patient?.id))) headers.set(name, value)
      return http(pluginUrl(base, plugin, path), { ...init, headers })
    },
    on: (topic, callback, signal) =>
      services.onChange((event) => {
        // After an interruption anything may have changed.
        const concerns = event.type === topic && (!patient || event.patient === patient.id)
        if (concerns || event.topic === RESYNC) callback(event)
      }, signal),
    navigate: services.navigate,
    notify: services.notify,
    drafts: services.drafts.in(patient?.id, onNews),
    workspaces: services.workspacesOf(patient),
    presence: services.presence,
    undo: async (changeSet) => {
      try {
        const { undoChange } = await import('./undo.js')
        return await undoChange(services, changeSet, patient?.id)
      } catch {
        services.notify({ kind: 'error', text: msg('Not undone: the line dropped. Nothing was changed.') })
        return false
      }
    },
  }
}

/** @throws when the path leaves the plugin's own routes */
function pluginUrl(base: string, plugin: string, path: string): string {
  const own = `${base}/api/${plugin}/`
  const url = new URL(path.replace(/^\/+/, ''), `${location.origin}${own}`)
  if (url.origin !== location.origin || !url.pathname.startsWith(own)) throw new Error(`${path} is outside ${own}`)
  return url.pathname + url.search
}
