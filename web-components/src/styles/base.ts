import { css } from 'lit'

/** Ground of every shadow root: box model, type, and the few words of layout the kit is written in. */
export const baseStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    font: var(--tessera-text-md);
    font-variant-numeric: tabular-nums;
    color: var(--tessera-fg);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font: var(--tessera-title-lg);
    letter-spacing: -0.01em;
  }
  h2 {
    font: var(--tessera-title-sm);
  }
  h3 {
    font: 650 0.8125rem/1.125rem var(--tessera-font-family);
  }
  a {
    color: var(--tessera-accent-fg);
    text-decoration: none;
  }
  a:hover,
  p a {
    text-decoration: underline;
    text-underline-offset: 2px;
    text-decoration-thickness: 1px;
  }
  b {
    font-weight: 650;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--tessera-focus);
    outline-offset: 2px;
    border-radius: var(--tessera-radius-sm);
  }
  [tabindex='-1']:focus-visible {
    outline: none;
  }
  .vh {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted {
    color: var(--tessera-fg-muted);
  }
  .faint {
    color: var(--tessera-fg-faint);
  }
  .sm {
    font-size: 0.8125rem;
    line-height: 1.125rem;
  }
  .xs {
    font-size: 0.75rem;
    line-height: 1rem;
  }
  .b {
    font-weight: 650;
  }
  .nowrap {
    white-space: nowrap;
  }
  .num {
    text-align: end;
    white-space: nowrap;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-2);
    min-inline-size: 0;
  }
  .wrap {
    flex-wrap: wrap;
  }
  .grow {
    flex: 1;
    min-inline-size: 0;
  }
  .end {
    margin-inline-start: auto;
  }
  .stack {
    display: grid;
    gap: var(--tessera-space-2);
    min-inline-size: 0;
  }
`
