import { css } from 'lit'

/** The page of one condition, after the mock `k-condition`. */
export const conditionStyles = css`
  .crumb {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding-block-end: 0.5rem;
    color: var(--tessera-fg-muted);
  }
  .crumb a {
    display: inline-flex;
    align-items: center;
    min-block-size: 1.5rem;
  }
  .verdict {
    display: flex;
    gap: 1.5rem;
  }
  .said {
    display: grid;
    gap: 0.5rem;
    flex: 1;
  }
  .said p {
    max-inline-size: 66ch;
  }
  .how summary {
    cursor: pointer;
    color: var(--tessera-accent-fg);
    font: var(--tessera-text-sm);
  }
  .how p {
    padding-block-start: 0.375rem;
  }
  .facts {
    display: flex;
    gap: 1.5rem;
    align-self: center;
  }
  .facts > div {
    padding-inline-start: 1.25rem;
    border-inline-start: 1px solid var(--tessera-border);
  }
  .facts dt,
  .facts .s {
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
    white-space: nowrap;
  }
  .facts dd {
    font: 650 1.375rem/1.75rem var(--tessera-font-family);
    white-space: nowrap;
  }
  .facts small {
    font: 500 0.8125rem/1 var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  .span {
    display: inline-flex;
    align-items: center;
    gap: 2px;
  }
  .span button {
    min-block-size: 1.625rem;
    padding: 0 0.5rem;
    border: 0;
    border-radius: var(--tessera-radius);
    background: none;
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    cursor: pointer;
  }
  .span button[aria-pressed='true'] {
    background: var(--tessera-neutral-soft);
    color: var(--tessera-fg);
  }
  .tlc {
    direction: ltr;
    overflow: hidden;
  }
  .tlc svg {
    display: block;
    font-family: var(--tessera-font-family);
    font-variant-numeric: tabular-nums;
  }
  .gr {
    stroke: var(--tessera-chart-grid);
  }
  .band {
    fill: var(--tessera-chart-band);
  }
  .tx {
    font-size: 11px;
    fill: var(--tessera-fg-faint);
  }
  .ln {
    font-size: 13px;
    font-weight: 650;
    fill: var(--tessera-fg);
  }
  .ls {
    font-size: 11.5px;
    font-weight: 400;
    fill: var(--tessera-fg-muted);
  }
  .ls.fg {
    font-weight: 600;
    fill: var(--tessera-fg);
  }
  .gw {
    font-size: 11.5px;
    font-weight: 600;
    fill: var(--tessera-good);
  }
  .se {
    fill: none;
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .c1 {
    stroke: var(--tessera-chart-1);
  }
  .c2 {
    stroke: var(--tessera-chart-5);
  }
  .pt.c1 {
    fill: var(--tessera-chart-1);
  }
  .pt.c2 {
    fill: var(--tessera-chart-5);
  }
  .pt.out {
    fill: var(--tessera-surface);
    stroke: var(--tessera-outside);
    stroke-width: 2;
  }
  .vl {
    font-size: 12px;
    font-weight: 600;
    fill: var(--tessera-fg);
    paint-order: stroke;
    stroke: var(--tessera-surface);
    stroke-width: 3px;
  }
  .last {
    font-size: 14px;
    font-weight: 700;
  }
  .mb {
    fill: var(--tessera-neutral-soft);
    stroke: var(--tessera-border-strong);
  }
  .mb.new {
    fill: var(--tessera-accent-soft);
    stroke: var(--tessera-accent);
  }
  .mb.stop {
    fill: none;
    stroke: var(--tessera-control-border);
    stroke-dasharray: 4 3;
  }
  .mb.from {
    stroke: var(--tessera-outside);
  }
  .mt {
    font-size: 12px;
    font-weight: 600;
    fill: var(--tessera-fg);
  }
  .ev {
    stroke: var(--tessera-accent);
    stroke-dasharray: 3 3;
  }
  .td,
  .vi {
    stroke: var(--tessera-fg-faint);
    fill: var(--tessera-fg-faint);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    padding-block-start: 0.5rem;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
  }
  .legend i {
    inline-size: 0.625rem;
    block-size: 0.625rem;
    border-radius: 50%;
    background: var(--tessera-chart-1);
  }
  .legend .k2 {
    border-radius: 1px;
    rotate: 45deg;
    background: none;
    border: 2px solid var(--tessera-outside);
  }
  .legend .k3 {
    border-radius: 2px;
    background: var(--tessera-chart-band);
    border: 1px solid var(--tessera-good-line, var(--tessera-border));
  }
  .legend .k4 {
    inline-size: 0;
    border-radius: 0;
    background: none;
    border-inline-start: 2px dashed var(--tessera-accent);
  }
  .legend .k5 {
    inline-size: 0;
    border-radius: 0;
    background: none;
    border-inline-start: 2px solid var(--tessera-fg-faint);
  }
  .below {
    display: grid;
    grid-template-columns: minmax(0, 7fr) minmax(0, 5fr);
    align-items: start;
    gap: var(--tessera-space-3);
    margin-block-start: var(--tessera-space-3);
  }
  .below tessera-card + tessera-card {
    margin-block-start: 0;
  }
  .tall {
    max-block-size: 28rem;
    overflow: auto;
  }
  @container pane (max-width: 47rem) {
    .below {
      grid-template-columns: minmax(0, 1fr);
    }
    .verdict {
      display: grid;
      gap: 0.875rem;
    }
    .facts {
      gap: 0;
    }
    .facts > div:first-child {
      padding-inline-start: 0;
      border: 0;
    }
    .facts > div {
      padding-inline-end: 1.25rem;
    }
  }
  @media print {
    .span,
    .how {
      display: none;
    }
    .tall {
      max-block-size: none;
    }
  }
`
