import { css } from 'lit'

/** The columns of a day. `--h` is the height of a minute, `--s` and `--l` a block's start and length in minutes. */
export const scheduleStyles = css`
  .sched {
    --h: 2.35px;
  }
  .datepick {
    min-block-size: var(--tessera-control);
    padding: 0.25rem 0.5rem;
    border: 1px solid var(--tessera-control-border);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
    font: var(--tessera-text-sm);
  }
  .cal {
    position: relative;
    display: grid;
    grid-template-columns: 3rem repeat(var(--columns), minmax(11rem, 1fr));
    min-inline-size: max-content;
  }
  .cal h2 {
    position: sticky;
    inset-block-start: 0;
    z-index: 6;
    display: flex;
    gap: 0.5rem;
    align-items: center;
    block-size: 2.5rem;
    padding-inline: 0.625rem;
    background: var(--tessera-bg);
    border-block-end: 1px solid var(--tessera-border-strong);
    white-space: nowrap;
  }
  .cal h2 .count {
    font-weight: 500;
    color: var(--tessera-fg-faint);
  }
  .dc {
    border-inline-start: 1px solid var(--tessera-border);
    min-inline-size: 0;
  }
  .dc ol {
    position: relative;
    block-size: calc(var(--day) * var(--h));
    background:
      repeating-linear-gradient(var(--tessera-border) 0 1px, transparent 1px calc(60 * var(--h))),
      repeating-linear-gradient(var(--tessera-chart-grid) 0 1px, transparent 1px calc(30 * var(--h)));
  }
  .hours {
    position: sticky;
    inset-inline-start: 0;
    z-index: 7;
    padding-block-start: 2.5rem;
    background: var(--tessera-bg);
  }
  .hours::before {
    content: '';
    position: sticky;
    inset-block-start: 0;
    display: block;
    block-size: 2.5rem;
    margin-block-start: -2.5rem;
    background: var(--tessera-bg);
    border-block-end: 1px solid var(--tessera-border-strong);
    z-index: 1;
  }
  .hours div {
    position: relative;
    block-size: calc(var(--day) * var(--h));
  }
  .hours span {
    position: absolute;
    inset-block-start: calc(var(--s) * var(--h) - 0.5rem);
    inset-inline-end: 0.5rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .hours span:first-child {
    margin-block-start: 0.5rem;
  }
  .shut {
    position: absolute;
    inset-inline: 0;
    inset-block-start: calc(var(--s) * var(--h));
    block-size: calc(var(--l) * var(--h));
    background: repeating-linear-gradient(-45deg, var(--tessera-sunken) 0 6px, transparent 6px 12px);
    pointer-events: none;
  }
  .ap {
    position: absolute;
    z-index: 2;
    inset-block-start: calc(var(--s) * var(--h) + 1px);
    inset-inline-start: calc(100% * var(--i) / var(--of) + 3px);
    inline-size: calc(100% / var(--of) - 8px);
    block-size: calc(var(--l) * var(--h) - 2px);
  }
  .ap .blk {
    display: grid;
    align-content: start;
    inline-size: 100%;
    block-size: 100%;
    padding: 0.125rem 0.375rem;
    overflow: hidden;
    border: 1px solid var(--tessera-border-strong);
    border-radius: var(--tessera-radius-sm);
    background: var(--tessera-surface);
    box-shadow: var(--tessera-shadow-1);
    text-align: start;
    cursor: pointer;
  }
  .ap .blk:focus-visible,
  .cur button:focus-visible {
    outline-offset: 1px;
    z-index: 3;
  }
  .ap .blk .row {
    gap: 0.375rem;
  }
  .ap b {
    font: 650 0.8125rem/1.125rem var(--tessera-font-family);
  }
  .ap .tm {
    margin-inline-start: auto;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .ap .sub {
    font: var(--tessera-text-xs);
    font-weight: 400;
    color: var(--tessera-fg-muted);
  }
  .st {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    white-space: nowrap;
  }
  .short .sub .cut {
    display: none;
  }
  .short .blk {
    grid-auto-flow: column;
    grid-template-columns: minmax(0, 1fr) auto;
    align-content: center;
    gap: 0.375rem;
    padding-block: 0;
  }
  .short .blk .tm {
    margin-inline-start: 0.25rem;
  }
  .edge::before {
    content: '';
    position: absolute;
    inset: 1px auto 1px 1px;
    inline-size: 3px;
    border-radius: 3px 0 0 3px;
    background: var(--edge);
    z-index: 1;
    pointer-events: none;
  }
  .edge .blk {
    padding-inline-start: 0.5rem;
  }
  .done .blk {
    background: var(--tessera-bg);
    box-shadow: none;
  }
  .done b {
    font-weight: 500;
    color: var(--tessera-fg-muted);
  }
  .here .blk {
    background: var(--tessera-accent-soft);
    border-color: var(--tessera-accent);
  }
  .no .blk {
    border-style: dashed;
    border-color: var(--tessera-caution);
    background: var(--tessera-bg);
    box-shadow: none;
  }
  .asked .blk {
    border-style: dashed;
  }
  .hold .blk {
    background: repeating-linear-gradient(-45deg, var(--tessera-sunken) 0 6px, var(--tessera-bg) 6px 12px);
    box-shadow: none;
  }
  .ap.going .blk {
    opacity: 0.55;
    border-style: dashed;
  }
  .ap .in {
    position: absolute;
    inset: auto 0.25rem 0.1875rem auto;
    inline-size: auto;
    z-index: 3;
    min-block-size: 1.5rem;
    min-block-size: max(1.5rem, 24px);
    padding: 0 0.375rem;
  }
  .short .in,
  .narrow.low .in {
    display: none;
  }
  .cancheck.low:not(.narrow) .sub {
    padding-inline-end: 4.75rem;
  }
  .cur {
    position: absolute;
    inset-inline: 3px 5px;
    inset-block-start: calc(var(--s) * var(--h) + 1px);
    block-size: calc(var(--l) * var(--h) - 2px);
    min-block-size: 1.5rem;
    z-index: 3;
  }
  .cur button {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    inline-size: 100%;
    block-size: 100%;
    padding: 0 0.5rem;
    border: 1px dashed var(--tessera-accent);
    border-radius: var(--tessera-radius-sm);
    background: color-mix(in srgb, var(--tessera-bg) 88%, transparent);
    color: var(--tessera-accent-fg);
    font: 600 0.8125rem/1.125rem var(--tessera-font-family);
    cursor: pointer;
    overflow: hidden;
  }
  .cal:not(:focus-within) .cur:not(.moving) {
    opacity: 0;
  }
  .cal.booking .cur,
  .cal:hover .cur {
    opacity: 1 !important;
  }
  .nowl {
    position: absolute;
    inset: calc(2.5rem + var(--s) * var(--h)) 0 auto 0;
    border-block-start: 2px solid var(--tessera-danger-solid);
    z-index: 5;
    pointer-events: none;
  }
  .nowc {
    position: absolute;
    inset-block-start: calc(var(--s) * var(--h) - 0.5rem);
    inset-inline-start: 0.25rem;
    padding: 0 0.25rem;
    border-radius: 3px;
    background: var(--tessera-danger-solid);
    color: var(--tessera-on-danger);
    font: 700 0.6875rem/1rem var(--tessera-font-family);
  }
  .strip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem var(--tessera-space-4);
    background: var(--tessera-accent-soft);
    border-block-end: 1px solid var(--tessera-border);
    font: var(--tessera-text-sm);
  }
  [type='checkbox'] {
    inline-size: 1.5rem;
    block-size: 1.5rem;
    margin: 0;
    accent-color: var(--tessera-accent);
  }
  .who-s,
  .freeli {
    display: none;
  }
  .blank {
    padding: var(--tessera-space-4);
    display: grid;
    gap: 0.5rem;
    justify-items: start;
  }
  form {
    display: contents;
  }
  @media (max-width: 640px) {
    .cal {
      display: block;
      min-inline-size: 0;
    }
    .hours,
    .nowl,
    .dc:not(.current),
    .shut,
    .cur,
    .cal h2 {
      display: none;
    }
    .who-s {
      display: grid;
      grid-template-columns: 3fr 2fr;
      gap: 0.5rem;
      padding: 0.75rem 0.75rem 0;
    }
    .who-s > * {
      min-inline-size: 0;
    }
    .datepick {
      inline-size: 100%;
      min-inline-size: 0;
    }
    .dc {
      border: 0;
    }
    .dc ol {
      block-size: auto;
      background: none;
      display: grid;
      gap: 0.375rem;
      padding: 0.5rem 0.75rem;
    }
    .ap {
      position: relative;
      inset: auto;
      inline-size: auto;
      block-size: auto;
    }
    .ap .blk {
      padding: 0.5rem 0.625rem;
      min-block-size: 2.75rem;
      gap: 0.125rem;
    }
    .edge .blk {
      padding-inline-start: 0.75rem;
    }
    .short .blk {
      display: grid;
      grid-auto-flow: row;
      grid-template-columns: none;
    }
    .short .sub .cut,
    .short .in,
    .narrow.low .in {
      display: inline-flex;
    }
    .cancheck.low:not(.narrow) .sub {
      padding-inline-end: 0;
    }
    .ap .in {
      min-block-size: 2.75rem;
      inset-block-end: 0.375rem;
    }
    .ap.cancheck .blk {
      min-block-size: 4.75rem;
    }
    .freeli {
      display: block;
    }
    .freeli button {
      inline-size: 100%;
      min-block-size: 2.75rem;
      padding: 0.25rem 0.625rem;
      border: 1px dashed var(--tessera-accent);
      border-radius: var(--tessera-radius-sm);
      background: none;
      color: var(--tessera-accent-fg);
      font: 600 0.8125rem/1.125rem var(--tessera-font-family);
      text-align: start;
    }
  }
`
