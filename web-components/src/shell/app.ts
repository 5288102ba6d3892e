import { ContextProvider } from '@lit/context'
import { msg } from '@lit/localize'
import type { HostPatient, UiRegistry } from '@tessera/sdk'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { query, state } from 'lit/decorators.js'
import type { TesseraToast } from '../elements/toast/toast.js'
import { baseStyles, buttonStyles, hostContext, keyStyles, noteStyles } from '../index.js'
import type { Boot } from './boot.js'
import { makeChanges } from './changes.js'
import { makeDrafts, type DraftClient, type DraftConflict, type DraftState } from './drafts.js'
import { listenToClinic, type StreamEvent } from './event-stream.js'
import { asksToFind } from './find/asks-to-find.js'
import { frameStyles } from './frame/frame.styles.js'
import { pageTitle } from './frame/page-title.js'
import { placesOf } from './frame/places.js'
import { rail, type Place } from './frame/rail.js'
import { lineNote, loadPage, stage } from './frame/stage.js'
import { bottomBar, roomFor, topBar } from './frame/top-bar.js'
import { Furniture } from './furniture.js'
import { makeHost, type HostServices } from './host.js'
import { makeHttp, type Http, type RequestProblem } from './http.js'
import { InboxCounter } from './inbox/inbox-counter.js'
import { withNotice, type ShownNotice } from './notices.js'
import { readChart, readCharts, rememberCharts, rememberedCharts, withChart } from './open-charts.js'
import { makePresence, type PresenceClient } from './presence.js'
import { otherPatient, tellingRefusals, writtenText } from './refused-write.js'
import { fetchRegistry, pageNames } from './registry.js'
import { chartPath, startRouter, type Route, type Router } from './router.js'
import { RESYNC, shellContext, type ShellContext } from './shell-context.js'
import { whenIdle } from './when-idle.js'
import { Desks } from './workspaces/desks.js'
import { keptDesks } from './workspaces/kept-desks.js'

/** What stands in the stage; a page that loads later may not be there yet. */
type Page = LitElement & { focusMain?(): void; canLeave?(): Promise<boolean> }

/**
 * @summary The staff app of one clinic: frame, routes, open charts, and what everything inside shares — the host, the
 * live registry, one event stream, drafts, the session.
 */
export class TesseraApp extends LitElement {
  static override styles = [baseStyles, buttonStyles, keyStyles, noteStyles, frameStyles]
  @state() private route: Route = { name: 'patients' }
  @state() private registry?: UiRegistry
  @state() private open: readonly HostPatient[] = []
  @state() private offlineSince?: Date
  @state() private saved: DraftState = 'saved'
  @state() private spoken = ''
  @state() private notices: readonly ShownNotice[] = []
  @query('tessera-toast') private toast!: TesseraToast
  @query('tessera-chart, tessera-patients, tessera-inbox, tessera-settings') private page?: Page

  readonly #base: string
  readonly #http: Http
  readonly #drafts: DraftClient
  readonly #services: HostServices
  readonly #host: ContextProvider<typeof hostContext, TesseraApp>
  readonly #shell: ContextProvider<typeof shellContext, TesseraApp>
  readonly #changes = makeChanges()
  readonly #leaving = new AbortController()
  readonly #presence: PresenceClient
  readonly #desks: Desks
  readonly #furniture: Furniture
  readonly #inbox = new InboxCounter(this, () => this.#host.value)
  /** Names of pages whose plugin has been switched off while this window was open, by path. */
  #gone: ReadonlyMap<string, string> = new Map()
  #router?: Router

