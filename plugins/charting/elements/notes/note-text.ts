import { msg, str } from '@lit/localize'
import { formatShortDate, type Place } from '@tessera/web-components'
import { html } from 'lit'
import { written } from '../../domain/notes/blocks.js'
import { isEmpty, type Section } from '../../domain/notes/note.js'

/** The text of a note to read: carried text keeps its mark. Markup of other programs is shown as text. */
export const noteText = (sections: readonly Section[], place: Place) =>
  sections
    .filter((each) => !isEmpty(each))
    .map(
      ({ title, blocks }) =>
        html`<section class="sec">
          <h3>${title}</h3>
          ${written(blocks).map(({ text, from }) =>
            from
              ? html`<div class="carried">
                  <span class="cap"
                    ><tessera-icon name="copy" size="s"></tessera-icon>${msg(
                      str`Carried forward from ${formatShortDate(from.date, place)}`,
                    )}</span
                  >
                  <p class="text">${text}</p>
                </div>`
              : html`<p class="text">${text}</p>`,
          )}
        </section>`,
    )
