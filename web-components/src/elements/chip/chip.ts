import { LitElement, html, nothing } from 'lit'
import { property } from 'lit/decorators.js'
import { chipStyles } from './chip.styles.js'
import { statusWords, type ChipKind, type StatusWord } from './status-words.js'

/**
 * @summary A status: colour, icon and word together, never colour alone.
 * @slot - the word, where it differs from the status's own ("Overdue 41 days") or is data ("Penicillin: anaphylaxis")
 * @attr status - a word of the look's table; gives kind, icon and word
 * @attr kind, icon - for a status of a plugin's own, which maps to one of the families
 * @attr bare - without fill or frame, for a source named under a value
 */
export class TesseraChip extends LitElement {
  static override styles = chipStyles
  @property() status?: StatusWord
  @property() kind?: ChipKind
  @property() icon?: string

  protected override render() {
    const look = this.status ? statusWords[this.status] : undefined
    const icon = this.icon ?? look?.icon
    return html`<span class=${this.kind ?? look?.kind ?? 'neutral'}
      >${icon ? html`<tessera-icon name=${icon}></tessera-icon>` : nothing}<slot>${look?.word?.()}</slot></span
    >`
  }
}
