import type { HostContext } from '@tessera/sdk'

/** One reason why a change can't be undone. */
export interface Conflict {
  reference?: string
  row?: string
  why: string
  by?: string
}

export interface ChangedItem {
  reference: string
  action: 'created' | 'updated' | 'deleted' | 'restored'
  /** "Weight 82 kg corrected from 28 kg" */
  summary: string
  details: { what: string; before?: string; after?: string }[]
}

/** A change-set of a patient, as `GET /ui/changes` tells it. */
export interface Change {
  id: string
  seq: number
  at: string
  actor: string
  display: string
  plugin?: string
  pluginTitle?: string
  reason?: string
  external: boolean
  undoes?: string
  undoneBy?: string
  undoable: boolean
  why?: string
  conflicts?: Conflict[]
  items: ChangedItem[]
  more?: true
}

export interface ChangesPage {
  changes: Change[]
  next?: number
}

/** The history could not be read; `status` 0 when the line dropped. */
export class HistoryProblem extends Error {
  constructor(readonly status: number) {
    super(`the history answered ${status}`)
    this.name = 'HistoryProblem'
  }
}

/**
 * A page of a patient's history, newest first.
 *
 * @param base `/clinics/{slug}`
 * @throws HistoryProblem, an AbortError
 */
export async function loadChanges(
  { base, host, patient }: { base: string; host: Pick<HostContext, 'fhir'>; patient: string },
  page: { before?: number; count?: number },
  signal: AbortSignal,
): Promise<ChangesPage> {
  const query = new URLSearchParams({ patient })
  if (page.count !== undefined) query.set('_count', String(page.count))
  if (page.before !== undefined) query.set('before', String(page.before))
  const ask = async () => {
    try {
      return await fetch(`${base}/ui/changes?${query.toString()}`, { credentials: 'same-origin', signal })
    } catch (error) {
      if (signal.aborted) throw error
      throw new HistoryProblem(0)
    }
  }
  let answer = await ask()
  if (answer.status === 401) {
    // the host's own request asks for the password and comes back once the same person is signed in
    await host.fhir.read('Patient', patient, signal)
    answer = await ask()
  }
  if (!answer.ok) throw new HistoryProblem(answer.status)
  // what our own server answers
  return (await answer.json()) as ChangesPage
}

/**
 * All that was shown before, read again.
 *
 * @param shown changes that were on the screen
 */
export async function reloadChanges(
  where: Parameters<typeof loadChanges>[0],
  shown: number,
  signal: AbortSignal,
): Promise<ChangesPage> {
  const changes: Change[] = []
  let next: number | undefined
  do {
    const page = await loadChanges(where, { count: PAGE, ...(next === undefined ? {} : { before: next }) }, signal)
    changes.push(...page.changes)
    next = page.next
  } while (next !== undefined && changes.length < shown)
  return { changes, ...(next === undefined ? {} : { next }) }
}

/** Changes of a page. */
export const PAGE = 20
