import { css } from 'lit'

export const settingsStyles = css`
  :host {
    display: flex;
    flex: 1;
    min-block-size: 0;
    min-inline-size: 0;
  }
  main {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
    outline: none;
  }
  header {
    padding: 0.75rem var(--tessera-space-4);
    border-block-end: 1px solid var(--tessera-border);
  }
  .two {
    flex: 1;
    display: grid;
    grid-template-columns: 14rem minmax(0, 1fr);
    min-block-size: 0;
  }
  nav {
    overflow: auto;
    padding: var(--tessera-space-3) var(--tessera-space-2);
    border-inline-end: 1px solid var(--tessera-border);
  }
  nav a {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2rem;
    padding: 0 0.5rem;
    border-radius: var(--tessera-radius);
    color: var(--tessera-fg-muted);
    font: 500 0.8125rem/1.125rem var(--tessera-font-family);
    text-decoration: none;
  }
  nav a:hover {
    background: var(--tessera-hover);
  }
  nav a[aria-current] {
    background: var(--tessera-selected);
    color: var(--tessera-accent-fg);
    font-weight: 650;
  }
  form {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    outline: none;
  }
  .body {
    flex: 1;
    overflow: auto;
    padding: var(--tessera-space-4);
  }
  .fields {
    display: grid;
    gap: var(--tessera-space-4);
    align-content: start;
  }
  .fields > * {
    max-inline-size: 44rem;
  }
  h2 {
    font: var(--tessera-title-md);
  }
  .one,
  .item .field {
    min-inline-size: 0;
  }
  .field > .short {
    inline-size: 9rem;
  }
  .code {
    font-family: ui-monospace, monospace;
  }
  fieldset {
    display: grid;
    gap: var(--tessera-space-3);
    justify-items: stretch;
    margin: 0;
    min-inline-size: 0;
    padding: var(--tessera-space-3) var(--tessera-pad) var(--tessera-pad);
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    background: var(--tessera-surface);
  }
  fieldset fieldset {
    padding: 0.5rem 0 0;
    border: 0;
    border-radius: 0;
  }
  legend {
    padding-inline: 0.25rem;
    font: var(--tessera-title-sm);
  }
  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: end;
    gap: 0.25rem;
  }
  .rowbox {
    display: grid;
    gap: var(--tessera-space-2);
    padding-block: var(--tessera-space-3);
    border-block-end: 1px solid var(--tessera-border);
  }
  .rowbox .fields {
    grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr));
    gap: var(--tessera-space-3);
  }
  .rowbox .fields > fieldset {
    grid-column: 1 / -1;
  }
  fieldset > .btn {
    justify-self: start;
  }
  .toggle {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 0.5rem;
    align-items: center;
  }
  .toggle .hint {
    grid-column: 2;
  }
  .toggle label,
  .check {
    font: var(--tessera-text-md);
  }
  .check {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-block-size: var(--tessera-control);
    padding-inline-end: 0.75rem;
  }
  input[type='checkbox'] {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    accent-color: var(--tessera-accent);
  }
  footer {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--tessera-space-3);
    padding: 0.625rem var(--tessera-space-4);
    background: var(--tessera-surface);
    border-block-start: 1px solid var(--tessera-border);
  }
  .back {
    display: none;
  }
  .say {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: 3rem 1.5rem;
    text-align: center;
  }
  @media (max-width: 640px) {
    :host,
    main,
    .two,
    form {
      display: block;
    }
    nav {
      border: 0;
    }
    nav a {
      min-block-size: 2.75rem;
    }
    :host(:not([detail])) form,
    :host([detail]) nav,
    :host([detail]) header {
      display: none;
    }
    .back {
      display: flex;
      align-items: center;
      gap: 0.25rem;
      min-block-size: 2.75rem;
      padding-inline: 0.5rem;
    }
    .body {
      overflow: visible;
      padding: 0.75rem;
    }
    footer {
      position: sticky;
      inset-block-end: calc(3.5rem + env(safe-area-inset-bottom));
    }
  }
`
