import { TesseraElement } from '@tessera/web-components'
import { html } from 'lit'

/** The active problems of the open chart. */
export class ProblemsCard extends TesseraElement {
  override render() {
    return html`<tessera-card heading="Problems"></tessera-card>`
  }
}
