import { msg, str } from '@lit/localize'
import { civilDate, formatShortDate, type Place } from '@tessera/web-components'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { bringForward } from '../../domain/notes/carry.js'
import type { Section } from '../../domain/notes/note.js'
import type { NoteSession } from './note-session.js'

/** A section of a note while it is written: its own text, and below it what was carried forward. */
export function sectionEditor(session: NoteSession, section: Section, place: Place) {
  const missing =
    session.tried && session.findings.some(({ section: key, level }) => key === section.key && level === 'refuse')
  return html`<section class="sec ${missing ? 'miss' : ''}" data-section=${section.key} aria-label=${section.title}>
    <header class="row">
      <h3>${section.title}</h3>
      ${carryButton(session, section, place)}
    </header>
    ${repeat(
      section.blocks,
      (_, i) => i,
      (block, i) => {
        const text = html`<charting-phrase-text
          label=${block.from ? msg(str`${section.title}, carried forward`) : section.title}
          placeholder=${section.blocks.length === 1 ? msg('Write, or type . for phrases') : msg('Write more')}
          .value=${block.text}
          .phrases=${session.phrases}
          .expand=${session.expandPhrase}
          @text-change=${(event: CustomEvent<string>) => session.edit(section.key, i, event.detail)}
        ></charting-phrase-text>`
        if (!block.from) return text
        const from = formatShortDate(block.from.date, place)
        return html`<div class="carried">
          <span class="cap"
            ><tessera-icon name="copy" size="s"></tessera-icon>${msg(str`Carried forward from ${from}`)}
            <tessera-button
              class="end"
              kind="icon"
              size="s"
              icon="x"
              label=${msg(str`Remove the text from ${from}`)}
              @click=${() => session.removeBlock(section.key, i)}
            ></tessera-button
          ></span>
          ${text}
        </div>`
      },
    )}
  </section>`
}

/** Offers the same section of the last note, unless it is here already. */
function carryButton(session: NoteSession, section: Section, place: Place) {
  const older = session.older(section)
  const previous = session.opening?.previous
  if (!older || !previous) return nothing
  const date = civilDate(previous.at, place.timezone)
  const brought = bringForward(section, older, { note: `Composition/${previous.id}`, date })
  if (brought === section) return nothing
  const day = formatShortDate(previous.at, place)
  return html`<tessera-button
    class="end"
    kind="quiet"
    size="s"
    icon="copy"
    label=${msg(str`Bring forward from ${day}: ${section.title}`)}
    @click=${() => session.carry(section, date)}
    >${msg(str`Bring forward from ${day}`)}</tessera-button
  >`
}
