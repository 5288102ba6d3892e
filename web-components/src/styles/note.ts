import { css } from 'lit'

/** `.note`: a notice in the flow, with `caution`, `danger`, `withheld` or `info`; starts with a `tessera-icon`. */
export const noteStyles = css`
  .note {
    display: flex;
    gap: 0.625rem;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
    font: var(--tessera-text-sm);
  }
  .note > tessera-icon {
    margin-block-start: 0.0625rem;
  }
  .note a {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .note.caution {
    background: var(--tessera-caution-soft);
    border-color: var(--tessera-caution-line);
  }
  .note.caution > tessera-icon,
  .note.caution > div > b:first-child {
    color: var(--tessera-caution);
  }
  .note.danger {
    background: var(--tessera-danger-soft);
    border-color: var(--tessera-danger-line);
  }
  .note.danger > tessera-icon {
    color: var(--tessera-danger);
  }
  .note.withheld {
    background: var(--tessera-withheld-soft);
    border-color: var(--tessera-withheld-line);
  }
  .note.withheld > tessera-icon {
    color: var(--tessera-withheld);
  }
  .note.info {
    background: var(--tessera-accent-soft);
    border-color: transparent;
  }
  .note.info > tessera-icon {
    color: var(--tessera-accent-fg);
  }
`
