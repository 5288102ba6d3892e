import { css } from 'lit'

export const inboxStyles = css`
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
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem var(--tessera-space-3);
    padding: 0.625rem var(--tessera-space-4);
    border-block-end: 1px solid var(--tessera-border);
  }
  .filter {
    display: flex;
    padding: 2px;
    border-radius: var(--tessera-radius);
    background: var(--tessera-neutral-soft);
  }
  .filter button {
    min-block-size: 1.75rem;
    padding: 0 0.625rem;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--tessera-fg-muted);
    font: 600 0.8125rem/1rem var(--tessera-font-family);
    cursor: pointer;
  }
  .filter [aria-pressed='true'] {
    background: var(--tessera-surface);
    color: var(--tessera-fg);
    box-shadow: var(--tessera-shadow-1);
  }
  .n {
    font-weight: 500;
    color: var(--tessera-fg-muted);
  }
  .keys {
    margin-inline-start: auto;
  }
  .two {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(17rem, 23rem) minmax(0, 1fr);
    min-block-size: 0;
  }
  .list {
    overflow: auto;
    background: var(--tessera-surface);
    border-inline-end: 1px solid var(--tessera-border);
    padding-block-end: 1rem;
  }
  .open {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
  }
  .open:focus-visible {
    outline-offset: -2px;
  }
  .back {
    display: none;
  }
  tessera-task {
    flex: 1;
    min-block-size: 0;
  }
  h2 {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.75rem var(--tessera-space-4) 0.375rem;
    font: 650 0.8125rem/1.125rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  h2.urgent {
    color: var(--tessera-danger);
  }
  li a {
    display: flex;
    align-items: start;
    gap: 0.625rem;
    min-block-size: 3.5rem;
    padding: 0.5rem var(--tessera-space-4);
    color: inherit;
    text-decoration: none;
  }
  li a:hover {
    background: var(--tessera-hover);
    text-decoration: none;
  }
  li a:focus-visible {
    outline-offset: -2px;
  }
  li a[aria-current] {
    background: var(--tessera-selected);
    box-shadow: inset 3px 0 0 var(--tessera-accent);
  }
  .line,
  .what {
    display: block;
  }
  .meta {
    display: grid;
    justify-items: end;
    gap: 0.125rem;
  }
  .say {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: 3rem 1.5rem;
    text-align: center;
    color: var(--tessera-fg-muted);
  }
  .bars {
    display: grid;
    gap: 1rem;
    padding: 1rem;
    animation: appear 0s 200ms both;
  }
  .bars i {
    block-size: 2.25rem;
    border-radius: var(--tessera-radius);
    background: var(--tessera-neutral-soft);
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (max-width: 860px) and (min-width: 641px) {
    .two {
      grid-template-columns: 16rem minmax(0, 1fr);
    }
  }
  @media (max-width: 640px) {
    :host,
    main,
    .two {
      display: block;
    }
    .keys {
      display: none;
    }
    .filter button {
      min-block-size: 2.5rem;
    }
    .list {
      border: 0;
      overflow: visible;
    }
    .open,
    :host([detail]) .list,
    :host([detail]) header {
      display: none;
    }
    :host([detail]) .open {
      display: flex;
      min-block-size: calc(100dvh - 8rem);
    }
    .back {
      display: flex;
      align-items: center;
      gap: 0.25rem;
      min-block-size: 2.75rem;
      padding-inline: 0.5rem;
    }
    h2,
    li a,
    header {
      padding-inline: 0.75rem;
    }
  }
`

export const taskStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.625rem var(--tessera-space-4);
    background: var(--tessera-surface);
    border-block-end: 1px solid var(--tessera-border);
  }
  h2 {
    font: var(--tessera-title-md);
  }
  .who .btn {
    flex: none;
  }
  :host > .note {
    margin: var(--tessera-space-3) var(--tessera-space-4) 0;
  }
  .drawn {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: auto;
    container: pane / inline-size;
  }
  .body {
    flex: 1;
    display: grid;
    gap: var(--tessera-space-3);
    align-content: start;
    padding: var(--tessera-space-4);
    overflow: auto;
  }
  .inner {
    padding: 0 var(--tessera-pad) var(--tessera-pad);
  }
  .say {
    font: var(--tessera-text-lg);
  }
  form {
    display: grid;
    gap: var(--tessera-space-3);
    justify-items: start;
    max-inline-size: 30rem;
  }
  form .field {
    inline-size: 100%;
  }
  footer {
    display: flex;
    justify-content: flex-end;
    gap: var(--tessera-space-2);
    padding: 0.625rem var(--tessera-space-4);
    background: var(--tessera-surface);
    border-block-start: 1px solid var(--tessera-border);
  }
  footer .kbd {
    border-color: transparent;
    background: rgb(0 0 0 / 0.22);
    color: inherit;
  }
  @media (max-width: 640px) {
    .who {
      padding-inline: 0.75rem;
    }
    .body {
      overflow: visible;
      padding: 0.75rem;
    }
    .drawn {
      overflow: visible;
    }
    footer {
      position: sticky;
      inset-block-end: calc(3.5rem + env(safe-area-inset-bottom));
      padding-inline: 0.75rem;
    }
    footer .btn.primary {
      flex: 1;
    }
    footer .kbd {
      display: none;
    }
  }
`
