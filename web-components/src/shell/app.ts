import { ContextProvider } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext, HostPatient, UiRegistry } from '@tessera/sdk'
import type { Patient } from 'fhir/r4.js'
import { LitElement, html, nothing } from 'lit'
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
import type { TesseraChart } from '../pages/chart/chart.js'
import type { TesseraPatients } from '../pages/patients/patients.js'
import type { Boot } from './boot.js'
import { contributedCommand } from './commands.js'
import { makeDrafts, type DraftClient, type DraftState } from './drafts.js'
import { listenToClinic, type StreamEvent } from './event-stream.js'
import type { Command } from './find/finder.js'
import type { TesseraPalette } from './find/palette.js'
import { frameStyles } from './frame/frame.styles.js'
import { rail, type Place } from './frame/rail.js'
import { bottomBar, topBar } from './frame/top-bar.js'
import { makeHost, type HostServices } from './host.js'
import { makeHttp, type Http } from './http.js'
import { readCharts, rememberCharts, rememberedCharts, withChart } from './open-charts.js'
import { isWrongPatient, otherPatient, writtenText } from './refused-write.js'
import { contributionsAt, fetchRegistry } from './registry.js'
import { chartPath, startRouter, type Route, type Router } from './router.js'
import { RESYNC, shellContext, type ShellContext } from './shell-context.js'
import type { TesseraSignInAgain } from './sign-in-again.js'
import { signOut } from './sign-out.js'
import { flipTheme } from './theme.js'
import { whenIdle } from './when-idle.js'
import type { TesseraWrongPatient } from './wrong-patient.js'

