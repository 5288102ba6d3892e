import type { TesseraElement } from '@tessera/web-components'
import type { Duplicate } from '../../domain/api.js'
import { checkTests } from './order-data.js'

/**
 * What the duplicate-test guard has found for the tests of an order: each test is asked about once as it comes into the
 * list, and again when the chart has changed.
 */
export class DuplicateCheck {
  state: 'idle' | 'checking' | 'failed' = 'idle'
  readonly #found = new Map<string, Duplicate>()
  readonly #asked = new Set<string>()
  #running = 0

  constructor(private readonly element: TesseraElement) {}

  of(code: string): Duplicate | undefined {
    return this.#found.get(code)
  }

  /** What the server has found itself when it was asked to order. */
  add(duplicates: readonly Duplicate[]): void {
    for (const each of duplicates) this.#found.set(each.code, each)
    this.element.requestUpdate()
  }

  /** Asks about those that haven't been asked about, and lets go of those that are in the list no longer. */
  async see(codes: readonly string[]): Promise<void> {
    for (const code of this.#asked) {
      if (codes.includes(code)) continue
      this.#asked.delete(code)
      this.#found.delete(code)
    }
    if (codes.length === 0) this.state = 'idle'
    const fresh = codes.filter((code) => !this.#asked.has(code))
    if (fresh.length > 0) await this.#ask(fresh)
  }

  /** Asks about all anew; what is known stands until the answer is there. */
  async again(codes: readonly string[]): Promise<void> {
    if (codes.length > 0) await this.#ask(codes)
  }

  async #ask(codes: readonly string[]): Promise<void> {
    const { host, signal } = this.element
    for (const code of codes) this.#asked.add(code)
    this.#running++
    this.state = 'checking'
    this.element.requestUpdate()
    let failed = false
    try {
      const duplicates = await checkTests(host, codes, signal)
      for (const code of codes) {
        const found = duplicates.find((each) => each.code === code)
        // it may have been taken off the list meanwhile
        if (found && this.#asked.has(code)) this.#found.set(code, found)
        else this.#found.delete(code)
      }
    } catch {
      // the screen says so and offers to ask again; the server asks itself before it orders
      failed = !signal.aborted
    }
    this.#running--
    if (failed) this.state = 'failed'
    else if (this.#running === 0 && this.state === 'checking') this.state = 'idle'
    this.element.requestUpdate()
  }
}
