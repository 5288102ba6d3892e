import { css } from 'lit'

/** The tools stand above the card. */
export const timelineStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--tessera-space-3);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem 1rem;
  }
  .seek {
    flex: 1 1 16rem;
    max-inline-size: 24rem;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset label {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-block-size: var(--tessera-control);
    font: var(--tessera-text-sm);
  }
  fieldset input {
    inline-size: 1.5rem;
    block-size: 1.5rem;
    margin: 0;
    accent-color: var(--tessera-accent);
  }
  h3 {
    padding: 0.75rem var(--tessera-pad) 0.25rem;
    color: var(--tessera-fg-muted);
  }
  .rows > li > tessera-icon {
    color: var(--tessera-fg-faint);
  }
  .void a,
  .void b {
    text-decoration: line-through;
  }
  .foot {
    padding: 0.625rem var(--tessera-pad);
  }
`
