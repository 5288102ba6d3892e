import type { HostContext } from '@tessera/sdk'
import type { Opening, StoredNote } from '../domain/notes/opening.js'

const SECTIONS = [
  { title: 'Subjective', code: '61150-9', required: true, text: '' },
  { title: 'Objective', code: '61149-1', required: false, text: '.vitals' },
  { title: 'Assessment', code: '51848-0', required: true, text: '' },
  { title: 'Plan', code: '18776-5', required: true, text: '' },
]

const stored = (id: string, status: string, texts: Record<string, string>, version = 1): StoredNote => ({
  id,
  version,
  status,
  by: 'Dr. Li Chen',
  at: '2026-08-19T14:00:00Z',
  note: {
    title: 'SOAP',
    code: '11506-3',
    sections: Object.entries(texts).map(([title, text]) => ({
      key: title.toLowerCase(),
      title,
      code: SECTIONS.find((each) => each.title === title)?.code ?? '',
      blocks: [{ text }],
    })),
  },
})
export const previousNote = stored('c1', 'final', {
  Subjective: 'Walks 20 minutes four days a week.',
  Plan: 'Come back in spring.',
})
export const sharedNote = (texts: Record<string, string>, version = 1): StoredNote =>
  stored('s1', 'preliminary', texts, version)

/** What the plugin's server answers when a note is opened. */
export const opening = (rest: Partial<Opening> = {}): Opening => ({
  key: 'note/v1',
  visit: { id: 'v1', title: 'Diabetes follow-up', at: '2026-11-24T14:40:00Z', now: true },
  visits: [
    { id: 'v1', title: 'Diabetes follow-up', at: '2026-11-24T14:40:00Z', now: true },
    { id: 'v0', title: 'Check-up', at: '2026-08-19T13:40:00Z', now: false },
  ],
  settings: {
    templates: [
      { title: 'SOAP', code: '11506-3', sections: SECTIONS },
      {
        title: 'Phone call',
        code: '34748-4',
        sections: [{ title: 'Plan', code: '18776-5', required: true, text: '' }],
      },
    ],
    phrases: [{ name: 'feet', text: 'Feet: *** of 10 points, ***.' }],
    checks: { required: 'refuse', plan: 'refuse', gaps: 'refuse', problem: 'warn', carried: 'warn', vitals: 'off' },
  },
  live: { vitals: 'BP 146/88 (high), pulse 74 (Nov 24, 2026, 9:42 AM)', meds: 'Metformin 500 mg' },
  facts: { problems: ['Type 2 diabetes'], vitals: true },
  previous: previousNote,
  ...rest,
})

export interface NoteServer {
  fetch: HostContext['fetch']
  /** What was sent, in order. */
  sent: { method: string; path: string; body: Record<string, unknown> }[]
  /** What opening answers from now on. */
  now: Opening
  /** What the next write answers instead of success. */
  answers: { status: number; body: object }[]
}

/** The routes of notes, as an element meets them. */
export function noteServer(now: Opening = opening()): NoteServer {
  const server: NoteServer = {
    sent: [],
    now,
    answers: [],
    fetch(_plugin, path, init = {}) {
      const { method = 'GET', body } = init
      if (method === 'GET') return Promise.resolve(Response.json(server.now))
      server.sent.push({ method, path, body: typeof body === 'string' ? JSON.parse(body) : {} })
      const answer = server.answers.shift()
      if (answer) return Promise.resolve(Response.json(answer.body, { status: answer.status }))
      if (path === 'notes/draft') return Promise.resolve(Response.json({ change: 'x', id: 's1', version: 7 }))
      return Promise.resolve(
        Response.json({
          change: 'x',
          composition: 'Composition/c9',
          document: 'DocumentReference/d9',
          at: '2026-11-24T15:02:00Z',
        }),
      )
    },
  }
  return server
}
