import { LitElement, css, html, nothing, svg } from 'lit'
import { property } from 'lit/decorators.js'
import { cssProps } from '../../styles/css-props.js'
import { mosaicOf } from './mosaic.js'

/**
 * @summary A patient's mark: a 3 × 3 mosaic of the record id, so that two charts look different from the corner of the eye.
 * Decoration: name, age, birth date and MRN stand in text beside it.
 * @attr record-id - the patient's id
 * @attr size - pixels, default 24
 */
export class TesseraPatientMark extends LitElement {
  static override styles = css`
    :host {
      display: block;
      flex: none;
    }
    svg {
      display: block;
      border-radius: var(--tessera-radius-sm);
      background: color-mix(in srgb, var(--h) 14%, var(--tessera-surface));
    }
    rect {
      fill: light-dark(var(--h), color-mix(in srgb, var(--h) 72%, white));
    }
    @media print {
      svg {
        background: none;
      }
      rect {
        fill: var(--h);
      }
    }
  `
  @property({ attribute: 'record-id' }) recordId = ''
  @property({ type: Number }) size = 24

  protected override render() {
    const { hue, cells } = mosaicOf(this.recordId)
    return html`<svg
      width=${this.size}
      height=${this.size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      ${cssProps({ '--h': hue })}
    >
      ${cells.map((level, i) =>
        level === 0
          ? nothing
          : svg`<rect x=${3 + (i % 3) * 6.2} y=${3 + Math.floor(i / 3) * 6.2} width="5.6" height="5.6" rx="1" opacity=${level === 1 ? 0.42 : 1}></rect>`,
      )}
    </svg>`
  }
}
