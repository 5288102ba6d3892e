import { css } from 'lit'

export const chipStyles = css`
  :host {
    display: inline-flex;
    vertical-align: middle;
    max-inline-size: 100%;
  }
  span {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0 0.375rem;
    min-block-size: 1.25rem;
    border: 1px solid transparent;
    border-radius: var(--tessera-radius-sm);
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    background: var(--tessera-neutral-soft);
    box-sizing: border-box;
  }
  tessera-icon {
    inline-size: 0.8125rem;
    block-size: 0.8125rem;
    stroke-width: 2.25;
  }
  .critical {
    background: var(--tessera-danger-solid);
    color: var(--tessera-on-danger);
  }
  .danger {
    background: var(--tessera-danger-soft);
    border-color: var(--tessera-danger-line);
    color: var(--tessera-danger);
  }
  .abnormal {
    background: var(--tessera-caution-soft);
    border-color: var(--tessera-caution-line);
    color: var(--tessera-caution);
  }
  .overdue {
    background: none;
    border-color: var(--tessera-caution);
    color: var(--tessera-caution);
  }
  .outside {
    background: var(--tessera-outside-soft);
    border-color: var(--tessera-outside-line);
    color: var(--tessera-outside);
  }
  .withheld {
    background: var(--tessera-withheld-soft);
    border-color: var(--tessera-withheld-line);
    color: var(--tessera-withheld);
  }
  .good {
    background: var(--tessera-good-soft);
    border-color: var(--tessera-good-line);
    color: var(--tessera-good);
  }
  .draft {
    background: none;
    border: 1px dashed var(--tessera-control-border);
  }
  .info {
    background: var(--tessera-accent-soft);
    color: var(--tessera-accent-fg);
  }
  .bare,
  :host([bare]) span {
    background: none;
    border: 0;
    padding: 0;
  }
  @media print {
    span {
      border-color: currentColor;
      background: none !important;
      color: #000 !important;
    }
  }
`
