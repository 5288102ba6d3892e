import type { TesseraElement } from '@tessera/web-components'
import type { ReactiveController } from 'lit'
import { edited } from '../../domain/notes/blocks.js'
import { bringForward, olderSection } from '../../domain/notes/carry.js'
import { findings, type Finding } from '../../domain/notes/checks.js'
import { resolve, type Choice, type Conflict } from '../../domain/notes/merge.js'
import {
  changeTemplate,
  refreshed,
  sameSections,
  sectionKeys,
  type Note,
  type Section,
} from '../../domain/notes/note.js'
import type { Opening, StoredNote } from '../../domain/notes/opening.js'
import { expandAll, fillIn, type PhraseOption } from '../../domain/notes/phrases.js'
import type { NoteTemplate } from '../../domain/notes/settings.js'
import { keptDraft, openNote, readDraft, shareNote, signNote, type NoteDraft, type SharedBase } from './note-data.js'
import { beginNote, freshNote, takeShared, type NoteState } from './note-state.js'

export type Phase = 'loading' | 'failed' | 'writing' | 'signed'

/** How long two people's texts may be apart while both write. */
const SHARE_EVERY = 30_000

/**
 * One note while it is written: one's own draft on the server, the draft shared with others, and the way to its
 * signature. Nothing that anybody wrote is thrown away: what two people changed alike waits in `conflicts`.
 */
export class NoteSession implements ReactiveController, NoteState {
  phase: Phase = 'loading'
  opening?: Opening
  template = ''
  note: Note = { title: '', code: '', sections: [] }
  shared: SharedBase | undefined
  conflicts: readonly Conflict[] = []
  people: readonly { id: string; display: string }[] = []
  /** What other plugins said when the note was to be signed. */
  said: readonly Finding[] = []
  /** Why a warning may stand, by its id. */
  reasons: ReadonlyMap<string, string> = new Map()
  /** Names this signature: a try whose answer was lost is found again by it. */
  #attempt = crypto.randomUUID()
  busy: 'signing' | 'sharing' | undefined
  /** A signed note in whose place this text came too late. */
  overtaken?: StoredNote
  signed?: StoredNote | undefined
  /** Signing was tried: what is missing is marked in the text too. */
  tried = false
  #encounter: string | undefined
  #entered?: AbortController
  #pulling = false

  constructor(private readonly element: TesseraElement) {
    element.addController(this)
  }

  hostConnected(): void {
    void this.load()
    this.element.host.on('Composition', () => void this.pull(), this.element.signal)
  }

  hostDisconnected(): void {
    this.#entered?.abort()
  }

  get encounter(): string | undefined {
    return this.opening?.visit?.id
  }

  get templates(): readonly NoteTemplate[] {
    return this.opening?.settings.templates ?? []
  }

  /** The clinic's phrases and those that the chart answers. */
  get phrases(): PhraseOption[] {
    const { opening } = this
    const live = Object.entries(opening?.live ?? {}).map(([name, text]) => ({ name, text }))
    return [...(opening?.settings.phrases ?? []), ...live]
  }

