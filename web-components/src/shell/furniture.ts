import { msg } from '@lit/localize'
import type { HostContext, HostPatient } from '@tessera/sdk'
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit'
import type { TesseraToast } from '../elements/toast/toast.js'
import type { TesseraConflict } from './conflict/conflict.js'
import type { DraftConflict } from './drafts.js'
import { findFromCold } from './find/cold-find.js'
import type { Command } from './find/finder.js'
import type { TesseraPalette } from './find/palette.js'
import type { CommandParts } from './shell-commands.js'
import type { TesseraSignInAgain } from './sign-in-again.js'
import type { TesseraWrongPatient, WrongPatient } from './wrong-patient.js'

type Owner = ReactiveControllerHost & { renderRoot: ParentNode }

interface Pieces {
  'tessera-palette': TesseraPalette
  'tessera-conflict': TesseraConflict
  'tessera-sign-in-again': TesseraSignInAgain
  'tessera-wrong-patient': TesseraWrongPatient
}

export interface FurnitureParts {
  user: HostContext['user']
  timezone: string
  recent: readonly HostPatient[]
  commands(): Omit<CommandParts, 'base'>
}

/**
 * What waits behind the first view: the palette and the dialogs of the shell. It loads when the page rests, or with the
 * first who needs it; where it doesn't load, a notice says so and offers what can be done.
 */
export class Furniture implements ReactiveController {
  readonly #owner: Owner
  readonly #base: string
  readonly #toast: () => TesseraToast
  #later?: typeof import('./define-later.js')
  /** The field of the palette can take the focus. */
  #standing = false

  /** @param base `/clinics/{slug}` */
  constructor(owner: Owner, base: string, toast: () => TesseraToast) {
    this.#owner = owner
    this.#base = base
    this.#toast = toast
    owner.addController(this)
  }

  hostConnected(): void {}

  /** Makes ready what waits; if that fails now, whoever needs it tries again. */
  async prepare(): Promise<void> {
    await this.#load().catch(() => undefined)
  }

  render({ user, timezone, recent, commands }: FurnitureParts) {
    return html`${
        this.#later
          ? html`<tessera-palette .recent=${recent} .commands=${this.#commands(commands())}></tessera-palette>
              <tessera-wrong-patient timezone=${timezone}></tessera-wrong-patient>
              <tessera-conflict></tessera-conflict>
              <tessera-sign-in-again .user=${user}></tessera-sign-in-again>`
          : nothing
      }
      <dialog class="cold" aria-label=${msg('Find a patient or run a command')}>
        <input aria-label=${msg('Find a patient or run a command')} autocomplete="off" spellcheck="false" />
      </dialog>`
  }

  /** A field has the focus at once; what is typed into it before the search has loaded goes on into the search. */
  readonly find = async (): Promise<void> => {
    const cold = this.#owner.renderRoot.querySelector<HTMLDialogElement>('.cold')
    if (!cold) return
    if (this.#standing && !cold.open) {
      this.#piece('tessera-palette').show()
      return
    }
    try {
      await findFromCold(cold, async () => {
        await this.#load()
        return this.#piece('tessera-palette')
      })
    } catch {
      this.#toast().show({ kind: 'error', text: msg('The search did not load. Check the line, then try again.') })
    }
  }

  /** Two windows wrote the same draft: both texts, section by section. */
  async compare(conflict: DraftConflict): Promise<void> {
    try {
      await this.#load()
      const dialog = this.#piece('tessera-conflict')
      await dialog.updateComplete
      await dialog.show(conflict)
    } catch {
      this.#toast().show({
        kind: 'error',
        text: msg('This draft was changed in another window. Both versions are kept.'),
        action: { label: msg('Compare'), run: () => void this.compare(conflict) },
      })
    }
  }

  /** Resolves once the same person is signed in again. */
  async signInAgain(): Promise<void> {
    try {
      await this.#load()
    } catch {
      // The server has changed since this page was loaded: it signs in on its own page, and comes back here.
      location.assign(`/auth/login?next=${encodeURIComponent(location.pathname)}`)
    }
    const dialog = this.#piece('tessera-sign-in-again')
    await dialog.updateComplete
    await dialog.ask()
  }

  async showWrongPatient(wrong: WrongPatient): Promise<void> {
    await this.#load()
    await this.#piece('tessera-wrong-patient').show(wrong)
  }

  async #load(): Promise<void> {
    this.#later = await import('./define-later.js')
    this.#owner.requestUpdate()
    await this.#owner.updateComplete
    await this.#piece('tessera-palette').ready()
    this.#standing = true
  }

  #commands(parts: Omit<CommandParts, 'base'>): Command[] {
    return this.#later?.commandsOf({ base: this.#base, ...parts }) ?? []
  }

  #piece<Name extends keyof Pieces>(tag: Name): Pieces[Name] {
    const piece = this.#owner.renderRoot.querySelector<Pieces[Name]>(tag)
    if (!piece) throw new Error(`${tag} stands in the app once it has loaded`)
    return piece
  }
}
