import { css } from 'lit'

/** `table.tbl`: sticky head, text left, numbers (`.num`) right, no zebra; `.scroll` around a table that may be wide. */
export const tableStyles = css`
  .tbl {
    inline-size: 100%;
    border-collapse: collapse;
    font: var(--tessera-text-sm);
    font-variant-numeric: tabular-nums;
  }
  .tbl th {
    text-align: start;
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    padding: 0.375rem 0.625rem;
    white-space: nowrap;
    border-block-end: 1px solid var(--tessera-border);
  }
  .tbl thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--tessera-surface);
    z-index: 1;
  }
  .tbl td,
  .tbl tbody th {
    padding: 0.375rem 0.625rem;
    border-block-end: 1px solid var(--tessera-border);
    block-size: var(--tessera-row);
    vertical-align: middle;
  }
  .tbl tbody th {
    font: inherit;
    color: inherit;
    white-space: normal;
  }
  .tbl tr:last-child > * {
    border-block-end: 0;
  }
  .tbl .num,
  .tbl th.num {
    text-align: end;
  }
  .tbl tr > :first-child {
    padding-inline-start: var(--tessera-pad);
  }
  .tbl tr > :last-child {
    padding-inline-end: var(--tessera-pad);
  }
  .scroll {
    overflow-x: auto;
  }
  @media (max-width: 640px) {
    .tbl th,
    .tbl td {
      padding-inline: 0.375rem;
    }
  }
  @media print {
    .tbl tr {
      break-inside: avoid;
    }
  }
`
