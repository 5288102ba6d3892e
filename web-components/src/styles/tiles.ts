import { css } from 'lit'

/** `.tiles > div`: values as joined tiles, `.k` name, `.v` value with `small` unit, `.d` what it means. Put in a `.pane`. */
export const tileStyles = css`
  .pane {
    container: pane / inline-size;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(var(--n, 6), minmax(0, 1fr));
    background: var(--tessera-border);
    gap: 1px;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    overflow: hidden;
  }
  .tiles > div {
    display: grid;
    gap: 1px;
    padding: 0.625rem 0.75rem;
    background: var(--tessera-surface);
    align-content: start;
    min-inline-size: 0;
  }
  .tiles .k {
    display: flex;
    justify-content: space-between;
    gap: 0.5rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .tiles .v {
    font: 650 1.25rem/1.625rem var(--tessera-font-family);
    letter-spacing: -0.01em;
    white-space: nowrap;
  }
  .tiles .v small {
    font: 500 0.75rem/1 var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    letter-spacing: 0;
  }
  .tiles .d {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
    min-block-size: 1.25rem;
  }
  @container pane (max-width: 47rem) {
    .tiles {
      --n: 3 !important;
    }
    .tiles .k tessera-sparkline {
      display: none;
    }
  }
  @container pane (max-width: 24rem) {
    .tiles {
      --n: 2 !important;
    }
  }
  @media print {
    .tiles {
      break-inside: avoid;
    }
  }
`
