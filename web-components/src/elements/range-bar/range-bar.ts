import { LitElement, css, html } from 'lit'
import { property } from 'lit/decorators.js'
import { cssProps } from '../../styles/css-props.js'
import { placeInRange } from './place-in-range.js'

/**
 * @summary Where a value lies against its range; a diamond is outside it. Decoration: value, flag and range stand in text.
 * @attr value, low, high - numbers of the same unit; a range may be open on one side
 * @attr flag - `critical` colours an outside value red
 */
export class TesseraRangeBar extends LitElement {
  static override styles = css`
    :host {
      display: block;
      inline-size: 5rem;
    }
    span {
      position: relative;
      display: block;
      block-size: 0.375rem;
      border-radius: 3px;
      background: var(--tessera-neutral-soft);
      direction: ltr;
    }
    span::before {
      content: '';
      position: absolute;
      inset-block: 0;
      inset-inline: var(--lo) calc(100% - var(--hi));
      background: color-mix(in srgb, var(--tessera-fg-faint) 45%, transparent);
      border-radius: 2px;
    }
    span::after {
      content: '';
      box-sizing: border-box;
      position: absolute;
      inset-block-start: -3px;
      inset-inline-start: var(--v);
      inline-size: 0.75rem;
      block-size: 0.75rem;
      margin-inline-start: -0.375rem;
      border-radius: 50%;
      border: 2px solid var(--tessera-surface);
      background: var(--tessera-fg);
    }
    .abnormal::after {
      background: var(--tessera-caution-mark);
      border-radius: 2px;
      rotate: 45deg;
      scale: 0.9;
    }
    .critical::after {
      background: var(--tessera-danger-solid);
      border-radius: 2px;
      rotate: 45deg;
    }
  `
  @property({ type: Number }) value?: number
  @property({ type: Number }) low?: number
  @property({ type: Number }) high?: number
  @property() flag?: 'critical'

  protected override render() {
    const place = placeInRange(this.value, this.low, this.high)
    if (!place) return html``
    const look = place.outside ? (this.flag ?? 'abnormal') : ''
    return html`<span
      class=${look}
      aria-hidden="true"
      ${cssProps({ '--v': percent(place.at), '--lo': percent(place.low), '--hi': percent(place.high) })}
    ></span>`
  }
}

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`
