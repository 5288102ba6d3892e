import { css } from 'lit'

/** A page with panes of its own: head, main pane, panel on the right; on a phone one column that scrolls with the page. */
export const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    margin: calc(-1 * var(--tessera-space-4));
    block-size: calc(100dvh - 3rem);
    min-block-size: 20rem;
  }
  .pagehead {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem var(--tessera-space-3);
    padding: var(--tessera-space-3) var(--tessera-space-4);
    border-block-end: 1px solid var(--tessera-border);
  }
  .pagehead h1 {
    white-space: nowrap;
  }
  .pagehead .arrows {
    gap: 0;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    color: var(--tessera-fg-muted);
    font: var(--tessera-text-sm);
  }
  .split {
    position: relative;
    flex: 1;
    display: flex;
    min-block-size: 0;
  }
  .main {
    flex: 1;
    min-inline-size: 0;
    overflow: auto;
  }
  .work {
    display: flex;
    flex-direction: column;
    inline-size: 22rem;
    flex: none;
    min-block-size: 0;
    background: var(--tessera-surface);
    border-inline-start: 1px solid var(--tessera-border);
    box-shadow: var(--tessera-shadow-2);
    z-index: var(--tessera-z-work);
    clip-path: inset(0 0 0 -40px);
  }
  .work > form {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-block-size: 0;
  }
  .work header {
    display: grid;
    gap: 0.375rem;
    padding-block: 0.625rem;
    padding-inline: var(--tessera-space-4) var(--tessera-space-2);
    border-block-end: 1px solid var(--tessera-border);
  }
  .work .body {
    flex: 1;
    overflow: auto;
    padding: var(--tessera-space-4);
    display: grid;
    gap: var(--tessera-space-3);
    align-content: start;
  }
  .work footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--tessera-space-2);
    padding: 0.625rem var(--tessera-space-4);
    border-block-start: 1px solid var(--tessera-border);
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--tessera-space-2);
  }
  .menu {
    position: fixed;
    margin: 0;
    min-inline-size: 14rem;
    max-inline-size: min(22rem, calc(100vw - 1rem));
    padding: 0.375rem;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    background: var(--tessera-raised);
    color: inherit;
    box-shadow: var(--tessera-shadow-2);
  }
  .menu .who {
    display: grid;
    gap: 0.25rem;
    padding: 0.25rem 0.375rem 0.5rem;
    border-block-end: 1px solid var(--tessera-border);
    margin-block-end: 0.25rem;
  }
  .menu [role='menuitem'] {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    inline-size: 100%;
    min-block-size: var(--tessera-control);
    padding: 0 0.5rem;
    border: 0;
    border-radius: var(--tessera-radius);
    background: none;
    text-align: start;
    text-decoration: none;
    color: inherit;
    font: var(--tessera-text-md);
    cursor: pointer;
  }
  .menu [role='menuitem']:hover,
  .menu [role='menuitem']:focus-visible {
    background: var(--tessera-hover);
  }
  .menu .kbd {
    margin-inline-start: auto;
  }
  @media (max-width: 1023px) and (min-width: 641px) {
    .split > .work.panel {
      position: absolute;
      inset: 0 0 0 auto;
      inline-size: min(26rem, 100%);
    }
    .split > .work.board {
      display: none;
    }
  }
  @media (max-width: 640px) {
    :host {
      margin: calc(-1 * var(--tessera-space-3));
      block-size: auto;
    }
    .pagehead {
      gap: 0.5rem;
      padding: var(--tessera-space-3);
    }
    .split {
      flex-direction: column-reverse;
    }
    .main {
      overflow: visible;
    }
    .work {
      inline-size: auto;
      border: 0;
      border-block-end: 1px solid var(--tessera-border);
      box-shadow: none;
      clip-path: none;
    }
    .work .body {
      overflow: visible;
      padding: var(--tessera-space-3);
    }
    .hide-s {
      display: none !important;
    }
  }
  @media print {
    :host {
      block-size: auto;
    }
    .work,
    .pagehead .end {
      display: none;
    }
  }
`
