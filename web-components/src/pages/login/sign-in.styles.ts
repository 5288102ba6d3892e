import { css } from 'lit'

/** Sign-in and chooser: the form beside the mosaic, under it on a phone. */
export const entranceStyles = css`
  .si {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-block-size: 100dvh;
    background: var(--tessera-surface);
  }
  main {
    display: flex;
    flex-direction: column;
    padding: 1.5rem 2rem;
    min-inline-size: 0;
  }
  .brand {
    font-size: 1.125rem;
    letter-spacing: -0.01em;
  }
  .box {
    display: grid;
    gap: 1rem;
    inline-size: 100%;
    max-inline-size: 23rem;
    margin: auto;
    padding-block: 2rem;
  }
  .box h1 {
    font: var(--tessera-title-xl);
    letter-spacing: -0.02em;
    margin-block-end: 0.375rem;
    overflow-wrap: anywhere;
  }
  .btn.big {
    min-block-size: 2.75rem;
    font-size: 0.9375rem;
  }
  .box input {
    min-block-size: 2.75rem;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 1rem;
    font: var(--tessera-text-xs);
    color: var(--tessera-fg-muted);
  }
  .foot span {
    margin-inline-start: auto;
  }
  .side {
    display: none;
    position: relative;
    overflow: hidden;
    background: light-dark(#e9ecf9, #10142a);
  }
  .art {
    display: block;
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .m1 {
    fill: light-dark(#2f4bc7, #6b82f0);
  }
  .mg {
    fill: light-dark(#d58a1a, #e0a140);
  }
  .mt {
    fill: light-dark(#0f7f83, #4fb9b9);
  }
  .mp {
    fill: light-dark(#8150ad, #b48be0);
  }
  @media (min-width: 1024px) {
    .si {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr);
    }
    .side {
      display: block;
    }
  }
  @media (max-width: 640px) {
    .si {
      grid-template-rows: 7rem 1fr;
    }
    .side {
      display: block;
      order: -1;
    }
    main {
      padding: 1rem 1.25rem;
    }
    .brand {
      display: none;
    }
    .box {
      padding-block: 1rem;
      margin-block: 0 auto;
    }
  }
`
