import { css } from 'lit'

/** `button.btn` with `primary`, `danger`, `quiet`, `icon`, `s`: for native buttons inside an element's own root. */
export const buttonStyles = css`
  .btn {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-block-size: var(--tessera-control);
    padding: 0 0.75rem;
    border: 1px solid var(--tessera-control-border);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
    color: var(--tessera-fg);
    font: 600 0.8125rem/1rem var(--tessera-font-family);
    white-space: nowrap;
    cursor: pointer;
    text-decoration: none;
    transition: background var(--tessera-fast) var(--tessera-ease);
    box-sizing: border-box;
  }
  .btn:hover {
    background: var(--tessera-hover);
    text-decoration: none;
  }
  .btn.primary {
    background: var(--tessera-accent);
    border-color: transparent;
    color: var(--tessera-on-accent);
    box-shadow:
      inset 0 1px 0 rgb(255 255 255 / 0.14),
      var(--tessera-shadow-1);
  }
  .btn.primary:hover {
    background: var(--tessera-accent-hover);
  }
  .btn.danger {
    background: var(--tessera-danger-solid);
    border-color: transparent;
    color: var(--tessera-on-danger);
  }
  .btn.quiet {
    border-color: transparent;
    background: none;
    color: var(--tessera-accent-fg);
    padding: 0 0.5rem;
  }
  .btn.quiet:hover {
    background: var(--tessera-hover);
  }
  .btn.icon {
    inline-size: var(--tessera-control);
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--tessera-fg-muted);
  }
  .btn.icon:hover {
    background: var(--tessera-hover);
    color: var(--tessera-fg);
  }
  .btn.s {
    min-block-size: 1.625rem;
    padding: 0 0.5rem;
    font-size: 0.75rem;
  }
  .btn.s.icon {
    inline-size: 1.625rem;
    padding: 0;
  }
  .btn:focus-visible {
    outline: 2px solid var(--tessera-focus);
    outline-offset: 2px;
  }
  .btn[aria-busy='true'] {
    cursor: progress;
  }
  .btn[aria-busy='true'] tessera-icon {
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .btn[aria-busy='true'] tessera-icon {
      animation: none;
    }
  }
  @media (max-width: 640px) {
    .btn.s {
      min-block-size: 2.25rem;
      padding: 0 0.625rem;
    }
    .btn.s.icon {
      inline-size: 2.75rem;
      min-block-size: 2.75rem;
    }
  }
  @media print {
    .btn {
      display: none;
    }
  }
`

/** `.kbd`: a key beside a command. */
export const keyStyles = css`
  .kbd {
    display: inline-grid;
    place-items: center;
    min-inline-size: 1.125rem;
    block-size: 1.125rem;
    padding: 0 0.25rem;
    border: 1px solid var(--tessera-border-strong);
    border-radius: 3px;
    font: 600 0.6875rem/1 var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    background: var(--tessera-surface);
    box-sizing: border-box;
  }
`
