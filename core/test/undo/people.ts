import type { ChangeSet, CommitResult, Resource, Row } from '@tessera/sdk'
import type { Caller } from '@tessera/testing'
import { expect } from 'vitest'
import type { PatientChange } from '../../src/records/changes/changes.js'
import type { Conflict } from '../../src/records/undo/obstacles.js'

export interface UndoReply {
  status: number
  id: string
  versions: CommitResult['versions']
  conflicts: Conflict[]
  detail: string
  code: string
}

/** Somebody at a screen who writes by the plugin `desk` and looks at the history. */
export interface Person {
  /** @returns id of the change-set */
  commit(set: Partial<ChangeSet>): Promise<string>
  commitAll(set: Partial<ChangeSet>): Promise<CommitResult>
  /** Creates one resource. @returns its id and the change-set's */
  make(resource: Resource & Record<string, unknown>): Promise<{ id: string; change: string }>
  undo(change: string, headers?: Record<string, string>, body?: string): Promise<UndoReply>
  history(patient: string, more?: string): Promise<{ changes: (PatientChange & { display: string })[]; next?: number }>
  /** The stored text of a resource without what the server owns, undefined when deleted; and its version. */
  content(reference: string): Promise<{ text: string | undefined; version: number }>
  rows(table: string): Promise<Row[]>
}

export function personOf(caller: Caller): Person {
  const commit = async (set: Partial<ChangeSet>): Promise<CommitResult> => {
    const answer = await caller.fetch('api/desk/commit', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ writes: [], ...set }),
    })
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    // what the route of `desk` answers
    return JSON.parse(text) as CommitResult
  }
  return {
    commit: async (set) => (await commit(set)).id,
    commitAll: commit,
    async make(resource) {
      const { id, versions } = await commit({ writes: [{ put: { json: JSON.stringify(resource) } }] })
      return { id: versions[0]?.reference.split('/')[1] ?? '', change: id }
    },
    async undo(change, headers = {}, body) {
      const answer = await caller.fetch(`ui/undo/${change}`, {
        method: 'POST',
        headers,
        ...(body === undefined ? {} : { body }),
      })
      const text = await answer.text()
      // the server's own answers
      const json = JSON.parse(text) as Partial<UndoReply>
      return { id: '', versions: [], conflicts: [], detail: '', code: '', ...json, status: answer.status }
    },
    async history(patient, more = '') {
      const answer = await caller.fetch(`ui/changes?patient=${patient}${more}`)
      const text = await answer.text()
      expect(answer.status, text).toBe(200)
      return JSON.parse(text) as Awaited<ReturnType<Person['history']>>
    },
    async content(reference) {
      const answer = await caller.fetch(`fhir/${reference}`)
      const text = await answer.text()
      if (answer.status === 410) {
        const history = await caller.fetch(`fhir/${reference}/_history?_count=1`)
        // the server's own Bundle
        const { total } = (await history.json()) as { total: number }
        return { text: undefined, version: total }
      }
      expect(answer.status, text).toBe(200)
      const version = Number(/"versionId":"(\d+)"/.exec(text)?.[1])
      return { text: text.replace(/"versionId":"\d+","lastUpdated":"[^"]+"/, ''), version }
    },
    async rows(table) {
      const answer = await caller.fetch(`api/desk/rows/${table}`)
      return ((await answer.json()) as { rows: Row[] }).rows
    },
  }
}
