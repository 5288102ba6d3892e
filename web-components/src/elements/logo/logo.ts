import { svg, html } from 'lit'

/** Four tiles, one of them just being laid. Decoration: the product's or the clinic's name stands beside it. */
export const logo = (size: number) =>
  html`<svg width=${size} height=${size} viewBox="0 0 28 28" aria-hidden="true">
    ${svg`<rect x="3" y="3" width="10" height="10" rx="2" fill="var(--tessera-accent)"></rect><rect x="15" y="3" width="10" height="10" rx="2" fill="var(--tessera-accent)" opacity=".55"></rect><rect x="3" y="15" width="10" height="10" rx="2" fill="var(--tessera-accent)" opacity=".3"></rect><rect x="15.9" y="15.9" width="10" height="10" rx="2" fill="var(--tessera-caution-mark)" transform="rotate(8 21 21)"></rect>`}
  </svg>`
