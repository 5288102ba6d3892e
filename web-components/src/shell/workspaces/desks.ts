import type { HostPatient } from '@tessera/sdk'
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { deepActive } from '../focus.js'
import { closed, emptyDesk, minimised, opened, type Desk } from './desk.js'
import type { TesseraDesk } from './desk-element.js'
import type { KeptDesks } from './kept-desks.js'

type Owner = ReactiveControllerHost & { renderRoot: ParentNode }

interface Placed {
  patient: HostPatient
  desk: Desk
  /** Where the focus goes when the panel is left. */
  opener?: Element | undefined
}

/**
 * The desks of all charts of this window. The elements of a desk stay alive while another chart is open; they are shown
 * beside their own patient only.
 */
export class Desks implements ReactiveController {
  readonly #owner: Owner
  readonly #kept: KeptDesks
  readonly #comeBack: () => void
  #placed: ReadonlyMap<string, Placed> = new Map()
  readonly #asked = new Set<string>()
  #ready = false

  /** @param comeBack puts the focus into the page when what opened a panel is gone */
  constructor(owner: Owner, kept: KeptDesks, comeBack: () => void) {
    this.#owner = owner
    this.#kept = kept
    this.#comeBack = comeBack
    owner.addController(this)
  }

  hostConnected(): void {}

  /** The panel in view beside the chart of this patient. */
  front(patient: string | undefined): string | undefined {
    return patient ? this.#placed.get(patient)?.desk.front : undefined
  }

  /** Whether something is written or open in the chart of this patient. */
  has(patient: string): boolean {
    return (this.#placed.get(patient)?.desk.panels.length ?? 0) > 0
  }

  async open(patient: HostPatient, workspace: string, props?: Record<string, unknown>): Promise<void> {
    await this.#furnish()
    const opener = deepActive()
    const before = this.#placed.get(patient.id)
    this.#place(patient, opened(before?.desk ?? emptyDesk, workspace, props), opener ?? before?.opener)
    await this.#focus(patient.id)
  }

  /** @returns whether it is closed: its element may ask to stay */
  async close(patient: string, workspace: string): Promise<boolean> {
    const placed = this.#placed.get(patient)
    if (!placed?.desk.panels.some((each) => each.workspace === workspace)) return true
    if (!((await this.#element(patient)?.canLeave(workspace)) ?? true)) return false
    const within = this.#holdsFocus(patient)
    const now = this.#placed.get(patient) ?? placed
    this.#place(now.patient, closed(now.desk, workspace), now.opener)
    if (within) await this.#leave(patient)
    return true
  }

  async minimise(patient: string): Promise<void> {
    const placed = this.#placed.get(patient)
    if (!placed) return
    const within = this.#holdsFocus(patient)
    this.#place(placed.patient, minimised(placed.desk), placed.opener)
    if (within) await this.#leave(patient)
  }

  async raise(patient: string, workspace: string): Promise<void> {
    const placed = this.#placed.get(patient)
    if (!placed) return
    this.#place(placed.patient, opened(placed.desk, workspace), deepActive() ?? placed.opener)
    await this.#focus(patient)
  }

  /** Brings back what stood open, once for each chart; demographics that changed are shown anew. */
  async arrived(patient: HostPatient): Promise<void> {
    const known = this.#placed.get(patient.id)
    if (known) this.#place(patient, known.desk, known.opener, false)
    if (this.#asked.has(patient.id)) return
    this.#asked.add(patient.id)
    const kept = await this.#kept.load(patient.id)
    if (kept.panels.length === 0 || this.#placed.has(patient.id)) return
    await this.#furnish()
    this.#place(patient, kept, undefined, false)
  }

  /** @param current id of the chart in view */
  render(current: string | undefined) {
    if (!this.#ready) return nothing
    return repeat(
      [...this.#placed.values()].filter(({ desk }) => desk.panels.length > 0),
      ({ patient }) => patient.id,
      ({ patient, desk }) =>
        html`<tessera-desk
          data-patient=${patient.id}
          ?hidden=${patient.id !== current}
          .patient=${patient}
          .desk=${desk}
          @tessera-minimise=${() => void this.minimise(patient.id)}
          @tessera-raise=${(event: CustomEvent<string>) => void this.raise(patient.id, event.detail)}
          @tessera-close-panel=${(event: CustomEvent<string>) => void this.close(patient.id, event.detail)}
        ></tessera-desk>`,
    )
  }

  #place(patient: HostPatient, desk: Desk, opener: Element | undefined, keep = true): void {
    this.#placed = new Map([...this.#placed, [patient.id, { patient, desk, opener }]])
    if (keep) this.#kept.save(patient.id, desk)
    this.#owner.requestUpdate()
  }

  async #furnish(): Promise<void> {
    if (this.#ready) return
    await import('./define-desk.js')
    this.#ready = true
  }

  #element(patient: string): TesseraDesk | undefined {
    return [...this.#owner.renderRoot.querySelectorAll('tessera-desk')].find(
      (each) => each.dataset['patient'] === patient,
    )
  }

  #holdsFocus(patient: string): boolean {
    const desk = this.#element(patient)
    return desk?.matches(':focus-within') ?? false
  }

  async #focus(patient: string): Promise<void> {
    await this.#owner.updateComplete
    await this.#element(patient)?.focusFront()
  }

  async #leave(patient: string): Promise<void> {
    await this.#owner.updateComplete
    const placed = this.#placed.get(patient)
    if (placed?.desk.front) return this.#focus(patient)
    const opener = placed?.opener
    if (opener?.isConnected && opener instanceof HTMLElement && opener.checkVisibility()) opener.focus()
    else this.#comeBack()
  }
}
