import { css } from 'lit'

/** `ul.rows` in a card: rows of at most two lines, bold name, muted detail, state and action at the end. */
export const rowStyles = css`
  .rows > li {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-3);
    min-block-size: var(--tessera-row);
    padding: 0.4375rem var(--tessera-pad);
    border-block-start: 1px solid var(--tessera-border);
  }
  .rows > li:hover {
    background: color-mix(in srgb, var(--tessera-hover) 60%, transparent);
  }
  .rows > li:last-child {
    border-end-start-radius: var(--tessera-radius-lg);
    border-end-end-radius: var(--tessera-radius-lg);
  }
  .rows > .flag {
    background: var(--tessera-caution-soft);
  }
  .rows .meta {
    display: grid;
    justify-items: end;
    text-align: end;
  }
  @media print {
    .rows > li {
      break-inside: avoid;
    }
  }
`
