import { css } from 'lit'

/** A note while it is written and when it is read; the panel around it scrolls. */
export const noteTextStyles = css`
  .sec {
    display: grid;
    gap: 0.25rem;
    padding-block: 0.625rem;
  }
  .sec > header {
    min-block-size: 1.75rem;
  }
  .sec h3 {
    color: var(--tessera-fg-muted);
    font-size: 0.75rem;
  }
  .text {
    max-inline-size: 68ch;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .carried {
    padding: 0.25rem 0 0.25rem 0.75rem;
    border-inline-start: 2px dotted var(--tessera-control-border);
    color: var(--tessera-fg-muted);
  }
  .cap {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-faint);
  }
`

export const workspaceStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 100%;
    background: var(--tessera-surface);
  }
  .body {
    flex: 1;
    align-content: start;
    padding: 0.75rem var(--tessera-space-4) var(--tessera-space-4);
  }
  .meta select {
    inline-size: auto;
    max-inline-size: 16rem;
    min-block-size: 1.75rem;
    padding: 0 0.5rem;
    border: 1px solid var(--tessera-control-border);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
    font: 600 0.8125rem/1rem var(--tessera-font-family);
  }
  .pres {
    display: inline-grid;
    place-items: center;
    inline-size: 1.375rem;
    block-size: 1.375rem;
    border-radius: 50%;
    font: 650 0.625rem/1 var(--tessera-font-family);
    background: var(--tessera-outside-soft);
    color: var(--tessera-outside);
  }
  .miss {
    position: relative;
  }
  .miss::before {
    content: '';
    position: absolute;
    inset: 0.5rem auto 0.75rem -0.75rem;
    inline-size: 3px;
    border-radius: 2px;
    background: var(--tessera-caution-mark);
  }
  .body > .note {
    margin-block-start: 0.75rem;
  }
  .warnings {
    display: grid;
    gap: 0.75rem;
    margin-block-start: 0.75rem;
  }
  .two {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.5rem;
  }
  .side {
    padding: 0.5rem 0.625rem;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
  }
  footer {
    position: sticky;
    inset-block-end: 0;
    z-index: 3;
    display: flex;
    align-items: center;
    gap: var(--tessera-space-2);
    padding: 0.625rem var(--tessera-space-4);
    border-block-start: 1px solid var(--tessera-border);
    background: var(--tessera-surface);
  }
  .bars {
    display: grid;
    gap: 0.75rem;
  }
  .bars i {
    block-size: 3.5rem;
    border-radius: var(--tessera-radius);
    background: var(--tessera-neutral-soft);
  }
  @media (max-width: 640px) {
    .body {
      padding-inline: 0.75rem;
    }
    footer {
      padding-inline: 0.75rem;
      padding-block-end: calc(0.625rem + env(safe-area-inset-bottom));
    }
    .meta select {
      min-block-size: 2.75rem;
    }
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
