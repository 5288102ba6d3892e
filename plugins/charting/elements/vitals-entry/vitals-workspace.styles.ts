import { css } from 'lit'

/** A sign is one line: field, unit, flag; at its end the value before it. */
export const vitalsStyles = css`
  .fields {
    gap: var(--tessera-space-3);
  }
  .sign {
    position: relative;
    display: grid;
    gap: 0.25rem;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .line .in {
    inline-size: 6.5rem;
    flex: none;
    font-size: 1rem;
    font-weight: 600;
  }
  .line .btn,
  .unit {
    min-inline-size: 3.25rem;
  }
  .unit {
    padding-inline-start: 0.25rem;
  }
  .before {
    position: absolute;
    inset: 0 0 auto auto;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .sure {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 1.5rem;
    font: var(--tessera-text-sm);
    font-weight: 600;
  }
  .bmi {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    padding-block: 0.25rem;
  }
`
