import { css } from 'lit'

/** The tools stand above the card. */
export const timelineStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem 1rem;
    margin-block-end: var(--tessera-space-3);
  }
  .seek {
    flex: 1 1 16rem;
    max-inline-size: 24rem;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset label {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-block-size: 1.75rem;
    padding-inline: 0.625rem;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
    color: var(--tessera-fg-muted);
    font: 600 0.75rem/1rem var(--tessera-font-family);
  }
  fieldset label:has(:checked) {
    background: var(--tessera-selected);
    border-color: var(--tessera-accent);
    color: var(--tessera-fg);
  }
  fieldset label:has(:focus-visible) {
    outline: 2px solid var(--tessera-focus);
    outline-offset: 2px;
  }
  /* the whole chip is the box */
  fieldset input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
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
  .many {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.875rem;
  }
  .many > span {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.375rem;
  }
  @media (max-width: 640px) {
    fieldset label {
      min-block-size: 2.75rem;
    }
  }
  .foot {
    padding: 0.625rem var(--tessera-pad);
  }
`
