import { msg } from '@lit/localize'
import { html, type TemplateResult } from 'lit'
import { logo } from '../../elements/logo/logo.js'
import { flipTheme } from '../../shell/theme.js'
import { mosaicArt } from './mosaic-art.js'

/** The frame of the pages before the shell: brand, the page's own box, foot, picture. */
export const entrance = (box: TemplateResult, foot: TemplateResult | string = '') =>
  html`<div class="si">
    <main>
      <div class="brand row">${logo(32)}<b class="b">Tessera</b></div>
      ${box}
      <div class="foot">
        ${foot}<span>${msg('Every sign-in is recorded.')}</span>
        <button class="btn icon s" type="button" aria-label=${msg('Switch between light and dark')} @click=${flipTheme}>
          <tessera-icon name="moon"></tessera-icon>
        </button>
      </div>
    </main>
    <div class="side">${mosaicArt()}</div>
  </div>`
