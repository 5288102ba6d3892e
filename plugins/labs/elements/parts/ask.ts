import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'

/** A refusal of this plugin's routes in words; status 0 when the line dropped. */
export class LabProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
    this.name = 'LabProblem'
  }
}

/** Reads from a route of this plugin. */
export const look = <T>(host: HostContext, path: string, signal?: AbortSignal): Promise<T> =>
  bodyOf<T>(host.fetch('labs', path, signal ? { signal } : {}))

interface Telling {
  method?: 'POST' | 'PUT'
  /** Logical id: the server refuses what would land in another record. */
  patient?: string
}

/** Writes through a route of this plugin. */
export const tell = <T>(
  host: HostContext,
  path: string,
  body: object,
  { method = 'POST', patient }: Telling = {},
): Promise<T> =>
  bodyOf<T>(
    host.fetch('labs', path, {
      method,
      headers: { 'content-type': 'application/json', ...(patient ? { 'tessera-patient': patient } : {}) },
      body: JSON.stringify(body),
    }),
  )

async function bodyOf<T>(asked: Promise<Response>): Promise<T> {
  const answer = await asked
  const body: unknown = await answer.json().catch(() => ({}))
  // the routes of this plugin answer what the caller names
  if (answer.ok) return body as T
  const said = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : ''
  throw new LabProblem(answer.status, typeof said === 'string' ? said : '')
}

/** Status of a refusal: ours, or the shell's own error, which carries it as well. */
export const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 0

/** What to tell a person: the server's words, else that nothing was changed. */
export function problemWords(error: unknown): string {
  const words = error instanceof Error ? error.message : ''
  return words || msg('That did not go through. Nothing was changed. Try again.')
}

/** Says what was done, with Undo when a change-set was made. */
export function tellDone(host: HostContext, text: string, change: string | undefined): void {
  host.notify({ text, ...(change ? { action: { label: msg('Undo'), run: () => void host.undo(change) } } : {}) })
}

export const tellRefused = (host: HostContext, error: unknown): void =>
  host.notify({ kind: 'error', text: problemWords(error) })

/** Whoever may acknowledge, match, replay and cancel; nurses read and pass on. */
export const mayAct = ({ user }: HostContext): boolean => user.roles.includes('clinician')

/** Logical id of `Type/id`. */
export const idOf = (reference: string): string => reference.slice(reference.indexOf('/') + 1)

/** Where a route of this plugin lies, for native links to files. */
export const hrefOf = ({ clinic }: HostContext, path: string): string => `/clinics/${clinic.slug}/api/labs/${path}`

export const chartHref = ({ clinic }: HostContext, patient: string): string =>
  `/clinics/${clinic.slug}/patients/${encodeURIComponent(idOf(patient))}`

/** The open patient, for a query. */
export const patientId = ({ patient }: HostContext): string => encodeURIComponent(patient?.id ?? '')
