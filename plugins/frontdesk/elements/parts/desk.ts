import { msg } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'

/** A refusal of the desk's routes in words; `code` as in `server/answer.ts`. */
export class DeskProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'DeskProblem'
  }
}

/** Reads from a route of this plugin. */
export const look = async <T>(host: HostContext, path: string, signal?: AbortSignal): Promise<T> =>
  bodyOf<T>(host.fetch('frontdesk', path, signal ? { signal } : {}))

/**
 * Writes through a route of this plugin.
 *
 * @param patient whose record it is about: the server refuses what would land in another one
 */
export const tell = async <T>(host: HostContext, path: string, body: object, patient?: string): Promise<T> =>
  bodyOf<T>(
    host.fetch('frontdesk', path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(patient ? { 'tessera-patient': patient } : {}) },
      body: JSON.stringify(body),
    }),
  )

async function bodyOf<T>(asked: Promise<Response>): Promise<T> {
  const answer = await asked
  const body: unknown = await answer.json().catch(() => ({}))
  // the routes of this plugin answer what the caller names
  if (answer.ok) return body as T
  const { code, detail, title } = body as Record<string, unknown>
  throw new DeskProblem(answer.status, text(code), text(detail) || text(title))
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What to tell a person: the server's words, else that the line failed. */
export function problemWords(error: unknown): string {
  const words = error instanceof Error ? error.message : ''
  return words || msg('That did not go through. Nothing was changed. Try again.')
}

/** The shell throws its own problem, tests answer with a response: both carry a code. */
export const problemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Says what was done, with Undo when a change-set was made. */
export function tellDone(host: HostContext, words: string, change: string | undefined): void {
  host.notify({
    text: words,
    ...(change ? { action: { label: msg('Undo'), run: () => void host.undo(change) } } : {}),
  })
}

export const mayBook = ({ user }: HostContext): boolean =>
  user.roles.some((role) => role === 'frontdesk' || role === 'clinician')
