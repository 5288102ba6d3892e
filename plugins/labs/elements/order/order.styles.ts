import { css } from 'lit'

export const orderStyles = css`
  .fields {
    gap: var(--tessera-space-3);
  }
  .sets {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .lines {
    display: grid;
    gap: var(--tessera-space-3);
  }
  .line {
    border: 1px solid var(--tessera-border-strong);
    border-radius: var(--tessera-radius-lg);
    box-shadow: var(--tessera-shadow-1);
    background: var(--tessera-surface);
  }
  .line > header {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.375rem 0.375rem 0.375rem 0.75rem;
    color: var(--tessera-fg-muted);
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
  }
  .line h3 {
    font: var(--tessera-title-sm);
    color: var(--tessera-fg);
  }
  .line .f {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    align-items: start;
    gap: 0.625rem 0.5rem;
    padding: 0 0.75rem 0.75rem;
  }
  .f > .w {
    grid-column: 1 / -1;
  }
  .start {
    justify-self: start;
  }
  .said {
    padding: 0 0.75rem 0.75rem;
  }
  .dup {
    display: grid;
    gap: 0.625rem;
    padding: 0.75rem;
    background: var(--tessera-caution-soft);
    border-block-start: 1px solid var(--tessera-caution-line);
    border-end-start-radius: calc(var(--tessera-radius-lg) - 1px);
    border-end-end-radius: calc(var(--tessera-radius-lg) - 1px);
  }
  .dup .title {
    color: var(--tessera-caution);
  }
  .dup .field > label {
    color: var(--tessera-fg);
  }
  .dup .btn.quiet {
    color: var(--tessera-fg);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .evidence {
    border: 1px solid var(--tessera-caution-line);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
  }
  .evidence > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1.25rem;
    padding: 0.5rem 0.75rem;
  }
  .evidence > li + li {
    border-block-start: 1px solid var(--tessera-border);
  }
  .evidence .value {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .evidence .what {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
  }
  .big {
    font-weight: 650;
  }
  .big small {
    font: 500 0.8125rem/1 var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  .alone .big {
    font: 650 1.5rem/1.75rem var(--tessera-font-family);
  }
  .total {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--tessera-space-3);
    padding-block-start: var(--tessera-space-2);
    border-block-start: 1px solid var(--tessera-border);
  }
  .blank {
    display: grid;
    justify-items: start;
    gap: var(--tessera-space-2);
    padding: var(--tessera-space-4);
    border: 1px dashed var(--tessera-border-strong);
    border-radius: var(--tessera-radius-lg);
  }
  .skeleton {
    block-size: 3.25rem;
    border-radius: var(--tessera-radius);
    background: var(--tessera-neutral-soft);
  }
  .foot > .note {
    padding: 0;
    border: 0;
    background: none;
  }
  .foot.last {
    justify-content: end;
  }
  .placed {
    display: flex;
    flex: 1;
    flex-direction: column;
  }
  .good {
    color: var(--tessera-good);
  }
  .picked {
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
  }
  .picked li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.4375rem 0.625rem;
    font: var(--tessera-text-sm);
  }
  .picked li + li {
    border-block-start: 1px solid var(--tessera-border);
  }
  .picked tessera-icon {
    color: var(--tessera-fg-muted);
  }
  @media (max-width: 640px) {
    .ways .btn {
      min-block-size: 2.75rem;
    }
  }
`
