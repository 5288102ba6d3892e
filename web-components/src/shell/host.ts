import type { HostContext, HostEvent, HostPatient } from '@tessera/sdk'
import type { Boot } from './boot.js'
import { makeFhirClient, patientHeader } from './fhir-client.js'
import type { Http } from './http.js'

/** What a host is made of; the same for every chart of the page. */
export interface HostServices {
  clinic: HostContext['clinic']
  user: NonNullable<Boot['user']>
  base: string
  http: Http
  drafts: HostContext['drafts']
  isOnline(): boolean
  navigate(path: string): void
  notify: HostContext['notify']
  onChange(callback: (event: HostEvent & { patient?: string }) => void, signal: AbortSignal): void
}

/** The host that elements see, for one chart or for no patient. */
export function makeHost(services: HostServices, patient?: HostPatient): HostContext {
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
        if (event.type === topic && (!patient || event.patient === patient.id)) callback(event)
      }, signal),
    navigate: services.navigate,
    notify: services.notify,
    drafts: services.drafts,
  }
}

/** @throws when the path leaves the plugin's own routes */
function pluginUrl(base: string, plugin: string, path: string): string {
  const own = `${base}/api/${plugin}/`
  const url = new URL(path.replace(/^\/+/, ''), `${location.origin}${own}`)
  if (url.origin !== location.origin || !url.pathname.startsWith(own)) throw new Error(`${path} is outside ${own}`)
  return url.pathname + url.search
}
