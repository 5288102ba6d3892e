import { createContext } from '@lit/context'
import type { HostContext, HostEvent, HostPatient, UiRegistry } from '@tessera/sdk'
import type { DraftNews } from './drafts.js'
import type { Http } from './http.js'

/** What the shell's own elements need besides the host. */
export interface ShellContext {
  /** `/clinics/{slug}` */
  base: string
  http: Http
  registry: UiRegistry | undefined
  /** A host for the chart of this patient: writes name the patient, events are theirs. */
  hostFor(patient: HostPatient, onNews?: (news: DraftNews) => void): HostContext
  /** The same for what belongs to one patient and is kept while another chart is open: only their changes. */
  about(patient: string): ShellContext
  /** A change of a patient's record, or `resync` when some may have been missed. Until `signal` aborts. */
  onChange(callback: (event: HostEvent & { patient?: string }) => void, signal: AbortSignal): void
}

export const shellContext = createContext<ShellContext>(Symbol.for('tessera.shell.v1'))

/** Topic of {@link ShellContext.onChange} when the event stream was interrupted: refresh everything. */
export const RESYNC = 'resync'
