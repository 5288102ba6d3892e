import { css } from 'lit'

export const cardStyles = css`
  /* It fills the height that the shell reserved for it: what comes after it never moves. */
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    box-sizing: border-box;
    min-block-size: inherit;
    min-inline-size: 0;
    container-type: inline-size;
    background: var(--tessera-surface);
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
  }
  section {
    display: grid;
    grid-template-rows: auto 1fr auto;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-2);
    min-block-size: 2.75rem;
    padding-block: 0.375rem;
    padding-inline: var(--tessera-pad) var(--tessera-space-2);
  }
  h2 {
    white-space: nowrap;
  }
  .count {
    font-weight: 500;
    color: var(--tessera-fg-faint);
    white-space: nowrap;
  }
  .action {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-2);
    margin-inline-start: auto;
    min-inline-size: 0;
  }
  .body {
    min-inline-size: 0;
  }
  :host([padded]) .body {
    padding: 0 var(--tessera-pad) var(--tessera-pad);
  }
  ::slotted([slot='footer']) {
    display: block;
    padding: 0.5rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
    font: var(--tessera-text-sm);
  }
  .state {
    display: grid;
    justify-items: start;
    align-content: start;
    gap: 0.75rem;
    padding: 0 var(--tessera-pad) var(--tessera-pad);
  }
  .state tessera-icon {
    color: var(--tessera-fg-faint);
  }
  /* As tall as what was reserved, else as the rows that will come: a skeleton pushes nothing away. */
  .bars {
    display: grid;
    align-content: start;
    gap: 0.875rem;
    box-sizing: border-box;
    block-size: calc(var(--tessera-reserved, 3.625rem + var(--rows) * 1.625rem) - 2.75rem - 2px);
    padding: 0.5rem var(--tessera-pad) 0;
    overflow: hidden;
    animation: appear 0s 200ms both;
  }
  .bars i {
    block-size: 0.75rem;
    inline-size: 62%;
    border-radius: 3px;
    background: var(--tessera-neutral-soft);
  }
  .bars i:nth-child(4n + 2) {
    inline-size: 38%;
  }
  .bars i:nth-child(4n + 3) {
    inline-size: 70%;
  }
  .bars i:nth-child(4n) {
    inline-size: 44%;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (max-width: 640px) {
    header {
      flex-wrap: wrap;
    }
  }
  @media print {
    :host {
      break-inside: avoid;
    }
    .action {
      display: none;
    }
  }
`