  constructor(boot: Required<Pick<Boot, 'clinic' | 'user'>> & Pick<Boot, 'registry'>) {
    super()
    this.#base = `/clinics/${boot.clinic.slug}`
    this.registry = boot.registry
    this.#furniture = new Furniture(this, this.#base, () => this.toast)
    this.#http = tellingRefusals(
      makeHttp({
        signInAgain: () => this.#furniture.signInAgain(),
        onLine: (online) => this.#line(online && navigator.onLine),
      }),
      (refusal, body) => void this.#showWrongPatient(refusal, body),
    )
    this.#drafts = makeDrafts({
      http: this.#http,
      base: `${this.#base}/ui/drafts`,
      onState: (saved) => (this.saved = saved),
      onConflict: (conflict) => void this.#furniture.compare(conflict),
    })
    this.#presence = makePresence({
      http: this.#http,
      base: this.#base,
      self: boot.user.id,
      signal: this.#leaving.signal,
    })
    this.#desks = new Desks(
      this,
      keptDesks(this.#http, `${this.#base}/ui/drafts`, () => this.#drafts.keys()),
      () => this.#focusPage(),
    )
    this.#services = {
      clinic: boot.clinic,
      user: boot.user,
      base: this.#base,
      http: this.#http,
      drafts: this.#drafts,
      presence: this.#presence,
      workspacesOf: (patient) => ({
        open: (workspace, props) => void this.#openPanel(workspace, props, patient),
        close: (workspace) => (patient ? this.#desks.close(patient.id, workspace) : Promise.resolve(true)),
      }),
      isOnline: () => !this.offlineSince,
      navigate: (path) => void this.#router?.navigate(path),
      notify: (message) => this.toast.show(message),
      onChange: (callback, signal) => this.#changes.on(callback, signal),
    }
    this.#host = new ContextProvider(this, { context: hostContext, initialValue: makeHost(this.#services) })
    this.#shell = new ContextProvider(this, { context: shellContext, initialValue: this.#context() })
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this.#leaving
    this.#router = startRouter(
      this.#base,
      () => this.#canLeave(),
      (route) => this.#arrive(route),
      signal,
    )
    this.route = this.#router.route
    this.#title()
    addEventListener('keydown', this.#key, { signal })
    addEventListener('online', () => this.#line(true), { signal })
    addEventListener('offline', () => this.#line(false), { signal })
    listenToClinic(this.#base, (event) => this.#heard(event), signal)
    this.#changes.on(({ topic }) => {
      if (topic === 'Task' || topic === RESYNC) this.#inbox.changed()
    }, signal)
    if (!this.registry) void this.#loadRegistry()
    void this.#restoreCharts()
    if (this.route.name === 'patients') void this.#furniture.prepare()
    else whenIdle(() => void this.#furniture.prepare())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
    this.#drafts.stop()
  }

  protected override render() {
    const { clinic, user } = this.#services
    const { timezone } = clinic
    const chart = this.#patient
    const covered = this.#desks.front(chart) !== undefined
    const places = this.#places()
    const find = () => void this.#furniture.find()
    const last = this.open.find(({ id }) => id === chart) ?? this.open.at(-1)
    const recent = [...this.open].reverse()
    const room = roomFor(last !== undefined)
    const onBar = places.filter((each) => !each.last).slice(0, room)
    const bell = {
      notices: this.notices,
      timezone,
      open: ({ path }: ShownNotice) => (path ? this.#services.navigate(path) : undefined),
      seen: () => (this.notices = this.notices.map((each) => ({ ...each, seen: true }))),
    }
    return html`<div
      class="app ${chart ? 'chartpage' : ''} ${covered ? 'covered' : ''}"
      @tessera-chart=${this.#chartOpened}
      @tessera-pick=${this.#picked}
      @tessera-conflict=${(event: CustomEvent<DraftConflict>) => void this.#furniture.compare(event.detail)}
    >
      ${topBar({
        clinic: clinic.name,
        user,
        saved: this.saved,
        bell,
        more: places.filter((each) => !onBar.includes(each)),
        find,
        skip: this.#skip,
      })}
      ${rail({ base: this.#base, places, open: this.open, timezone, ...(chart ? { current: chart } : {}) })}
      <div class="stage">
        ${this.offlineSince ? lineNote(this.offlineSince, timezone) : nothing}
        <div class="desk">
          ${stage({
            base: this.#base,
            route: this.route,
            registry: this.registry,
            host: this.#host.value,
            recent,
            covered,
            gone: this.#gone,
          })}${this.#desks.render(chart)}
        </div>
      </div>
      ${bottomBar({
        places: onBar,
        find,
        ...(last ? { chart: { href: chartPath(this.#base, last.id), current: last.id === chart } } : {}),
      })}
      ${this.#furniture.render({
        user,
        timezone,
        recent,
        commands: () => ({ registry: this.registry, host: this.#chartHost(), places }),
      })}
      <tessera-toast></tessera-toast>
      <div class="vh" role="status">${this.spoken}</div>
    </div>`
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('route')) void this.#loadPage()
  }

  async #loadPage(): Promise<void> {
    try {
      await loadPage(this.route)
    } catch {
      this.toast.show({
        kind: 'error',
        text: msg('The page did not load. Check the line.'),
        action: { label: msg('Try again'), run: () => void this.#loadPage() },
      })
    }
  }

  #places(): Place[] {
    const { route, registry } = this
    return placesOf({ base: this.#base, route, registry, host: this.#host.value, inbox: this.#inbox.count })
  }

  async #openPanel(workspace: string, props: Record<string, unknown> = {}, patient?: HostPatient): Promise<void> {
    const named = typeof props['patient'] === 'string' ? props['patient'].replace(/^Patient\//, '') : undefined
    const person = patient ?? this.open.find(({ id }) => id === named) ?? (await this.#person(named))
    if (!person) {
      this.toast.show({ kind: 'error', text: msg('Open a chart first: this belongs to a patient.') })
      return
    }
    try {
      if (this.#patient !== person.id) await this.#router?.navigate(chartPath(this.#base, person.id))
      await this.#desks.open(person, workspace, props)
    } catch {
      this.toast.show({ kind: 'error', text: msg('The panel did not open. Check the line, then try again.') })
    }
  }

  get #patient(): string | undefined {
    return this.route.name === 'chart' ? this.route.patient : undefined
  }

  /** The host of the chart in view, or without a patient. */
  #chartHost() {
    const patient = this.open.find(({ id }) => id === this.#patient)
    return patient ? makeHost(this.#services, patient) : this.#host.value
  }

  #context(patient = () => this.#patient): ShellContext {
    return {
      base: this.#base,
      http: this.#http,
      registry: this.registry,
      hostFor: (person, onNews) => makeHost(this.#services, person, onNews),
      about: (id) => this.#context(() => id),
      onChange: (callback, signal) =>
        this.#changes.on((event) => {
          const about = patient()
          if (event.topic === RESYNC || !event.patient || !about || event.patient === about) callback(event)
        }, signal),
    }
  }

  #heard(event: StreamEvent): void {
    if (event.name === 'presence') return this.#presence.heard(event.key, event.people)
    if (event.name === 'notify') return this.#told(event)
    if (event.name !== 'change') void this.#loadRegistry()
    if (event.name !== 'registry') this.#changes.tell(event)
  }

  #told(notice: Extract<StreamEvent, { name: 'notify' }>): void {
    const { text, path, kind } = notice
    this.notices = withNotice(this.notices, notice, new Date())
    this.toast.tell({
      text,
      ...(kind === 'urgent' ? { kind: 'error' as const } : {}),
      ...(path ? { action: { label: msg('Open'), run: () => this.#services.navigate(path) } } : {}),
    })
  }

  async #loadRegistry(): Promise<void> {
    try {
      const registry = await fetchRegistry(this.#http, this.#base, this.registry?.etag)
      if (!registry) return
      this.#gone = new Map([...this.#gone, ...pageNames(this.registry)])
      this.registry = registry
      this.#shell.setValue(this.#context())
    } catch {
      // The line has dropped or the session has ended: both are shown, and the next event asks again.
    }
  }

  async #restoreCharts(): Promise<void> {
    const ids = rememberedCharts()
    if (ids.length === 0) return
    try {
      const restored = await readCharts(this.#host.value.fhir, ids)
      this.open = this.open.reduce(withChart, restored)
    } catch {
      // Without them the rail starts empty; each chart is still found by its name.
    }
  }

  readonly #chartOpened = (event: CustomEvent<HostPatient>) => {
    this.open = withChart(this.open, event.detail)
    rememberCharts(this.open)
    this.#title()
    void this.#desks.arrived(event.detail)
  }

  readonly #picked = (event: CustomEvent<HostPatient>) => {
    // Its name is known already, so the rail shows it while the chart loads.
    void this.#router?.navigate(chartPath(this.#base, event.detail.id))
  }

  async #canLeave(): Promise<boolean> {
    return (await this.page?.canLeave?.()) ?? true
  }

  #arrive(route: Route): void {
    this.route = route
    this.#title()
    this.spoken = document.title
    void this.updateComplete.then(() => this.page?.updateComplete).then(() => this.#focusPage())
  }

  #focusPage(): void {
    if (this.page) this.page.focusMain?.()
    else this.renderRoot.querySelector<HTMLElement>('#main')?.focus()
    scrollTo(0, 0)
  }

  readonly #skip = () => {
    this.#focusPage()
  }

  #title(): void {
    const { route, registry } = this
    document.title = pageTitle({ route, registry, host: this.#chartHost(), places: this.#places() })
  }

  readonly #key = (event: KeyboardEvent) => {
    if (!asksToFind(event)) return
    event.preventDefault()
    void this.#furniture.find()
  }

  #line(online: boolean): void {
    if (online === !this.offlineSince) return
    this.offlineSince = online ? undefined : new Date()
    this.#host.setValue(this.#host.value, true)
    if (online) void this.#drafts.flush()
  }

  async #showWrongPatient(refusal: RequestProblem, body: unknown): Promise<void> {
    const open = this.open.find(({ id }) => id === this.#patient)
    if (!open) return
    const other = await this.#person(otherPatient(refusal, open.id))
    await this.#furniture.showWrongPatient({ open, text: writtenText(body), ...(other ? { other } : {}) })
  }

  #person(id: string | undefined): Promise<HostPatient | undefined> {
    return id ? readChart(this.#host.value.fhir, id) : Promise.resolve(undefined)
  }
}
