import { mergeSections, type Conflict } from '../../domain/notes/merge.js'
import { noteFrom, refreshed, withTemplate, type Note } from '../../domain/notes/note.js'
import type { Opening, StoredNote } from '../../domain/notes/opening.js'
import type { NoteTemplate } from '../../domain/notes/settings.js'
import type { NoteDraft, SharedBase } from './note-data.js'

/** A note as one person has it before them. */
export interface NoteState {
  template: string
  note: Note
  /** The shared draft that it rests on. */
  shared: SharedBase | undefined
  /** Sections that two people changed: both texts wait for a choice. */
  conflicts: readonly Conflict[]
}

type Expand = (text: string) => string

/** A new note: named by the visit, as people will look for it; by the template where there is none. */
export function freshNote(template: NoteTemplate, opening: Opening | undefined, expand: Expand): Note {
  const title = opening?.visit?.title.slice(0, 120)
  return { ...noteFrom(template, expand), ...(title ? { title } : {}) }
}

/**
 * What to go on from: one's own draft with what others have saved since, else what others have saved, else a new note.
 *
 * @param expand fills phrases and placeholders of a template in
 */
export function beginNote(opening: Opening, draft: NoteDraft | undefined, expand: Expand): NoteState {
  const { templates } = opening.settings
  const { shared } = opening
  const note = draft?.note ?? shared?.note
  const template =
    templates.find(({ title }) => title === draft?.template) ??
    templates.find(({ code }) => code === note?.code) ??
    templates[0]
  const state: NoteState = {
    template: template?.title ?? '',
    note: note ?? { title: '', code: '', sections: [] },
    shared: draft?.shared ?? (shared && !draft ? baseOf(shared) : undefined),
    conflicts: [],
  }
  if (!template) return state
  if (!note) return { ...state, note: freshNote(template, opening, expand) }
  const sections = refreshed(withTemplate(note.sections, template.sections), expand)
  const begun = { ...state, note: { ...note, sections } }
  return shared && draft ? takeShared(begun, shared) : begun
}

/** Their version comes in section by section, and is what the next save rests on; what both changed is a conflict. */
export function takeShared(state: NoteState, theirs: StoredNote): NoteState {
  const { sections, conflicts } = mergeSections(state.shared?.sections ?? [], state.note.sections, theirs.note.sections)
  const kept = state.conflicts.filter(({ key }) => !conflicts.some((each) => each.key === key))
  return {
    ...state,
    note: { ...state.note, sections },
    conflicts: [...kept, ...conflicts],
    shared: baseOf(theirs),
  }
}

const baseOf = ({ id, version, note }: StoredNote): SharedBase => ({ id, version, sections: note.sections })
