import { css } from 'lit'

/** The frame: rail, top bar, stage; panes scroll, the frame doesn't. On a phone the page scrolls. */
export const frameStyles = css`
  .app {
    display: grid;
    grid-template: 'rail top' 3rem 'rail stage' minmax(0, 1fr) / 4rem minmax(0, 1fr);
    block-size: 100dvh;
    overflow: hidden;
    background: var(--tessera-bg);
  }
  .skip {
    position: fixed;
    inset: 0.5rem auto auto 0.5rem;
    z-index: 60;
    padding: 0.5rem 0.75rem;
    border: 0;
    color: var(--tessera-accent-fg);
    background: var(--tessera-raised);
    border-radius: var(--tessera-radius);
    box-shadow: var(--tessera-shadow-2);
    transform: translateY(-200%);
  }
  .skip:focus {
    transform: none;
  }
  .top {
    grid-area: top;
    display: flex;
    align-items: center;
    gap: var(--tessera-space-4);
    padding-inline: var(--tessera-space-4);
    border-block-end: 1px solid var(--tessera-border);
    background: var(--tessera-bg);
    min-inline-size: 0;
  }
  .clinic {
    font: var(--tessera-title-sm);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .find {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    inline-size: 26rem;
    max-inline-size: 40vw;
    min-block-size: 2rem;
    margin-inline: auto;
    padding-inline: 0.625rem 0.5rem;
    border: 1px solid var(--tessera-border-strong);
    border-radius: var(--tessera-radius);
    background: var(--tessera-surface);
    color: var(--tessera-fg-muted);
    font: var(--tessera-text-sm);
    cursor: pointer;
    text-align: start;
    white-space: nowrap;
  }
  .find .kbd {
    margin-inline-start: auto;
  }
  .me {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 1.75rem;
    block-size: 1.75rem;
    padding: 0;
    border-radius: 50%;
    background: var(--tessera-fg);
    color: var(--tessera-bg);
    font: 650 0.6875rem/1 var(--tessera-font-family);
    border: 0;
    cursor: pointer;
  }
  .me:focus-visible {
    border-radius: 50%;
  }
  .rail {
    grid-area: rail;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 2px;
    padding: 0.5rem 0;
    border-inline-end: 1px solid var(--tessera-border);
    background: var(--tessera-sunken);
    overflow-y: auto;
    scrollbar-width: none;
  }
  .logo {
    margin-block-end: 0.5rem;
    padding: 0.25rem;
  }
  .rail a {
    position: relative;
    display: grid;
    justify-items: center;
    gap: 2px;
    inline-size: 3.375rem;
    padding: 0.4375rem 0 0.3125rem;
    border-radius: var(--tessera-radius);
    color: var(--tessera-fg-muted);
    font: 600 0.6875rem/0.875rem var(--tessera-font-family);
    text-decoration: none;
  }
  .rail a:hover {
    background: color-mix(in srgb, var(--tessera-fg) 7%, transparent);
    color: var(--tessera-fg);
  }
  .rail a[aria-current] {
    background: var(--tessera-surface);
    color: var(--tessera-fg);
    box-shadow:
      var(--tessera-shadow-1),
      0 0 0 1px var(--tessera-border);
  }
  .rail a span {
    max-inline-size: 100%;
    overflow: hidden;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .rail .last {
    margin-block-start: auto;
  }
  .badge {
    position: absolute;
    inset-block-start: 0.0625rem;
    inset-inline-start: calc(50% + 0.1875rem);
    display: grid;
    grid-auto-flow: column;
    place-items: center;
    min-inline-size: 1.125rem;
    block-size: 1.125rem;
    padding-inline: 0.25rem;
    border-radius: 0.5625rem;
    background: var(--tessera-fg-muted);
    color: var(--tessera-bg);
    font: 650 0.6875rem/1 var(--tessera-font-family);
  }
  .badge.urgent {
    background: var(--tessera-danger-solid);
    color: var(--tessera-on-danger);
  }
  .bell {
    position: relative;
  }
  .dot {
    position: absolute;
    inset: 0.3125rem 0.3125rem auto auto;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--tessera-accent);
    box-shadow: 0 0 0 2px var(--tessera-bg);
  }
  .dot.urgent {
    background: var(--tessera-danger-solid);
  }
  .notice {
    align-items: start;
    padding-block: 0.375rem;
  }
  #notices {
    inline-size: 22rem;
    max-inline-size: calc(100vw - 1.5rem);
    max-block-size: 60dvh;
    overflow: auto;
  }
  .show-s {
    display: none;
  }
  .open {
    display: grid;
    gap: 2px;
    inline-size: 100%;
    justify-items: center;
    margin-block-start: 0.5rem;
    padding-block-start: 0.5rem;
    border-block-start: 1px solid var(--tessera-border-strong);
  }
  .stage {
    grid-area: stage;
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .desk {
    flex: 1;
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .chartpage .desk {
    display: grid;
    grid-template: auto minmax(0, 1fr) / auto minmax(0, 1fr) auto;
  }
  tessera-desk {
    grid-area: 2 / 3;
  }
  .cold {
    inline-size: min(36rem, calc(100vw - 1.5rem));
    margin-block-start: min(10vh, 6rem);
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    background: var(--tessera-raised);
    box-shadow: var(--tessera-shadow-3);
  }
  .cold input {
    inline-size: 100%;
    min-block-size: 3rem;
    padding-inline: 2.75rem 1rem;
    border: 0;
    outline: none;
    background: none;
    font: var(--tessera-text-lg);
  }
  .cold::backdrop {
    background: var(--tessera-scrim);
  }
  .line {
    border-radius: 0;
    border-width: 0 0 1px;
    padding-inline: var(--tessera-space-4);
  }
  .bottom {
    display: none;
  }
  .page {
    flex: 1;
    overflow: auto;
    padding: var(--tessera-space-4);
    container: pane / inline-size;
  }
  .page:focus-visible {
    outline-offset: -2px;
    border-radius: 0;
  }
  .gone {
    display: grid;
    justify-items: start;
    gap: 0.75rem;
    max-inline-size: 34rem;
    margin: 12vh auto 0;
  }
  .gone tessera-icon {
    color: var(--tessera-fg-faint);
  }
  [popover] {
    position: fixed;
    inset: 3rem 0.75rem auto auto;
    margin: 0;
    inline-size: 16rem;
    padding: 0.5rem;
    color: inherit;
    background: var(--tessera-raised);
    border: 1px solid var(--tessera-border);
    border-radius: var(--tessera-radius-lg);
    box-shadow: var(--tessera-shadow-2);
  }
  .menu-head {
    display: grid;
    padding: 0.25rem 0.5rem 0.5rem;
  }
  .menu-item {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    inline-size: 100%;
    min-block-size: var(--tessera-control);
    padding: 0 0.5rem;
    border: 0;
    border-radius: var(--tessera-radius);
    background: none;
    color: var(--tessera-fg);
    font: 500 0.8125rem/1.125rem var(--tessera-font-family);
    cursor: pointer;
    text-decoration: none;
    text-align: start;
  }
  .menu-item:hover {
    background: var(--tessera-hover);
    text-decoration: none;
  }
  .menu-item tessera-icon {
    color: var(--tessera-fg-muted);
  }
  @media (min-width: 641px) and (max-width: 1023px) {
    .chartpage .desk {
      grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr) auto;
    }
    tessera-desk {
      grid-area: 3 / 2;
    }
    tessera-desk[open] {
      grid-area: 3 / 1 / auto / -1;
      justify-self: end;
      z-index: var(--tessera-z-sticky);
    }
  }
  @media (max-width: 640px) {
    .desk,
    .chartpage .desk {
      display: block;
    }
    .covered .bottom {
      display: none;
    }
    .app:has(tessera-desk:not([open], [hidden])) {
      padding-block-end: calc(7rem + env(safe-area-inset-bottom)) !important;
    }
    .app.covered {
      padding-block-end: 0;
    }
    .show-s {
      display: flex;
    }
    .bottom > * {
      position: relative;
    }
    .bottom .badge {
      inset-block-start: 0.25rem;
    }
    .app {
      display: block;
      block-size: auto;
      overflow: visible;
      padding-block-end: calc(4rem + env(safe-area-inset-bottom));
      min-block-size: 100dvh;
    }
    .rail,
    .hide-s {
      display: none !important;
    }
    .top {
      padding-inline: var(--tessera-space-3);
      min-block-size: 3.25rem;
      position: sticky;
      inset-block-start: 0;
      z-index: var(--tessera-z-sticky);
    }
    .chartpage .top {
      block-size: 0;
      min-block-size: 0;
      padding: 0;
      border: 0;
      overflow: hidden;
    }
    .chartpage .top > :not([popover]) {
      display: none;
    }
    .find {
      inline-size: auto;
      max-inline-size: none;
      margin-inline: auto 0;
      min-block-size: 2.75rem;
      min-inline-size: 2.75rem;
      justify-content: center;
      border-color: transparent;
      background: none;
      padding: 0;
    }
    .find .kbd {
      display: none;
    }
    .find .t {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .me {
      position: relative;
      margin-inline: 0.5rem;
    }
    .me::after {
      content: '';
      position: absolute;
      inset: -0.5rem;
    }
    .stage {
      display: block;
    }
    .page {
      overflow: visible;
      padding: var(--tessera-space-3);
    }
    .bottom {
      position: fixed;
      inset: auto 0 0;
      z-index: var(--tessera-z-sticky);
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: 1fr;
      padding-block-end: env(safe-area-inset-bottom);
      background: var(--tessera-surface);
      border-block-start: 1px solid var(--tessera-border);
    }
    .bottom > * {
      display: grid;
      justify-items: center;
      align-content: center;
      gap: 2px;
      min-block-size: 3.5rem;
      padding: 0;
      border: 0;
      background: none;
      color: var(--tessera-fg-muted);
      font: 600 0.6875rem/0.875rem var(--tessera-font-family);
      text-decoration: none;
      cursor: pointer;
    }
    .bottom [aria-current] {
      color: var(--tessera-accent-fg);
    }
    [popover] {
      inset: auto 0.75rem calc(4rem + env(safe-area-inset-bottom)) 0.75rem;
      inline-size: auto;
    }
  }
  @media print {
    .rail,
    .top,
    .bottom,
    .skip {
      display: none !important;
    }
    .app,
    .stage {
      display: block;
      block-size: auto;
      overflow: visible;
    }
  }
`
