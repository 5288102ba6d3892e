import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'
import { buttonStyles } from '@tessera/web-components'
import { html } from 'lit'
import { paperHref } from './note-data.js'

/** For roots that have paper links: native links, since a page of ours must stay open behind a PDF. */
export const paperStyles = buttonStyles

/**
 * A PDF of ours: opened beside the app, where it is read and printed, or saved as a file.
 *
 * @param path of the route below the plugin
 */
export const paperLinks = (host: HostContext, path: string, icon: string, words: string) =>
  html`<a class="btn s" href=${paperHref(host, path)} target="_blank" rel="noopener"
      ><tessera-icon name=${icon} size="s"></tessera-icon>${words}</a
    ><a
      class="btn icon s"
      href=${paperHref(host, `${path}?download`)}
      download
      aria-label=${msg(str`Download: ${words}`)}
      title=${msg('Download')}
      ><tessera-icon name="download" size="s"></tessera-icon
    ></a>`
