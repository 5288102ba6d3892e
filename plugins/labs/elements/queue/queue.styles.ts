import { css } from 'lit'

/** The page's head and panes: on a wide screen the list beside the open message, on a phone one of the two. */
export const queueStyles = css`
  /* the outlet around a page makes it a block */
  :host {
    display: flex;
    flex-direction: column;
    margin: calc(-1 * var(--tessera-space-4));
    block-size: calc(100dvh - 3rem);
    min-block-size: 20rem;
  }
  .pagehead {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem var(--tessera-space-3);
    padding: 0.625rem var(--tessera-space-4);
    border-block-end: 1px solid var(--tessera-border);
  }
  .tabs,
  .filter {
    display: flex;
    padding: 2px;
    border-radius: var(--tessera-radius);
    background: var(--tessera-neutral-soft);
  }
  .tabs button,
  .filter button {
    min-block-size: 1.75rem;
    padding: 0 0.625rem;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--tessera-fg-muted);
    font: 600 0.8125rem/1rem var(--tessera-font-family);
    white-space: nowrap;
    cursor: pointer;
  }
  .tabs [aria-selected='true'],
  .filter [aria-pressed='true'] {
    background: var(--tessera-surface);
    color: var(--tessera-fg);
    box-shadow: var(--tessera-shadow-1);
  }
  .n {
    font-weight: 500;
    color: var(--tessera-fg-muted);
  }
  .pane {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    padding: var(--tessera-space-3) var(--tessera-space-4);
    outline: none;
  }
  .pane.messages {
    display: flex;
    padding: 0;
    overflow: hidden;
  }
  .inner {
    padding: 0 var(--tessera-pad) var(--tessera-pad);
  }
  .inset {
    margin: 0 var(--tessera-pad) 0.625rem;
  }
  .said {
    font: var(--tessera-text-lg);
  }
  .more {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-3);
    padding: 0.625rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
  }
  .facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.25rem var(--tessera-space-4);
  }
  .facts dt {
    color: var(--tessera-fg-muted);
  }
  .facts dd {
    overflow-wrap: anywhere;
  }
  .orders .when {
    display: grid;
    justify-items: end;
    gap: 0.125rem;
    font: var(--tessera-text-sm);
  }
  .orders .acts {
    inline-size: 7rem;
    justify-content: flex-end;
  }
  .orders > .asking {
    flex-wrap: wrap;
  }
  .why {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--tessera-space-2);
    flex: 1 0 100%;
    padding-inline-start: 2.5rem;
    padding-block-end: 0.25rem;
  }
  .why .field {
    flex: 1 1 16rem;
  }
  .split {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(18rem, 25rem) minmax(0, 1fr);
    min-block-size: 0;
  }
  .list {
    overflow: auto;
    background: var(--tessera-surface);
    border-inline-end: 1px solid var(--tessera-border);
  }
  .lanes {
    padding: 0.625rem var(--tessera-space-4);
    overflow-x: auto;
  }
  .lanes .filter {
    inline-size: max-content;
  }
  .list h2 {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.625rem var(--tessera-space-4) 0.375rem;
    font: 650 0.8125rem/1.125rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  .list h2.bad {
    color: var(--tessera-danger);
  }
  .list li > button {
    display: flex;
    gap: 0.625rem;
    inline-size: 100%;
    min-block-size: 3.5rem;
    padding: 0.5rem var(--tessera-space-4);
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .list li > button:hover {
    background: var(--tessera-hover);
  }
  .list li > button:focus-visible {
    outline-offset: -2px;
  }
  .list [aria-current] {
    background: var(--tessera-selected);
    box-shadow: inset 3px 0 0 var(--tessera-accent);
  }
  .line {
    display: block;
    overflow-wrap: anywhere;
  }
  .list .meta {
    display: grid;
    align-content: start;
    justify-items: end;
  }
  .detail {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--tessera-space-3);
    align-content: start;
    padding: var(--tessera-space-3) var(--tessera-space-4);
    overflow: auto;
    container-type: inline-size;
    outline: none;
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
  .problems {
    display: grid;
    gap: var(--tessera-space-3);
  }
  .problems > li {
    display: grid;
    gap: 0.25rem;
  }
  .problems > li + li {
    padding-block-start: var(--tessera-space-3);
    border-block-start: 1px solid var(--tessera-border);
  }
  .mend,
  .add {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--tessera-space-2);
  }
  .mend .field {
    flex: 0 1 20rem;
  }
  .add .field {
    flex: 1 1 8rem;
  }
  .known {
    display: grid;
    gap: 0.25rem;
  }
  .raw {
    max-block-size: 24rem;
    overflow: auto;
    padding: 0.625rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
    background: var(--tessera-sunken);
    font:
      0.75rem/1.25rem ui-monospace,
      monospace;
  }
  .raw p {
    padding-inline-start: 1.5rem;
    text-indent: -1.5rem;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  @media (max-width: 860px) and (min-width: 641px) {
    .split {
      grid-template-columns: 17rem minmax(0, 1fr);
    }
  }
  @media (max-width: 640px) {
    :host {
      margin: calc(-1 * var(--tessera-space-3));
      block-size: auto;
    }
    .pagehead,
    .pane {
      padding: 0.75rem;
    }
    .tabs button,
    .filter button {
      min-block-size: 2.5rem;
    }
    .filter {
      overflow-x: auto;
    }
    .pane,
    .pane.messages,
    .split {
      display: block;
      overflow: visible;
    }
    .list {
      border: 0;
    }
    .lanes,
    .list h2,
    .list li > button {
      padding-inline: 0.75rem;
    }
    .detail,
    .has-open > .list {
      display: none;
    }
    .has-open > .detail {
      display: grid;
      padding: 0.75rem;
    }
    .back {
      display: inline-flex;
      justify-self: start;
    }
    .rows.orders > li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0.25rem 0.75rem;
    }
    .orders .when {
      grid-column: 2;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 0.5rem;
    }
    .orders .acts {
      grid-column: 3;
      grid-row: 1 / span 2;
      inline-size: auto;
      flex-direction: column;
      align-items: end;
    }
    .why {
      grid-column: 1 / -1;
      padding-inline-start: 0;
    }
  }
`
