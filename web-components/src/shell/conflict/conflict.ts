import { msg, str } from '@lit/localize'
import { LitElement, css, html, nothing } from 'lit'
import { query, state } from 'lit/decorators.js'
import type { TesseraDialog } from '../../elements/dialog/dialog.js'
import { baseStyles, buttonStyles } from '../../index.js'
import type { DraftConflict } from '../drafts.js'
import { differences, merge, safest, type Choice, type Difference } from './sections.js'

/**
 * @summary The same text was written twice at once: both side by side, section by section, and for each a choice — mine,
 * theirs or both. It stays until the choice is made; nothing is lost before.
 */
export class TesseraConflict extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      tessera-dialog {
        --dialog-size: 52rem;
      }
      fieldset {
        display: grid;
        gap: 0.5rem;
        margin: 0;
        min-inline-size: 0;
        padding: 0.75rem 0 0;
        border: 0;
        border-block-start: 1px solid var(--tessera-border);
      }
      legend {
        float: inline-start;
        padding: 0;
        font: var(--tessera-title-sm);
      }
      .two {
        clear: both;
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 0.75rem;
      }
      .text {
        padding: 0.5rem 0.75rem;
        border: 1px solid var(--tessera-border);
        border-radius: var(--tessera-radius);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .text.kept {
        border-color: var(--tessera-accent);
        background: var(--tessera-accent-soft);
      }
      .choices label {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
        min-block-size: var(--tessera-control);
        padding-inline-end: 0.75rem;
      }
      input {
        accent-color: var(--tessera-accent);
      }
      @media (max-width: 640px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]
  @state() private conflict?: DraftConflict
  @state() private parts: readonly Difference[] = []
  @state() private choices: ReadonlyMap<string, Choice> = new Map()
  @query('tessera-dialog') private dialog!: TesseraDialog
  readonly #waiting: DraftConflict[] = []

  async show(conflict: DraftConflict): Promise<void> {
    if (this.conflict) {
      this.#waiting.push(conflict)
      return
    }
    const parts = differences(conflict.mine, conflict.theirs)
    this.conflict = conflict
    this.parts = parts
    this.choices = new Map(parts.map((each) => [each.id, safest(each)]))
    if (parts.length === 0) return this.#settle()
    await this.updateComplete
    await this.dialog.show()
  }

  protected override render() {
    const { conflict } = this
    return html`<tessera-dialog
      stays
      heading=${conflict?.who ? msg(str`${conflict.who} has changed this text too`) : msg('This draft was changed in another window')}
    >
      <p>${msg('Both texts are kept until you choose. What is the same in both is not shown.')}</p>
      ${this.parts.map((part) => this.#part(part, conflict?.who))}
      <button class="btn primary" slot="actions" type="button" @click=${() => void this.#settle()}>
        ${msg('Keep what is chosen')}
      </button>
    </tessera-dialog>`
  }

  #part(part: Difference, who: string | undefined) {
    const choice = this.choices.get(part.id)
    const box = (side: 'mine' | 'theirs', label: string) => {
      const text = part[side]
      const kept = text !== undefined && (choice === side || choice === 'both')
      const shown =
        text || html`<span class="muted">${text === undefined ? msg('Not in this text') : msg('Empty')}</span>`
      return html`<div class="stack">
        <span class="sm muted">${label}</span>
        <div class="text ${kept ? 'kept' : ''}">${shown}</div>
      </div>`
    }
    const radio = (value: Choice, label: string) =>
      html`<label
        ><input
          type="radio"
          name=${part.id}
          .checked=${choice === value}
          @change=${() => (this.choices = new Map([...this.choices, [part.id, value]]))}
        />${label}</label
      >`
    const theirs = who ? msg(str`Text of ${who}`) : msg('The other window')
    return html`<fieldset>
      <legend>${part.label}</legend>
      <div class="two">${box('mine', msg('Mine, in this window'))}${box('theirs', theirs)}</div>
      <div class="choices">
        ${radio('mine', part.mine === undefined ? msg('Leave it out') : msg('Keep mine'))}${radio(
          'theirs',
          part.theirs === undefined ? msg('Leave it out') : msg('Keep theirs'),
        )}${part.joins ? radio('both', msg('Keep both')) : nothing}
      </div>
    </fieldset>`
  }

  async #settle(): Promise<void> {
    const { conflict } = this
    if (!conflict) return
    const merged = merge(conflict.mine, conflict.theirs, this.choices)
    this.conflict = undefined
    this.parts = []
    this.dialog.close()
    await conflict.settle(merged)
    const next = this.#waiting.shift()
    if (next) await this.show(next)
  }
}
