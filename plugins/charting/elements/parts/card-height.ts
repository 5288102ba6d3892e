import { css } from 'lit'

/** A card that is at least as high as what the shell reserved for it. */
export const cardHeight = (pixels: number) => css`
  tessera-card {
    min-block-size: ${pixels}px;
  }
`
