import { css } from 'lit'

export const bannerStyles = css`
  :host {
    display: block;
    position: relative;
    z-index: var(--tessera-z-sticky);
  }
  .banner {
    display: flex;
    align-items: center;
    gap: var(--tessera-space-6);
    padding: 0.5rem var(--tessera-space-4);
    min-block-size: 4.25rem;
    background: var(--tessera-surface);
    border-block-end: 1px solid var(--tessera-border);
  }
  .who {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-inline-size: 0;
  }
  .ids {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75rem;
    font: var(--tessera-text-sm);
    color: var(--tessera-fg-muted);
  }
  .ids b {
    font-weight: 600;
    color: var(--tessera-fg);
  }
  .alerts {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem;
    min-inline-size: 0;
  }
  tessera-slot {
    display: contents;
  }
  .actions {
    display: flex;
    flex: none;
    gap: var(--tessera-space-2);
  }
  @media (min-width: 641px) and (max-width: 1439px) {
    .actions > .btn:not(.icon) tessera-icon {
      display: none;
    }
  }
  .actions .later {
    display: none;
  }
  [popover] {
    position: fixed;
    inset: 6.5rem 0.75rem auto auto;
    margin: 0;
    min-inline-size: 12rem;
    padding: 0.5rem;
    color: inherit;
    background: var(--tessera-raised);
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    box-shadow: var(--tessera-shadow-2);
  }
  .item {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    inline-size: 100%;
    min-block-size: var(--tessera-control);
    padding: 0 0.5rem;
    border: 0;
    border-radius: var(--tessera-radius);
    background: none;
    font: 500 0.8125rem/1.125rem var(--tessera-font-family);
    cursor: pointer;
  }
  .item:hover {
    background: var(--tessera-hover);
  }
  .more {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    min-block-size: 1.5rem;
    padding: 0 0.375rem;
    border: 0;
    border-radius: var(--tessera-radius-sm);
    font: 600 0.75rem/1rem var(--tessera-font-family);
    color: var(--tessera-fg-muted);
    background: var(--tessera-neutral-soft);
    cursor: pointer;
  }
  .more tessera-icon {
    inline-size: 0.8125rem;
    block-size: 0.8125rem;
  }
  .fold,
  .narrow {
    display: none;
  }
  i.mark {
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: var(--tessera-radius-sm);
  }
  .bars {
    display: grid;
    gap: 0.5rem;
    animation: appear 0s 200ms both;
  }
  .bars i {
    block-size: 1rem;
    inline-size: 10rem;
    border-radius: 3px;
    background: var(--tessera-neutral-soft);
  }
  .bars i + i {
    block-size: 0.75rem;
    inline-size: 16rem;
    max-inline-size: 60vw;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (min-width: 641px) and (max-width: 1023px) {
    .banner {
      gap: 0.5rem var(--tessera-space-3);
      flex-wrap: wrap;
    }
  }
  @media (max-width: 640px) {
    .banner {
      gap: 0.5rem;
      padding: 0.5rem 0.75rem;
      /* with the line of allergies, so that nothing moves when they arrive */
      min-block-size: 5.5rem;
      align-content: start;
      flex-wrap: wrap;
    }
    h1 {
      font: var(--tessera-title-md);
    }
    .ids {
      font-size: 0.75rem;
      line-height: 1rem;
      gap: 0 0.5rem;
    }
    .alerts {
      flex-basis: 100%;
    }
    .actions {
      flex-basis: 100%;
      min-inline-size: 0;
      overflow-x: auto;
      scrollbar-width: none;
    }
    .actions .btn {
      flex: none;
      min-block-size: 2.75rem;
    }
    .actions .later {
      display: inline-flex;
    }
    :host([compact]) .actions {
      display: none;
    }
    .actions .more-actions {
      display: none;
    }
    .fold-s,
    .wide {
      display: none;
    }
    .narrow {
      display: inline-flex;
    }
  }
  @media print {
    .banner {
      border-block-end: 1pt solid #000;
    }
    .actions,
    .more {
      display: none;
    }
    .fold,
    .fold-s {
      display: inline-flex;
    }
  }
`