type Change = Parameters<ShellContext['onChange']>[0]

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
  /** Whether what waits in the background (palette, dialogs) stands ready. */
  @state() private furnished = false
  @query('tessera-palette') private palette!: TesseraPalette
  @query('tessera-toast') private toast!: TesseraToast
  @query('tessera-sign-in-again') private signInAgain!: TesseraSignInAgain
  @query('tessera-wrong-patient') private wrongPatient!: TesseraWrongPatient
  @query('tessera-chart, tessera-patients') private page?: TesseraChart | TesseraPatients

  readonly #base: string
  readonly #http: Http
  readonly #drafts: DraftClient
  readonly #services: HostServices
  readonly #host: ContextProvider<typeof hostContext, TesseraApp>
  readonly #shell: ContextProvider<typeof shellContext, TesseraApp>
  readonly #listeners = new Set<Change>()
  readonly #leaving = new AbortController()
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
      patient: () => this.#patient,
      onState: (saved) => (this.saved = saved),
      onConflict: () =>
        this.toast.show({
          kind: 'error',
          text: msg('This draft was changed in another window. Both versions are kept.'),
        }),
    })
    this.#services = {
      clinic: boot.clinic,
      user: boot.user,
      base: this.#base,
      http: this.#http,
      drafts: this.#drafts,
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
    return html`<div
      class="app ${chart ? 'chartpage' : ''}"
      @tessera-chart=${this.#chartOpened}
      @tessera-pick=${this.#picked}
    >
      ${topBar({ clinic: clinic.name, user, saved: this.saved, find, skip: this.#skip })}
      ${rail({ base: this.#base, places, open: this.open, timezone: clinic.timezone, ...(chart ? { current: chart } : {}) })}
      <div class="stage">${this.#lineNote()}${this.#page()}</div>
      ${bottomBar({
        places,
        find,
        ...(last ? { chart: { href: chartPath(this.#base, last.id), current: last.id === chart } } : {}),
      })}
      ${
        this.furnished
          ? html`<tessera-palette .recent=${[...this.open].reverse()} .commands=${this.#commands()}></tessera-palette>
              <tessera-wrong-patient timezone=${clinic.timezone}></tessera-wrong-patient>
              <tessera-sign-in-again .user=${user}></tessera-sign-in-again>`
          : nothing
      }
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
        return keyed(route.patient, html`<tessera-chart patient=${route.patient} .tab=${route.tab}></tessera-chart>`)
      case 'page': {
        const page = contributionsAt(this.registry, 'shell.route', this.#host.value).find(
          ({ path }) => path === route.path,
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

  #places(): Place[] {
    const contributed = contributionsAt(this.registry, 'shell.nav', this.#host.value).map(({ label, icon, path }) => ({
      label,
      icon: icon ?? 'puzzle',
      href: `${this.#base}/${path ?? ''}`,
      current: this.route.name === 'page' && this.route.path === path,
    }))
    return [
      { label: msg('Patients'), icon: 'users', href: `${this.#base}/`, current: this.route.name === 'patients' },
      ...contributed,
    ]
  }

  #commands(): Command[] {
    const current = this.open.find(({ id }) => id === this.#patient)
    const host = current ? makeHost(this.#services, current) : this.#host.value
    const points = current ? (['patient.action', 'shell.command'] as const) : (['shell.command'] as const)
    return [
      ...points.flatMap((point) =>
        contributionsAt(this.registry, point, host).map((each) => ({
          ...contributedCommand(each, host, msg(str`“${each.label}” did not work. Nothing was changed.`)),
          ...(point === 'patient.action' && current ? { detail: msg(str`for ${current.display}`) } : {}),
        })),
      ),
      { id: 'theme', label: msg('Switch between light and dark'), icon: 'moon', run: flipTheme },
      { id: 'sign-out', label: msg('Sign out'), icon: 'log-out', run: () => void signOut() },
    ]
  }

  /** Makes ready what waits; if that fails now, whoever needs it tries again. */
  async #rest(): Promise<void> {
    await this.#furnish().catch(() => undefined)
  }

  async #furnish(): Promise<void> {
    await import('./define-later.js')
    this.furnished = true
    await this.updateComplete
  }

  async #find(): Promise<void> {
    try {
      await this.#furnish()
      await this.palette.updateComplete
      this.palette.show()
    } catch {
      this.toast.show({ kind: 'error', text: msg('The search did not load. Check the line, then try again.') })
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

  #context(): ShellContext {
    return {
      base: this.#base,
      registry: this.registry,
      hostFor: (patient) => makeHost(this.#services, patient),
      onChange: (callback, signal) =>
        this.#onChange((event) => {
          if (event.topic === RESYNC || !event.patient || event.patient === this.#patient) callback(event)
        }, signal),
    }
  }

  #onChange(callback: Change, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#listeners.add(callback)
    signal.addEventListener('abort', () => this.#listeners.delete(callback))
  }

  #heard(event: StreamEvent): void {
    if (event.name !== 'change') void this.#loadRegistry()
    if (event.name === 'registry') return
    const { name: topic, ...rest } = event
    for (const callback of [...this.#listeners]) callback({ topic: topic === 'change' ? event.type : RESYNC, ...rest })
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
  }

  readonly #picked = (event: CustomEvent<HostPatient>) => {
    // Its name is known already, so the rail shows it while the chart loads.
    void this.#router?.navigate(chartPath(this.#base, event.detail.id))
  }

  async #canLeave(): Promise<boolean> {
    const { page } = this
    return page && 'canLeave' in page ? page.canLeave() : true
  }

  #arrive(route: Route): void {
    this.route = route
    this.#title()
    this.spoken = document.title
    void this.updateComplete.then(() => this.page?.updateComplete).then(() => this.#focusPage())
  }

  #focusPage(): void {
    if (this.page) this.page.focusMain()
    else this.renderRoot.querySelector<HTMLElement>('#main')?.focus()
    scrollTo(0, 0)
  }

  readonly #skip = () => {
    if (this.page && 'canLeave' in this.page) this.page.focusMain()
    else this.#focusPage()
  }

  #title(): void {
    const { route } = this
    const { clinic } = this.#services
    if (route.name !== 'chart') {
      document.title = `${route.name === 'patients' ? msg('Patients') : clinic.name} · Tessera`
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
