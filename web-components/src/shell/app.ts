import { ContextProvider } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient, UiRegistry } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { query, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import type { TesseraToast } from '../elements/toast/toast.js'
import {
  baseStyles,
  buttonStyles,
  formatTime,
  hostContext,
  hostPatient,
  initials,
  keyStyles,
  noteStyles,
} from '../index.js'
import type { Boot } from './boot.js'
import { makeDrafts, type DraftClient, type DraftConflict, type DraftState } from './drafts.js'
import { listenToClinic, type StreamEvent } from './event-stream.js'
import type { TesseraConflict } from './conflict/conflict.js'
import { findFromCold } from './find/cold-find.js'
import type { TesseraPalette } from './find/palette.js'
import { frameStyles } from './frame/frame.styles.js'
import { placesOf } from './frame/places.js'
import { rail, type Place } from './frame/rail.js'
import { bottomBar, roomFor, topBar } from './frame/top-bar.js'
import { makeHost, type HostServices } from './host.js'
import { makeHttp, type Http } from './http.js'
import { InboxCounter } from './inbox/inbox-counter.js'
import { withNotice, type ShownNotice } from './notices.js'
import { readCharts, rememberCharts, rememberedCharts, withChart } from './open-charts.js'
import { makePresence, type PresenceClient } from './presence.js'
import { isWrongPatient, otherPatient, writtenText } from './refused-write.js'
import { contributionsAt, fetchRegistry } from './registry.js'
import { chartPath, startRouter, type Route, type Router } from './router.js'
import { RESYNC, shellContext, type ShellContext } from './shell-context.js'
import type { TesseraSignInAgain } from './sign-in-again.js'
import { whenIdle } from './when-idle.js'
import { Desks } from './workspaces/desks.js'
import { keptDesks } from './workspaces/kept-desks.js'
import type { TesseraWrongPatient } from './wrong-patient.js'

type Change = Parameters<ShellContext['onChange']>[0]

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
  /** Whether what waits in the background (palette, dialogs) stands ready. */
  @state() private furnished = false
  /** The field of the palette can take the focus. */
  #standing = false
  #later?: typeof import('./define-later.js')
  @query('tessera-palette') private palette!: TesseraPalette
  @query('tessera-toast') private toast!: TesseraToast
  @query('tessera-sign-in-again') private signInAgain!: TesseraSignInAgain
  @query('tessera-wrong-patient') private wrongPatient!: TesseraWrongPatient
  @query('tessera-conflict') private conflict!: TesseraConflict
  @query('.cold') private cold!: HTMLDialogElement
  @query('tessera-chart, tessera-patients, tessera-inbox, tessera-settings') private page?: Page

  readonly #base: string
  readonly #http: Http
  readonly #drafts: DraftClient
  readonly #services: HostServices
  readonly #host: ContextProvider<typeof hostContext, TesseraApp>
  readonly #shell: ContextProvider<typeof shellContext, TesseraApp>
  readonly #listeners = new Set<Change>()
  readonly #leaving = new AbortController()
  readonly #presence: PresenceClient
  readonly #desks: Desks
  readonly #inbox = new InboxCounter(this, () => this.#host.value)
  #router?: Router

  constructor(boot: Required<Pick<Boot, 'clinic' | 'user'>> & Pick<Boot, 'registry'>) {
    super()
    this.#base = `/clinics/${boot.clinic.slug}`
    this.registry = boot.registry
    this.#http = this.#refusalsShown(
      makeHttp({
        signInAgain: () => this.#askAgain(),
        onLine: (online) => this.#line(online && navigator.onLine),
      }),
    )
    this.#drafts = makeDrafts({
      http: this.#http,
      base: `${this.#base}/ui/drafts`,
      onState: (saved) => (this.saved = saved),
      onConflict: (conflict) => void this.#compare(conflict),
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
      onChange: (callback, signal) => this.#onChange(callback, signal),
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
    this.#onChange(({ topic }) => {
      if (topic === 'Task' || topic === RESYNC) this.#inbox.changed()
    }, signal)
    if (!this.registry) void this.#loadRegistry()
    void this.#restoreCharts()
    if (this.route.name === 'patients') void this.#rest()
    else whenIdle(() => void this.#rest())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#leaving.abort()
    this.#drafts.stop()
  }

  protected override render() {
    const { clinic, user } = this.#services
    const chart = this.#patient
    const places = this.#places()
    const find = () => void this.#find()
    const last = this.open.find(({ id }) => id === chart) ?? this.open.at(-1)
    const room = roomFor(last !== undefined)
    const onBar = places.filter((each) => !each.last).slice(0, room)
    const bell = {
      notices: this.notices,
      timezone: clinic.timezone,
      open: ({ path }: ShownNotice) => (path ? this.#services.navigate(path) : undefined),
      seen: () => (this.notices = this.notices.map((each) => ({ ...each, seen: true }))),
    }
    return html`<div
      class="app ${chart ? 'chartpage' : ''} ${this.#desks.front(chart) ? 'covered' : ''}"
      @tessera-chart=${this.#chartOpened}
      @tessera-pick=${this.#picked}
      @tessera-conflict=${(event: CustomEvent<DraftConflict>) => void this.#compare(event.detail)}
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
      ${rail({ base: this.#base, places, open: this.open, timezone: clinic.timezone, ...(chart ? { current: chart } : {}) })}
      <div class="stage">
        ${this.#lineNote()}
        <div class="desk">${this.#page()}${this.#desks.render(chart)}</div>
      </div>
      ${bottomBar({
        places: onBar,
        find,
        ...(last ? { chart: { href: chartPath(this.#base, last.id), current: last.id === chart } } : {}),
      })}
      ${
        this.furnished
          ? html`<tessera-palette
                .recent=${[...this.open].reverse()}
                .commands=${this.#commands() ?? []}
              ></tessera-palette>
              <tessera-wrong-patient timezone=${clinic.timezone}></tessera-wrong-patient>
              <tessera-conflict></tessera-conflict>
              <tessera-sign-in-again .user=${user}></tessera-sign-in-again>`
          : nothing
      }
      <dialog class="cold" aria-label=${msg('Find a patient or run a command')}>
        <input aria-label=${msg('Find a patient or run a command')} autocomplete="off" spellcheck="false" />
      </dialog>
      <tessera-toast></tessera-toast>
      <div class="vh" role="status">${this.spoken}</div>
    </div>`
  }

  #page() {
    const { route } = this
    switch (route.name) {
      case 'patients':
        return html`<tessera-patients .recent=${[...this.open].reverse()}></tessera-patients>`
      case 'chart':
        return keyed(
          route.patient,
          html`<tessera-chart
            patient=${route.patient}
            .tab=${route.tab}
            ?covered=${this.#desks.front(route.patient) !== undefined}
          ></tessera-chart>`,
        )
      case 'inbox':
        return html`<tessera-inbox .task=${route.task}></tessera-inbox>`
      case 'settings':
        return html`<tessera-settings .plugin=${route.plugin}></tessera-settings>`
      case 'page': {
        const page = contributionsAt(this.registry, 'shell.route', this.#host.value).find(
          ({ path }) => path === route.path || route.path.startsWith(`${path}/`),
        )
        return html`<main class="page" id="main" tabindex="0">
          ${
            page
              ? keyed(page.id, html`<tessera-outlet frame="page" .contribution=${page}></tessera-outlet>`)
              : html`<h1>${msg('This page is not here')}</h1>
                  <p class="muted">${msg('The link may be old, or belong to a plugin that is switched off.')}</p>`
          }
        </main>`
      }
    }
  }

  #lineNote() {
    if (!this.offlineSince) return nothing
    const at = formatTime(this.offlineSince.toISOString(), { timezone: this.#services.clinic.timezone })
    return html`<div class="note caution line" role="status">
      <tessera-icon name="wifi-off"></tessera-icon>
      <div>
        <b>${msg(str`Offline since ${at}.`)}</b>
        ${msg('You can read what is open. What you write stays in this window until the line is back.')}
      </div>
    </div>`
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('route')) void this.#loadPage()
  }

  /** Pages that no first view of a chart needs come when they are gone to. */
  async #loadPage(): Promise<void> {
    try {
      if (this.route.name === 'inbox') await import('../pages/inbox/define.js')
      if (this.route.name === 'settings') await import('../pages/settings/define.js')
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

  #commands() {
    const current = this.open.find(({ id }) => id === this.#patient)
    const host = current ? makeHost(this.#services, current) : this.#host.value
    return this.#later?.commandsOf({ base: this.#base, registry: this.registry, host, places: this.#places() })
  }

  /** Makes ready what waits; if that fails now, whoever needs it tries again. */
  async #rest(): Promise<void> {
    await this.#furnish().catch(() => undefined)
  }

  async #furnish(): Promise<void> {
    this.#later = await import('./define-later.js')
    this.furnished = true
    await this.updateComplete
    await this.palette.ready()
    this.#standing = true
  }

  /** A field has the focus at once; what is typed into it before the search has loaded goes on into the search. */
  async #find(): Promise<void> {
    if (this.#standing && !this.cold.open) {
      this.palette.show()
      return
    }
    try {
      await findFromCold(this.cold, async () => {
        await this.#furnish()
        return this.palette
      })
    } catch {
      this.toast.show({ kind: 'error', text: msg('The search did not load. Check the line, then try again.') })
    }
  }

  async #compare(conflict: DraftConflict): Promise<void> {
    try {
      await this.#furnish()
      await this.conflict.updateComplete
      await this.conflict.show(conflict)
    } catch {
      this.toast.show({
        kind: 'error',
        text: msg('This draft was changed in another window. Both versions are kept.'),
        action: { label: msg('Compare'), run: () => void this.#compare(conflict) },
      })
    }
  }

  async #openPanel(workspace: string, props: Record<string, unknown> = {}, patient?: HostPatient): Promise<void> {
    const named = typeof props['patient'] === 'string' ? props['patient'].replace(/^Patient\//, '') : undefined
    const person = patient ?? this.open.find(({ id }) => id === named) ?? (await this.#person(named)).other
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

  async #askAgain(): Promise<void> {
    try {
      await this.#furnish()
    } catch {
      // The server has changed since this page was loaded: it signs in on its own page, and comes back here.
      location.assign(`/auth/login?next=${encodeURIComponent(location.pathname)}`)
    }
    await this.signInAgain.updateComplete
    await this.signInAgain.ask()
  }

  get #patient(): string | undefined {
    return this.route.name === 'chart' ? this.route.patient : undefined
  }

  #context(patient = () => this.#patient): ShellContext {
    return {
      base: this.#base,
      http: this.#http,
      registry: this.registry,
      hostFor: (person, onNews) => makeHost(this.#services, person, onNews),
      about: (id) => this.#context(() => id),
      onChange: (callback, signal) =>
        this.#onChange((event) => {
          const about = patient()
          if (event.topic === RESYNC || !event.patient || !about || event.patient === about) callback(event)
        }, signal),
    }
  }

  #onChange(callback: Change, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#listeners.add(callback)
    signal.addEventListener('abort', () => this.#listeners.delete(callback))
  }

  #heard(event: StreamEvent): void {
    if (event.name === 'presence') return this.#presence.heard(event.key, event.people)
    if (event.name === 'notify') return this.#told(event)
    if (event.name !== 'change') void this.#loadRegistry()
    if (event.name === 'registry') return
    const { name: topic, ...rest } = event
    for (const callback of [...this.#listeners]) callback({ topic: topic === 'change' ? event.type : RESYNC, ...rest })
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
    const { route } = this
    const { clinic } = this.#services
    if (route.name !== 'chart') {
      const here = this.#places().find(({ current }) => current)?.label
      document.title = `${here ?? clinic.name} · Tessera`
      return
    }
    const patient = this.open.find(({ id }) => id === route.patient)
    const host = patient ? makeHost(this.#services, patient) : this.#host.value
    const tab = route.tab
      ? contributionsAt(this.registry, 'patient.tab', host).find(({ path }) => path === route.tab)?.label
      : msg('Summary')
    document.title = [patient ? initials(patient.display) : '', tab ?? route.tab, 'Tessera'].filter(Boolean).join(' · ')
  }

  readonly #key = (event: KeyboardEvent) => {
    const editing = event.composedPath()[0]
    const typing =
      editing instanceof HTMLElement && (editing.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(editing.tagName))
    const asked =
      (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) ||
      (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey)
    if (!asked) return
    event.preventDefault()
    void this.#find()
  }

  #line(online: boolean): void {
    if (online === !this.offlineSince) return
    this.offlineSince = online ? undefined : new Date()
    this.#host.setValue(this.#host.value, true)
    if (online) void this.#drafts.flush()
  }

  /** A write that belongs to another patient is shown with both, and still fails for who asked for it. */
  #refusalsShown(http: Http): Http {
    return async (url, init) => {
      try {
        return await http(url, init)
      } catch (error) {
        if (isWrongPatient(error))
          void this.#showWrongPatient(otherPatient(error, this.#patient ?? ''), writtenText(init?.body))
        throw error
      }
    }
  }

  async #showWrongPatient(otherId: string | undefined, text: string): Promise<void> {
    const open = this.open.find(({ id }) => id === this.#patient)
    if (!open) return
    const other = await this.#person(otherId)
    await this.#furnish()
    await this.wrongPatient.show({ open, text, ...other })
  }

  async #person(id: string | undefined): Promise<{ other?: HostPatient }> {
    if (!id) return {}
    try {
      const { fhir }: HostContext = this.#host.value
      return { other: hostPatient(await fhir.read<Patient>('Patient', id)) }
    } catch {
      return {}
    }
  }
}
