import { consume } from '@lit/context'
import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { LitElement, html, nothing, type PropertyValues } from 'lit'
import { property, state } from 'lit/decorators.js'
import { baseStyles, buttonStyles, fieldStyles, hostContext, noteStyles } from '../../index.js'
import { shellContext, type ShellContext } from '../../shell/shell-context.js'
import { maySet } from '../../shell/frame/places.js'
import { groupFields } from './form.js'
import { loadSettings, saveSettings, type PluginSettings } from './settings-requests.js'
import { settingsStyles } from './settings.styles.js'

/** @summary What a clinic's owners and admins set of each plugin: a form made from the plugin's schema. */
export class TesseraSettings extends LitElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, noteStyles, settingsStyles]
  /** Of the address; on a phone its form in place of the list. */
  @property() plugin?: string
  @consume({ context: hostContext, subscribe: true })
  @property({ attribute: false })
  host?: HostContext
  @consume({ context: shellContext, subscribe: true })
  @property({ attribute: false })
  shell?: ShellContext
  @state() private all: readonly PluginSettings[] = []
  @state() private loading: 'loading' | 'ready' | 'failed' = 'loading'
  /** As edited; the same object as what is stored while nothing has changed. */
  @state() private values: Record<string, unknown> = {}
  @state() private errors: ReadonlyMap<string, string> = new Map()
  @state() private busy = false

  focusMain(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(this.plugin ? 'form' : '#main')?.focus({ preventScroll: true }),
    )
  }

  canLeave(): Promise<boolean> {
    const { current } = this
    if (!current || this.values === current.values) return Promise.resolve(true)
    this.host?.notify({
      kind: 'error',
      text: msg(str`The settings of ${current.title} are not saved.`),
      action: { label: msg('Discard changes'), run: () => this.#show(current) },
    })
    return Promise.resolve(false)
  }

  private get current(): PluginSettings | undefined {
    return this.all.find(({ plugin }) => plugin === this.plugin) ?? (this.plugin ? undefined : this.all[0])
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('plugin') && this.current) this.#show(this.current)
    this.toggleAttribute('detail', this.plugin !== undefined)
    const enabled = this.#enabled()
    // Asked anew when a plugin is switched on or off; what is being edited stays.
    if (enabled.join() !== this.#asked) {
      this.#asked = enabled.join()
      void this.#load()
    }
  }

  #asked?: string
  #enabled = (): string[] => this.shell?.registry?.plugins.map(({ id }) => id) ?? []

  async #load(): Promise<void> {
    const { shell, host } = this
    if (!shell || !host || !maySet(host)) return
    this.loading = 'loading'
    try {
      const before = this.current
      const dirty = before !== undefined && this.values !== before.values
      const all = await Promise.all(this.#enabled().map((id) => loadSettings(shell.http, shell.base, id)))
      this.all = dirty ? all.map((each) => (each.plugin === before.plugin ? before : each)) : all
      this.loading = 'ready'
      if (!dirty && this.current) this.#show(this.current)
    } catch {
      this.loading = 'failed'
    }
  }

  #show({ values }: PluginSettings): void {
    this.values = values
    this.errors = new Map()
  }

  protected override render() {
    const { host } = this
    if (host && !maySet(host)) {
      return html`<main id="main" tabindex="-1">
        <div class="say">
          <h1>${msg('Settings')}</h1>
          <p class="muted">${msg('Settings are for owners and admins of the clinic.')}</p>
        </div>
      </main>`
    }
    return html`<main id="main" tabindex="-1" aria-busy=${this.loading === 'loading' ? 'true' : nothing}>
      <header><h1>${msg('Settings')}</h1></header>
      ${
        this.loading === 'failed'
          ? html`<div class="say" role="alert">
              <p>${msg('The settings did not load. Nothing was changed.')}</p>
              <button class="btn" type="button" @click=${() => void this.#load()}>${msg('Try again')}</button>
            </div>`
          : html`<div class="two">${this.#list()}${this.#form()}</div>`
      }
    </main>`
  }

  #list() {
    return html`<nav aria-label=${msg('Plugins')}>
      ${this.all.map(
        ({ plugin, title }) =>
          html`<a
            href=${`${this.shell?.base ?? ''}/settings/${plugin}`}
            aria-current=${plugin === this.current?.plugin ? 'page' : nothing}
            ><tessera-icon name="puzzle"></tessera-icon>${title}</a
          >`,
      )}
    </nav>`
  }

  #form() {
    const { current, errors } = this
    if (!current) {
      return this.loading === 'ready'
        ? html`<p class="say muted">
            ${this.plugin ? msg('This plugin is not enabled here.') : msg('No plugin is enabled in this clinic.')}
          </p>`
        : nothing
    }
    const fields = groupFields(current.schema, this.values, '', errors, (values) => {
      // groupFields gives an object for an object.
      this.values = values as Record<string, unknown>
    })
    const other = errors.get('')
    return html`<form
      novalidate
      tabindex="-1"
      aria-label=${msg(str`Settings of ${current.title}`)}
      @submit=${this.#save}
    >
      <a class="back" href=${`${this.shell?.base ?? ''}/settings`}
        ><tessera-icon name="chevron-left"></tessera-icon>${msg('Settings')}</a
      >
      <div class="fields body">
        <h2>${current.title}</h2>
        ${
          other
            ? html`<div class="note danger" role="alert">
                <tessera-icon name="octagon-alert"></tessera-icon>
                <div>${other}</div>
              </div>`
            : nothing
        }
        ${fields.length > 0 ? fields : html`<p class="muted">${msg('This plugin has nothing to set.')}</p>`}
      </div>
      ${
        fields.length > 0
          ? html`<footer>
              <span class="muted sm" role="status">
                ${errors.size > 0 ? this.#wrong(errors.size) : this.values === current.values ? msg('Nothing to save') : msg('Not saved yet')}
              </span>
              <button class="btn primary" type="submit" aria-busy=${this.busy}>${msg('Save settings')}</button>
            </footer>`
          : nothing
      }
    </form>`
  }

  #wrong(count: number): string {
    return count === 1 ? msg('Not saved: 1 field needs a look') : msg(str`Not saved: ${count} fields need a look`)
  }

  readonly #save = (event: Event) => {
    event.preventDefault()
    const { current } = this
    if (current && !this.busy) void this.#put(current, this.values, current.values)
  }

  async #put(
    current: PluginSettings,
    values: Record<string, unknown>,
    before?: Record<string, unknown>,
  ): Promise<void> {
    const { shell, host } = this
    if (!shell || !host) return
    this.busy = true
    try {
      const answer = await saveSettings(shell.http, shell.base, current.plugin, values)
      if ('errors' in answer) {
        this.errors = answer.errors
        await this.updateComplete
        this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"], .bad input')?.focus()
        return
      }
      const { saved } = answer
      this.all = this.all.map((each) => (each.plugin === saved.plugin ? saved : each))
      if (this.current?.plugin === saved.plugin) this.#show(saved)
      host.notify(
        before
          ? {
              text: msg(str`Settings of ${saved.title} saved`),
              action: { label: msg('Undo'), run: () => void this.#put(saved, before) },
            }
          : { text: msg('Undone') },
      )
    } catch {
      host.notify({ kind: 'error', text: msg('Not saved. What you entered is kept here; try again.') })
    } finally {
      this.busy = false
    }
  }
}
