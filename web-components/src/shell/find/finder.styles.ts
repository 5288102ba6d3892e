import { css } from 'lit'

export const finderStyles = css`
  :host {
    display: block;
  }
  .q {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--tessera-border);
  }
  .q input {
    flex: 1;
    min-inline-size: 0;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    font: var(--tessera-text-lg);
  }
  .q input::placeholder {
    color: var(--tessera-fg-faint);
    opacity: 1;
  }
  .q:focus-within {
    box-shadow: inset 0 -2px 0 var(--tessera-focus);
  }
  .list {
    padding-block-end: 0.5rem;
  }
  :host([inside]) .list {
    max-block-size: min(32rem, 70dvh);
    overflow: auto;
  }
  .gl {
    padding: 0.625rem 1rem 0.25rem;
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
  }
  [role='option'] {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-block-size: max(2.75rem, var(--tessera-row));
    padding: 0.375rem 1rem;
    cursor: pointer;
  }
  [role='option'] > tessera-icon {
    margin-inline: 0.375rem;
    color: var(--tessera-fg-muted);
  }
  [role='option'] b {
    font-weight: 600;
  }
  [aria-selected='true'] {
    background: var(--tessera-selected);
  }
  [role='option']:not([aria-selected='true']) .kbd.go {
    visibility: hidden;
  }
  mark {
    background: none;
    color: inherit;
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-decoration-color: var(--tessera-accent);
    text-underline-offset: 3px;
  }
  .sim {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    padding: 0.25rem 1rem;
    font: var(--tessera-text-sm);
    color: var(--tessera-caution);
  }
  .say {
    display: grid;
    justify-items: start;
    gap: 0.5rem;
    padding: 0.75rem 1rem;
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
  .bars {
    display: grid;
    gap: 0.875rem;
    padding: 1rem;
    animation: appear 0s 200ms both;
  }
  .bars i {
    block-size: 0.75rem;
    inline-size: 62%;
    border-radius: 3px;
    background: var(--tessera-neutral-soft);
  }
  .bars i:nth-child(2) {
    inline-size: 38%;
  }
  .bars i:nth-child(3) {
    inline-size: 70%;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`
