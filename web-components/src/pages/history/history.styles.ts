import { css } from 'lit'

export const historyStyles = css`
  :host {
    display: block;
    max-inline-size: 60rem;
    margin-inline: auto;
  }
  h3 {
    padding: 0.75rem var(--tessera-pad) 0.375rem;
    border-block-start: 1px solid var(--tessera-border);
    color: var(--tessera-fg-muted);
  }
  .change {
    display: grid;
    grid-template-columns: 4.5rem minmax(0, 1fr) auto;
    gap: 0.125rem var(--tessera-space-3);
    align-items: start;
    padding: 0.625rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
  }
  h3 + ol > .change:first-child {
    border-block-start: 0;
  }
  .when {
    color: var(--tessera-fg-faint);
    font: var(--tessera-text-sm);
    padding-block-start: 0.0625rem;
  }
  .what {
    display: grid;
    gap: 0.25rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .items {
    display: grid;
    gap: 0.25rem;
  }
  .summary {
    font-weight: 600;
  }
  .undone .summary {
    font-weight: 400;
    color: var(--tessera-fg-muted);
  }
  .detail {
    color: var(--tessera-fg-muted);
    font: var(--tessera-text-sm);
  }
  del,
  ins {
    text-decoration: none;
  }
  ins {
    color: var(--tessera-fg);
  }
  .who {
    color: var(--tessera-fg-muted);
    font: var(--tessera-text-sm);
  }
  .reason {
    font: var(--tessera-text-sm);
  }
  .act {
    display: grid;
    justify-items: end;
    gap: 0.25rem;
  }
  details {
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
  summary {
    inline-size: fit-content;
    min-block-size: 1.5rem;
    cursor: pointer;
    color: var(--tessera-fg-faint);
  }
  summary:hover {
    color: var(--tessera-fg);
  }
  details ul {
    display: grid;
    gap: 0.25rem;
    padding-block-end: 0.25rem;
    padding-inline-start: 1rem;
    list-style: disc;
  }
  .more {
    display: grid;
    justify-items: start;
    padding: 0.625rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
  }
  @container pane (max-width: 34rem) {
    .change {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .when {
      grid-column: 1;
    }
    .what {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .act {
      display: flex;
      align-items: center;
      gap: var(--tessera-space-2);
      grid-column: 2;
      grid-row: 1;
    }
  }
  @media (pointer: coarse), (max-width: 640px) {
    summary {
      min-block-size: 2.75rem;
      align-content: center;
    }
  }
  @media print {
    .more,
    details {
      display: none;
    }
    .change {
      break-inside: avoid;
    }
  }
`
