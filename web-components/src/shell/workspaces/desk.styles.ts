import { css } from 'lit'

/** A column beside the chart; a sheet over it where there is less room; in its place on a phone. */
export const deskStyles = css`
  :host {
    display: flex;
    min-block-size: 0;
    min-inline-size: 0;
  }
  aside {
    display: flex;
    flex-direction: column;
    inline-size: 2.75rem;
    min-block-size: 0;
    background: var(--tessera-surface);
    border-inline-start: 1px solid var(--tessera-border);
  }
  :host([open]) aside {
    inline-size: 26rem;
    box-shadow: var(--tessera-shadow-2);
  }
  :host([open]) aside.wide {
    inline-size: clamp(26rem, 46vw, 36.5rem);
  }
  tessera-workspace {
    flex: 1;
    min-block-size: 0;
  }
  .tabs {
    display: flex;
    gap: 2px;
    padding: 0.25rem;
    background: var(--tessera-sunken);
    border-block-end: 1px solid var(--tessera-border);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .tabs button {
    display: flex;
    flex: none;
    align-items: center;
    gap: 0.375rem;
    min-block-size: 1.75rem;
    padding: 0 0.5rem;
    border: 0;
    border-radius: var(--tessera-radius);
    background: none;
    color: var(--tessera-fg-muted);
    font: 600 0.75rem/1rem var(--tessera-font-family);
    white-space: nowrap;
    cursor: pointer;
  }
  .tabs button:hover {
    color: var(--tessera-fg);
    background: var(--tessera-hover);
  }
  .tabs button:focus-visible {
    outline-offset: -2px;
  }
  .tabs [aria-current] {
    background: var(--tessera-surface);
    color: var(--tessera-fg);
    box-shadow: 0 0 0 1px var(--tessera-border);
  }
  :host(:not([open])) .tabs {
    flex: 1;
    flex-direction: column;
    align-items: center;
    border: 0;
  }
  :host(:not([open])) .tabs button {
    writing-mode: vertical-rl;
    min-block-size: 0;
    min-inline-size: 2.25rem;
    padding: 0.625rem 0;
    justify-content: start;
  }
  @media (min-width: 641px) and (max-width: 1023px) {
    :host([open]) aside,
    :host([open]) aside.wide {
      inline-size: min(36.5rem, 100%);
      box-shadow: var(--tessera-shadow-3);
    }
    :host([open]) {
      inline-size: min(36.5rem, 100%);
    }
    :host([open]) aside:not(.wide) {
      inline-size: min(26rem, 100%);
      margin-inline-start: auto;
    }
  }
  @media (max-width: 640px) {
    :host {
      display: block;
    }
    :host([open]) aside,
    :host([open]) aside.wide,
    aside {
      display: block;
      inline-size: auto;
      border: 0;
      box-shadow: none;
    }
    .tabs button {
      min-block-size: 2.75rem;
    }
    :host(:not([open])) aside {
      position: fixed;
      z-index: var(--tessera-z-sticky);
      inset: auto 0 calc(3.5rem + env(safe-area-inset-bottom));
      border-block-start: 1px solid var(--tessera-border);
    }
    :host(:not([open])) .tabs {
      flex-direction: row;
    }
    :host(:not([open])) .tabs button {
      writing-mode: horizontal-tb;
      min-block-size: 2.5rem;
      padding: 0 0.625rem;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`

export const workspaceStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  section {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
  }
  header {
    display: grid;
    gap: 0.375rem;
    padding: 0.5rem 0.5rem 0.625rem var(--tessera-space-4);
    border-block-end: 1px solid var(--tessera-border);
  }
  tessera-identity-strip {
    margin-inline-end: 0.5rem;
  }
  h2 {
    font: var(--tessera-title-sm);
  }
  .tools,
  .tools .btn {
    flex: none;
    gap: 0;
  }
  .body {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow: auto;
    container: pane / inline-size;
  }
  .off {
    padding: var(--tessera-space-4);
  }
  @media (max-width: 640px) {
    .body {
      overflow: visible;
      min-block-size: calc(100dvh - 13rem);
    }
    header {
      padding-inline: 0.75rem 0.25rem;
    }
  }
`
