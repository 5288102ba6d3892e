import type { HostContext } from '@tessera/sdk'
import { plainText, type Block } from '../../domain/notes/blocks.js'
import type { Finding } from '../../domain/notes/checks.js'
import type { Note, Section } from '../../domain/notes/note.js'
import type { Opening, StoredNote } from '../../domain/notes/opening.js'

/** The shared draft that one's own text rests on. */
export interface SharedBase {
  id: string
  version: number
  sections: Section[]
}

/** What is kept of a note on the server while one person writes it. */
export interface NoteDraft {
  template: string
  note: Note
  shared?: SharedBase
}

export type Saved = { id: string; version: number } | { changed: StoredNote | undefined }
export type Signed =
  { composition: string; at: string } | { findings: Finding[]; detail: string } | { changed: StoredNote | undefined }

export async function openNote(
  host: HostContext,
  encounter: string | undefined,
  signal: AbortSignal,
): Promise<Opening> {
  const query = new URLSearchParams({ patient: host.patient?.id ?? '', ...(encounter ? { encounter } : {}) })
  const answer = await host.fetch('charting', `notes/opening?${query.toString()}`, { signal })
  // the plugin's own route
  return (await answer.json()) as Opening
}

/** Saves the draft where others who write the same note find it. */
export async function shareNote(host: HostContext, encounter: string | undefined, draft: NoteDraft): Promise<Saved> {
  const answer = await send(host, 'PUT', 'notes/draft', bodyOf(host, encounter, draft))
  // the plugin's own route
  const body = (await answer.json()) as { id: string; version: number; current?: StoredNote }
  return answer.status === 412 ? { changed: body.current } : { id: body.id, version: body.version }
}

export async function signNote(
  host: HostContext,
  encounter: string | undefined,
  draft: NoteDraft,
  reasons: readonly { id: string; reason: string }[],
  attempt: string,
): Promise<Signed> {
  const { template } = draft
  const answer = await send(host, 'POST', 'notes/sign', {
    ...bodyOf(host, encounter, draft),
    template,
    reasons,
    attempt,
  })
  // the plugin's own route
  const body = (await answer.json()) as {
    composition: string
    at: string
    findings?: Finding[]
    detail?: string
    current?: StoredNote
  }
  if (answer.status === 412) return { changed: body.current }
  if (answer.status === 422) return { findings: body.findings ?? [], detail: body.detail ?? '' }
  return { composition: body.composition, at: body.at }
}

export const addAddendum = (host: HostContext, composition: string, text: string): Promise<void> =>
  act(host, `notes/${composition}/addenda`, { patient: host.patient?.id, text })

export const withdrawNote = (host: HostContext, composition: string, reason: string): Promise<void> =>
  act(host, `notes/${composition}/withdraw`, { patient: host.patient?.id, reason })

/** Done, or thrown: somebody may have changed the note meanwhile. */
async function act(host: HostContext, path: string, body: object): Promise<void> {
  const { ok, status } = await send(host, 'POST', path, body)
  if (!ok) throw new Error(`${path}: ${status}`)
}

/** Address of a PDF of ours, for a link. */
export const paperHref = ({ clinic }: HostContext, path: string): string =>
  `/clinics/${clinic.slug}/api/charting/${path}`

function bodyOf(host: HostContext, encounter: string | undefined, { note, shared }: NoteDraft) {
  return {
    patient: host.patient?.id,
    ...(encounter ? { encounter } : {}),
    note: {
      title: note.title,
      code: note.code,
      sections: note.sections.map(({ key, title, code, blocks }) => ({
        key,
        title,
        code,
        blocks: blocks.map(({ text, from }): Block => ({ text, ...(from ? { from } : {}) })),
      })),
    },
    ...(shared ? { shared: { id: shared.id, version: shared.version } } : {}),
  }
}

/** 412 and 422 are answers here, not failures: their bodies say what to do. */
const send = (host: HostContext, method: string, path: string, body: object): Promise<Response> =>
  host.fetch('charting', path, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    allow: [412, 422],
  })

/** A draft as it is kept: sections with `title` and `text`, so that the shell can lay two windows' texts side by side. */
export const keptDraft = (patient: string, { template, note, shared }: NoteDraft) => ({
  patient: `Patient/${patient}`,
  template,
  title: note.title,
  code: note.code,
  sections: note.sections.map((section) => ({ ...section, text: plainText(section.blocks) })),
  ...(shared ? { shared } : {}),
})

/** What a kept draft says, as far as it can be read; a text that was merged by the shell stands for its blocks. */
export function readDraft(value: unknown): NoteDraft | undefined {
  if (!isRecord(value) || !Array.isArray(value['sections'])) return undefined
  const { template, title, code, shared } = value
  return {
    template: textOr(template),
    note: { title: textOr(title), code: textOr(code), sections: value['sections'].flatMap(readSection) },
    ...(isRecord(shared) &&
    typeof shared['id'] === 'string' &&
    typeof shared['version'] === 'number' &&
    Array.isArray(shared['sections'])
      ? { shared: { id: shared['id'], version: shared['version'], sections: shared['sections'].flatMap(readSection) } }
      : {}),
  }
}

function readSection(value: unknown): Section[] {
  if (!isRecord(value) || typeof value['key'] !== 'string') return []
  const blocks = Array.isArray(value['blocks']) ? value['blocks'].flatMap(readBlock) : []
  const { text } = value
  const merged = typeof text === 'string' && text !== plainText(blocks)
  return [
    {
      key: value['key'],
      title: textOr(value['title']),
      code: textOr(value['code']),
      blocks: merged ? [{ text }] : blocks.length > 0 ? blocks : [{ text: '' }],
    },
  ]
}

function readBlock(value: unknown): Block[] {
  if (!isRecord(value) || typeof value['text'] !== 'string') return []
  const { text, from, phrase } = value
  return [
    {
      text,
      ...(isRecord(from) && typeof from['note'] === 'string' && typeof from['date'] === 'string'
        ? { from: { note: from['note'], date: from['date'] } }
        : {}),
      ...(typeof phrase === 'string' ? { phrase } : {}),
    },
  ]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const textOr = (value: unknown): string => (typeof value === 'string' ? value : '')
