import { css } from 'lit'

/** An open item of the Inbox: what it is about above, one bar with what can be done at the bottom. */
export const itemStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-inline-size: 0;
  }
  .item {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-inline-size: 0;
    container-type: inline-size;
    outline: none;
  }
  .body {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--tessera-space-3);
    align-content: start;
    padding: var(--tessera-space-3) var(--tessera-space-4);
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    align-items: start;
    gap: var(--tessera-space-3);
  }
  .inner {
    padding: 0 var(--tessera-pad) var(--tessera-pad);
  }
  .two {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    align-items: start;
    gap: var(--tessera-space-2);
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-block-size: 1.5rem;
  }
  .facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.25rem var(--tessera-space-4);
  }
  .facts dt {
    color: var(--tessera-fg-muted);
  }
  .ask {
    font: var(--tessera-text-lg);
    white-space: pre-line;
  }
  .bar {
    position: sticky;
    inset-block-end: 0;
    z-index: var(--tessera-z-sticky);
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: var(--tessera-space-2);
    padding: 0.625rem var(--tessera-space-4);
    background: var(--tessera-surface);
    border-block-start: 1px solid var(--tessera-border);
  }
  .bar > .sm {
    flex: 1;
    min-inline-size: 0;
  }
  .primary .kbd {
    border-color: transparent;
    background: rgb(0 0 0 / 0.22);
    color: inherit;
  }
  .err {
    color: var(--tessera-danger);
  }
  @container (max-width: 44rem) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 640px) {
    .body {
      padding: 0.75rem;
    }
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
    .check {
      min-block-size: 2.75rem;
    }
    .bar {
      inset-block-end: calc(3.5rem + env(safe-area-inset-bottom));
      padding-inline: 0.75rem;
    }
    .bar > .sm {
      display: none;
    }
    .bar .primary {
      flex: 1;
    }
    .kbd,
    .by-key {
      display: none;
    }
  }
`
