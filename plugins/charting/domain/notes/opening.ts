import type { ChartFacts } from './checks.js'
import type { Note } from './note.js'
import type { NoteSettings } from './settings.js'

/** A stored note with what an editor must know of it. */
export interface StoredNote {
  id: string
  version: number
  status: string
  note: Note
  by: string
  at: string
}

export interface NoteVisit {
  id: string
  title: string
  at: string
  now: boolean
}

/** All that an editor of a note needs to begin, in one answer. */
export interface Opening {
  key: string
  visit?: NoteVisit
  visits: NoteVisit[]
  settings: Pick<NoteSettings, 'templates' | 'phrases' | 'checks'>
  /** Text by name of a phrase or placeholder. */
  live: Record<string, string>
  facts: ChartFacts
  /** The draft that others have saved of this note. */
  shared?: StoredNote
  /** The last signed note of this patient. */
  previous?: StoredNote
  /** A signed note of this very visit. */
  signed?: StoredNote
}
