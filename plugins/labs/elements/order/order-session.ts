import { msg, str } from '@lit/localize'
import type { TesseraElement } from '@tessera/web-components'
import { Entry } from '@tessera/web-components/forms'
import type { ReactiveController } from 'lit'
import type { CatalogueTest, Duplicate, OrderAnswer } from '../../domain/api.js'
import { DuplicateCheck } from './order-check.js'
import { orderBasis, type OrderBasis } from './order-data.js'
import { sensibleProblem } from './order-diagnosis.js'
import { idOf } from './order-ids.js'
import type { Placed } from './order-placed.js'
import {
  blankOrder,
  isUndecided,
  lineOf,
  missingIn,
  newAttempt,
  orderLineOf,
  type DraftLine,
  type Missing,
  type OrderDraft,
} from './order-state.js'
import { useResults } from './order-use.js'
import { testsText } from './order-words.js'

/** Id of the control that the person goes on with. */
export type GoOn = string | undefined

/** An order while it is written: the list with its draft, what the guard found, and what became of it. */
export class OrderSession implements ReactiveController {
  readonly entry: Entry<OrderDraft>
  readonly check: DuplicateCheck
  basis?: OrderBasis
  failed = false
  /** What a person who doesn't see the list change hears. */
  said = ''
  placed?: Placed
  /** Code of the test whose earlier result is being used. */
  using?: string
  /** Code → what the server said about that test. */
  refused: ReadonlyMap<string, string> = new Map()
  /** `Encounter/id`, where it isn't the visit that is going on. */
  encounter?: string
  /** The test whose diagnosis was chosen last: it is offered for those that have none. */
  chosen?: string
  /** Tests that were asked for and aren't in the list yet. */
  #asked: readonly string[] = []

  constructor(private readonly element: TesseraElement) {
    this.entry = new Entry(element, blankOrder, { plugin: 'labs', name: 'order' })
    this.check = new DuplicateCheck(element)
    element.addController(this)
  }

  hostConnected(): void {
    void this.load()
  }

  hostUpdate(): void {
    if (this.basis) void this.check.see(this.codes)
  }

  async load(): Promise<void> {
    const { host, signal } = this.element
    this.failed = false
    this.element.requestUpdate()
    try {
      // the draft is there before anything can be added to it
      const [basis] = await Promise.all([orderBasis(host, signal), this.entry.restored])
      this.basis = basis
      this.#takeUp()
    } catch {
      this.failed = !signal.aborted
    }
    this.element.requestUpdate()
  }

  /** The chart has changed. */
  async refresh(): Promise<void> {
    await Promise.all([this.load(), this.check.again(this.codes)])
  }

  get lines(): readonly DraftLine[] {
    return this.entry.value.lines
  }

  get codes(): string[] {
    return this.lines.map(({ code }) => code)
  }

  testOf(code: string): CatalogueTest | undefined {
    return this.basis?.catalogue.tests.find((each) => each.code === code)
  }

  missingIn(line: DraftLine): Missing[] {
    return missingIn(line, this.testOf(line.code), this.basis?.problems ?? [], this.check.of(line.code))
  }

  get undecided(): readonly DraftLine[] {
    return this.lines.filter((line) => isUndecided(line, this.check.of(line.code)))
  }

  /** Puts tests into the list, now or once the catalogue is there. */
  want(codes: readonly string[]): void {
    this.#asked = codes
    this.#takeUp()
  }

  #takeUp(): void {
    if (!this.basis || this.#asked.length === 0) return
    const tests = this.#asked.flatMap((code) => this.testOf(code) ?? [])
    this.#asked = []
    void this.add(tests, tests.map(({ name }) => name).join(', '))
  }

