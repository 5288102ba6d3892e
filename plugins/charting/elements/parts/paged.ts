import type { FhirPage, HostContext, Resource } from '@tessera/sdk'
import type { TesseraElement } from '@tessera/web-components'
import { Loaded } from './loaded.js'

/** Largest page that the server gives (DESIGN §7). */
const PAGE_LIMIT = 1000

/** A long list, page by page along the `next` links. */
export class Paged<T extends Resource> {
  more: 'idle' | 'loading' | 'failed' = 'idle'
  readonly #pages: Loaded<FhirPage<T>>

  /**
   * @param query of the first page, without `_count`
   * @param size how many a page has
   */
  constructor(
    private readonly element: TesseraElement,
    query: (host: HostContext) => string,
    readonly size: number,
  ) {
    this.#pages = new Loaded(element, (host, signal) => {
      // A list that was paged further stays as long when it is fetched again.
      const count = Math.min(PAGE_LIMIT, Math.max(size, this.resources.length))
      return host.fhir.search<T>(`${query(host)}&_count=${count}&_total=accurate`, signal)
    })
  }

  get state() {
    return this.#pages.state
  }

  get resources(): readonly T[] {
    return this.#pages.value?.resources ?? []
  }

  get included(): readonly Resource[] {
    return this.#pages.value?.included ?? []
  }

  /** How many there are in all. */
  get total(): number {
    return this.#pages.value?.total ?? this.resources.length
  }

  get hasMore(): boolean {
    return this.#pages.value?.next !== undefined
  }

  readonly load = (): Promise<void> => this.#pages.load()

  /** Adds the next page; a resource that moved between two pages is shown once. */
  readonly showMore = async (): Promise<void> => {
    const now = this.#pages.value
    if (now?.next === undefined || this.more === 'loading') return
    const { host, signal } = this.element
    this.#become('loading')
    try {
      const page = await host.fhir.search<T>(now.next, signal)
      if (signal.aborted) return
      // Fetched again meanwhile: that list stands.
      if (this.#pages.value === now) this.#pages.replace(joined(now, page))
      this.#become('idle')
    } catch {
      if (!signal.aborted) this.#become('failed')
    }
  }

  #become(more: Paged<T>['more']): void {
    this.more = more
    this.element.requestUpdate()
  }
}

function joined<T extends Resource>(now: FhirPage<T>, page: FhirPage<T>): FhirPage<T> {
  const known = new Set(now.resources.map(({ id }) => id))
  const { next: _followed, ...rest } = now
  return {
    ...rest,
    resources: [...now.resources, ...page.resources.filter(({ id }) => !known.has(id))],
    included: [...now.included, ...page.included],
    ...(page.next === undefined ? {} : { next: page.next }),
  }
}