  /** Reads anew what the note rests on. @param encounter another visit than the one that it is about */
  readonly load = async (encounter = this.#encounter): Promise<void> => {
    const { host, signal } = this.element
    this.#encounter = encounter
    this.#become('loading')
    try {
      const opening = await openNote(host, encounter, signal)
      const draft = readDraft(await host.drafts.load<unknown>(opening.key))
      if (signal.aborted || encounter !== this.#encounter) return
      this.opening = opening
      this.#begin(opening, draft)
      this.#enter(opening.key)
    } catch {
      if (!signal.aborted) this.#become('failed')
    }
  }

  #begin(opening: Opening, draft: NoteDraft | undefined): void {
    const { shared, signed } = opening
    Object.assign(this, beginNote(opening, draft, this.#expand))
    this.#attempt = crypto.randomUUID()
    Object.assign(this, { tried: false, said: [], reasons: new Map(), overtaken: undefined, signed })
    this.#become(signed && !draft && !shared ? 'signed' : 'writing')
    if (!shared && draft?.shared) this.#lose(signed?.id === draft.shared.id ? signed : undefined)
  }

  /** Says that one is here, and hears who else is. */
  #enter(key: string): void {
    const { host, signal } = this.element
    this.#entered?.abort()
    const here = new AbortController()
    this.#entered = here
    signal.addEventListener('abort', () => here.abort(), { signal: here.signal })
    host.presence.enter(
      key,
      (people) => {
        this.people = people
        this.element.requestUpdate()
      },
      here.signal,
    )
    host.drafts.onMerged?.(key, (merged) => this.#merged(merged), here.signal)
    const timer = setInterval(() => {
      if (this.people.length > 0 && this.isAhead) void this.share()
    }, SHARE_EVERY)
    here.signal.addEventListener('abort', () => clearInterval(timer))
  }

  /** Two windows of one's own wrote the same draft; the shell has asked which text stands. */
  #merged(merged: Record<string, unknown>): void {
    const draft = readDraft(merged)
    if (!draft) return
    this.note = draft.note
    this.element.requestUpdate()
  }

  readonly #expand = (text: string): string =>
    expandAll(text, this.opening?.settings.phrases ?? [], this.opening?.live ?? {})

  /** What a phrase becomes at this moment. */
  readonly expandPhrase = (phrase: PhraseOption): string => fillIn(phrase.text, this.opening?.live ?? {})

  edit(key: string, index: number, text: string): void {
    this.#change(key, (section) => ({
      ...section,
      blocks: section.blocks.map((block, i) => (i === index ? edited(block, text) : block)),
    }))
  }

  removeBlock(key: string, index: number): void {
    this.#change(key, (section) => {
      const blocks = section.blocks.filter((_, i) => i !== index)
      return { ...section, blocks: blocks.length > 0 ? blocks : [{ text: '' }] }
    })
  }

  /** The section of the last signed note that fits this one, if it has anything to bring. */
  older(section: Section): Section | undefined {
    return this.opening?.previous ? olderSection(section, this.opening.previous.note.sections) : undefined
  }

  carry(section: Section, date: string): void {
    const { previous } = this.opening ?? {}
    const older = this.older(section)
    if (previous && older)
      this.#change(section.key, (each) => bringForward(each, older, { note: `Composition/${previous.id}`, date }))
  }

  chooseTemplate(title: string): void {
    const template = this.templates.find((each) => each.title === title)
    if (!template) return
    const fresh = freshNote(template, this.opening, this.#expand)
    this.template = title
    this.note = { ...fresh, sections: changeTemplate(this.note.sections, fresh.sections) }
    this.#save()
  }

  #change(key: string, change: (section: Section) => Section): void {
    this.note = { ...this.note, sections: this.note.sections.map((each) => (each.key === key ? change(each) : each)) }
    this.#save()
  }

  #save(): void {
    const { host } = this.element
    const { patient } = host
    if (patient && this.opening) host.drafts.save(this.opening.key, keptDraft(patient.id, this.draft))
    this.element.requestUpdate()
  }

  get draft(): NoteDraft {
    const { template, note, shared } = this
    return { template, note, ...(shared ? { shared } : {}) }
  }

  /** Whether others don't have this text yet. */
  get isAhead(): boolean {
    return !sameSections(this.note.sections, this.shared?.sections ?? [])
  }

  /** Saves for others; what they changed meanwhile comes in. */
  readonly share = async (): Promise<void> => {
    if (this.busy || this.conflicts.length > 0 || this.phase !== 'writing') return
    const { sections } = this.note
    await this.#busy('sharing', async () => {
      const saved = await shareNote(this.element.host, this.encounter, this.draft)
      if ('changed' in saved) this.#take(saved.changed)
      else this.shared = { ...saved, sections }
      this.#save()
    })
  }

  /** The chart has changed, or someone else has saved: their sections come in, mine stay. */
  async pull(): Promise<void> {
    if (this.#pulling || this.phase !== 'writing' || !this.opening) return
    this.#pulling = true
    try {
      const { key, shared, signed, live, facts } = await openNote(
        this.element.host,
        this.encounter,
        this.element.signal,
      )
      // a visit has begun since: this note is none of it
      if (key !== this.opening.key) return
      this.opening = { ...this.opening, live, facts }
      this.note = { ...this.note, sections: refreshed(this.note.sections, this.#expand) }
      if (shared && (shared.id !== this.shared?.id || shared.version > this.shared.version) && !this.busy)
        this.#take(shared)
      else if (!shared && this.shared && !this.busy) this.#lose(signed?.id === this.shared.id ? signed : undefined)
      this.element.requestUpdate()
    } catch {
      // the next change, or saving, asks again
    } finally {
      this.#pulling = false
    }
  }

  #take(theirs: StoredNote | undefined): void {
    if (theirs?.status === 'preliminary') Object.assign(this, takeShared(this, theirs))
    else this.#lose(theirs)
  }

  /** The shared draft is gone, as a rule because someone has signed it. */
  #lose(signed: StoredNote | undefined): void {
    const { isAhead, opening } = this
    this.shared = undefined
    if (!signed) return
    if (isAhead) this.overtaken = signed
    else {
      // every word of this person is in what was signed
      this.signed = signed
      this.phase = 'signed'
      if (opening) void this.element.host.drafts.remove(opening.key).catch(() => undefined)
    }
  }

  settle(conflict: Conflict, choice: Choice): void {
    this.conflicts = this.conflicts.filter((each) => each !== conflict)
    this.#change(conflict.key, (section) => ({ ...section, blocks: resolve(conflict, choice) }))
  }

  /** What stands between this text and its signature, refusals first. */
  get findings(): Finding[] {
    const { opening, note } = this
    if (!opening) return []
    const plans = this.templates.find(({ title }) => title === this.template)?.sections ?? []
    const keys = sectionKeys(plans.map(({ title }) => title))
    const required = keys.filter((_, i) => plans[i]?.required)
    const own = findings(note.sections, required, opening.facts, opening.settings.checks)
    return [...own, ...this.said].toSorted((a, b) => Number(a.level === 'warn') - Number(b.level === 'warn'))
  }

  giveReason(id: string, reason: string): void {
    this.reasons = new Map([...this.reasons, [id, reason]])
    this.element.requestUpdate()
  }

  /** @returns whether it is signed */
  readonly sign = async (): Promise<boolean> => {
    const reasons = [...this.reasons]
      .map(([id, reason]) => ({ id, reason }))
      .filter(({ reason }) => reason.trim().length > 2)
    await this.#busy('signing', async () => {
      const { host } = this.element
      const { note, opening } = this
      const answer = await signNote(host, this.encounter, this.draft, reasons, this.#attempt)
      if ('changed' in answer) return this.#take(answer.changed)
      if ('findings' in answer) {
        this.said = answer.findings.filter(({ check }) => check === 'plugin')
        return undefined
      }
      this.signed = {
        id: answer.composition.split('/')[1] ?? '',
        version: 1,
        status: 'final',
        note,
        by: host.user.display,
        at: answer.at,
      }
      this.phase = 'signed'
      if (opening) await host.drafts.remove(opening.key).catch(() => undefined)
      return undefined
    })
    return this.phase === 'signed'
  }

  /** One's own text is not wanted any more. */
  readonly discard = async (): Promise<void> => {
    if (this.opening) await this.element.host.drafts.remove(this.opening.key).catch(() => undefined)
    await this.load()
  }

  /** Another note of a visit that has a signed one. */
  readonly writeAnother = (): void => {
    delete this.signed
    this.#become('writing')
  }

  async #busy(what: 'signing' | 'sharing', work: () => Promise<void>): Promise<void> {
    this.busy = what
    this.element.requestUpdate()
    try {
      await work()
    } finally {
      this.busy = undefined
      this.element.requestUpdate()
    }
  }

  #become(phase: Phase): void {
    this.phase = phase
    this.element.requestUpdate()
  }
}