  async add(tests: readonly CatalogueTest[], name: string): Promise<void> {
    const problems = this.basis?.problems ?? []
    const fresh = tests.filter(({ code }) => !this.codes.includes(code))
    delete this.placed
    if (fresh.length === 0) return this.#say(msg(str`${name} is in this order already`))
    this.entry.tried = false
    const made = fresh.map((test) => this.#answered(lineOf(test, sensibleProblem(test.code, problems))))
    this.entry.set({ lines: [...this.lines, ...made] })
    await this.check.see(this.codes)
    const earlier = fresh.filter(({ code }) => this.check.of(code)).length
    const added = msg(str`${testsText(fresh.length)} added`)
    this.#say(earlier > 0 ? msg(str`${added}, ${earlier} with an earlier result`) : added)
  }

  change(code: string, part: Partial<DraftLine>): void {
    this.refused = new Map([...this.refused].filter(([each]) => each !== code))
    this.entry.set({ lines: this.lines.map((line) => (line.code === code ? { ...line, ...part } : line)) })
    if (part.problem !== undefined) this.chosen = code
    if (part.answers) this.entry.set({ lines: this.lines.map((line) => this.#answered(line)) })
  }

  /** A question that was answered for another test isn't asked again. */
  #answered(line: DraftLine): DraftLine {
    const found = (this.testOf(line.code)?.questions ?? []).flatMap(({ id, text }) => {
      if (line.answers[id]) return []
      const same = (code: string) => this.testOf(code)?.questions?.some((each) => each.id === id && each.text === text)
      const answer = this.lines.find(({ code, answers }) => answers[id] && same(code))?.answers[id]
      return answer ? [[id, answer] as const] : []
    })
    return found.length > 0 ? { ...line, answers: { ...line.answers, ...Object.fromEntries(found) } } : line
  }

  forAll(problem: string): void {
    this.entry.set({ lines: this.lines.map((line) => (line.problem === '' ? { ...line, problem } : line)) })
  }

  remove(code: string): GoOn {
    const at = this.lines.findIndex((line) => line.code === code)
    const name = this.lines[at]?.name ?? ''
    this.entry.set({ lines: this.lines.filter((line) => line.code !== code) })
    this.#say(msg(str`${name} removed`))
    const next = this.lines[at] ?? this.lines[at - 1]
    return next ? idOf(next.code, 'remove') : 'test'
  }

  goOn(code: string): GoOn {
    this.change(code, { why: '' })
    return idOf(code, 'why')
  }

  async use(line: DraftLine, duplicate: Duplicate): Promise<GoOn> {
    if (this.using !== undefined) return undefined
    const { code } = line
    this.using = code
    this.element.requestUpdate()
    const refusal = await useResults(this.element.host, duplicate, this.#visit, () => this.#putBack(line))
    delete this.using
    this.element.requestUpdate()
    if (refusal !== undefined) {
      this.refused = new Map([...this.refused, [code, refusal]])
      return idOf(code, 'decide')
    }
    this.entry.set({ lines: this.lines.filter((each) => each.code !== code) })
    const [next] = this.undecided
    return next ? idOf(next.code, 'decide') : 'test'
  }

  /** Using the result was undone: the test is in the order again. */
  #putBack(line: DraftLine): void {
    if (this.element.signal.aborted || this.codes.includes(line.code)) return
    this.entry.set({ lines: [...this.lines, line] })
  }

  get #visit(): string | undefined {
    return this.encounter ?? this.basis?.encounter
  }

  async place(): Promise<GoOn> {
    const { entry, lines, basis } = this
    if (!basis) return undefined
    entry.tried = true
    this.refused = new Map()
    this.element.requestUpdate()
    if (lines.length === 0) return 'test'
    const [missing] = lines.flatMap((line) => this.missingIn(line))
    if (missing) return missing.at
    const draft = entry.value
    const { labs } = basis.catalogue
    const laboratory = labs.find(({ id }) => id === draft.lab) ?? labs[0]
    const answer = await entry.send<OrderAnswer>('orders', {
      orders: lines.flatMap((line) => {
        const test = this.testOf(line.code)
        return test ? [orderLineOf(line, test, basis.problems, this.check.of(line.code) !== undefined)] : []
      }),
      ...(this.#visit ? { encounter: this.#visit } : {}),
      ...(laboratory ? { lab: laboratory.id } : {}),
      attempt: draft.attempt,
    })
    if (!answer) return this.#refuse()
    this.#tell(answer, draft)
    await entry.clear()
    this.placed = { ...answer, ...(laboratory ? { laboratory: laboratory.name } : {}) }
    this.element.requestUpdate()
    return 'placed'
  }

  /** What the server refused is said where it can be mended. */
  #refuse(): GoOn {
    const { refusal } = this.entry
    if (!refusal) return undefined
    if (refusal.code === 'duplicate-test' && refusal.body && 'duplicates' in refusal.body) {
      const { duplicates } = refusal.body
      delete this.entry.refusal
      // the problem of our own route (`DuplicateProblem`)
      this.check.add(Array.isArray(duplicates) ? (duplicates as Duplicate[]) : [])
      const [line] = this.undecided
      return line && idOf(line.code, line.why === undefined ? 'decide' : 'why')
    }
    if (refusal.code === 'placed-before' && refusal.body && 'placed' in refusal.body) {
      // the problem of our own route (`PlacedProblem`)
      const { orders } = refusal.body.placed as OrderAnswer
      const rest = this.lines.filter((line) => !orders.some(({ code }) => code === line.code))
      this.entry.set({ lines: rest, ...newAttempt() })
      return 'test'
    }
    const [line] = this.lines
      .filter(({ name }) => refusal.detail.startsWith(name))
      .toSorted((one, other) => other.name.length - one.name.length)
    if (!line) return undefined
    delete this.entry.refusal
    this.refused = new Map([[line.code, refusal.detail]])
    this.element.requestUpdate()
    return idOf(line.code, 'for')
  }

  #tell({ change = '', orders }: OrderAnswer, draft: OrderDraft): void {
    const { host } = this.element
    const [only] = orders
    const what = orders.length === 1 && only ? only.name : testsText(orders.length)
    host.notify({
      text: msg(str`${what} ordered`),
      ...(change
        ? {
            action: {
              label: msg('Undo'),
              run: () => void host.undo(change).then((undone) => (undone ? this.#undone(change, draft) : undefined)),
            },
          }
        : {}),
    })
  }

  /** Nothing that was entered is lost when an order is undone. */
  #undone(change: string, draft: OrderDraft): void {
    if (this.element.signal.aborted) return
    if (this.placed?.change === change) delete this.placed
    if (this.lines.length === 0) this.entry.set({ ...draft, ...newAttempt() })
    this.element.requestUpdate()
  }

  startAnew(): GoOn {
    delete this.placed
    this.element.requestUpdate()
    return 'test'
  }

  async close(): Promise<void> {
    delete this.placed
    await this.element.host.workspaces.close('labs:order')
  }

  #say(text: string): void {
    this.said = text
    this.element.requestUpdate()
  }
}
