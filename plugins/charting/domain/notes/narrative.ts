import { cleanText, written, type Block, type Source } from './blocks.js'

/** On a section: which paragraph of its narrative was carried forward, from which note of which day. */
export const CARRIED_FORWARD = 'urn:tessera:carried-forward'

const OPEN = '<div xmlns="http://www.w3.org/1999/xhtml">'

/** A carried paragraph as the narrative has it: an `id` that the section's extension names. */
export interface Narrative {
  div: string
  carried: { id: string; from: Source }[]
}

/**
 * Blocks as XHTML that R4 allows in a narrative: a paragraph each, carried ones with a class, a title that any reader
 * shows, and an id.
 *
 * @param name of the section, so that the ids are unique in the note
 * @returns undefined when there is nothing to say (an empty narrative is not allowed)
 */
export function narrativeOf(blocks: readonly Block[], name: string): Narrative | undefined {
  const carried: Narrative['carried'] = []
  const paragraphs = written(blocks).map(({ text, from }) => {
    const words = escape(text).replaceAll('\n', '<br/>')
    if (!from) return `<p>${words}</p>`
    const id = `${name}-carried-${carried.length + 1}`
    carried.push({ id, from })
    return `<p class="carried" title="Carried forward from ${from.date}" id="${id}">${words}</p>`
  })
  return paragraphs.length === 0 ? undefined : { div: `${OPEN}${paragraphs.join('')}</div>`, carried }
}

/**
 * The blocks of a narrative. Of one that another program wrote, the text in paragraphs: its tags are not kept.
 *
 * @param sources by id of a paragraph
 */
export function blocksOf(div: string, sources: ReadonlyMap<string, Source> = new Map()): Block[] {
  const inside = div.replace(/^\s*<div[^>]*>/, '').replace(/<\/div>\s*$/, '')
  const own = /^(?:<p(?: class="carried" title="[^"]*" id="[^"]*")?>(?:[^<]|<br\/>)*<\/p>)+$/.test(inside)
  if (!own) return written(foreignText(inside).map((text) => ({ text })))
  return [...inside.matchAll(/<p(?:[^>]* id="([^"]*)")?>(.*?)<\/p>/gs)].map(([, id, words = '']) => {
    const from = id === undefined ? undefined : sources.get(id)
    const text = cleanText(unescape(words.replaceAll('<br/>', '\n')))
    return from ? { text, from } : { text }
  })
}

/** Text of any narrative, a paragraph each: for search, for screens that show no foreign markup. */
export function foreignText(markup: string): string[] {
  return markup
    .replace(/<!--.*?-->/gs, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<\/(?:td|th)>/g, '\t')
    .replace(/<\/(?:p|div|li|tr|h[1-6]|table|ul|ol|dd|dt|blockquote|pre)>/g, '\n\n')
    .replace(/<[^>]*>/g, '')
    .split(/\n\s*\n/)
    .map((text) => unescape(text).trim())
    .filter(Boolean)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function unescape(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}
