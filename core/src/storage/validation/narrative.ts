/**
 * `text.div`: the XHTML that R4 allows in a narrative (narrative.html, txt-1 and txt-2), or a refusal; never rewritten.
 * What could run, load or cover the page is out, and so is markup that an HTML parser reads otherwise than an XML one.
 */
import { createRequire } from 'node:module'
import type { IssueCode } from '../../refusal.js'
import { isPlainNarrative } from './plain-narrative.js'

/** Loaded by the first narrative that needs it: the parser costs the start of the server a tenth of its budget. */
const require = createRequire(import.meta.url)

const XHTML = 'http://www.w3.org/1999/xhtml'

export const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre q samp ' +
    'small span strong sub sup table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
)

const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite class colspan compact ' +
    'coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel rev rowspan rules scope shape span src start style ' +
    'summary tabindex title type valign value vspace width xml:lang'
  ).split(' '),
)

const ADDRESSES: ReadonlySet<string> = new Set(['href', 'src', 'cite', 'longdesc'])

export interface NarrativeProblem {
  code: IssueCode
  text: string
}

/**
 * @param div what the resource has as `div`
 * @returns why it is refused, undefined when it may be stored
 */
export function narrativeProblem(div: unknown): NarrativeProblem | undefined {
  if (typeof div !== 'string') return { code: 'structure', text: 'must be a string with XHTML' }
  if (isPlainNarrative(div)) return undefined
  const text = parseProblem(div)
  return text === undefined ? undefined : { code: 'invalid', text }
}

/** Elements in elements: the parser looks through all open ones at each tag, so a deep text would take it minutes. */
const MAX_DEPTH = 100

class Refused extends Error {}

function refuse(text: string): never {
  throw new Refused(text)
}

/** The whole check by the parser. */
export function parseProblem(div: string): string | undefined {
  // What `require` gives is the module that the type names.
  const { SaxesParser } = require('saxes') as typeof import('saxes')
  const parser = new SaxesParser({ xmlns: true })
  let depth = 0
  let content = false
  parser.on('error', (error) => refuse(`must be well-formed XHTML (${error.message.slice(0, 120)})`))
  parser.on('doctype', () => refuse('must not have a document type'))
  parser.on('processinginstruction', () => refuse('must not have processing instructions'))
  parser.on('xmldecl', () => refuse('must not have an XML declaration'))
  parser.on('cdata', () => refuse('must not have CDATA sections'))
  // HTML ends these comments at once, XML does not; `--` inside one is an error already.
  parser.on('comment', (comment) =>
    /^-?>/.test(comment) ? refuse('must not have a comment that begins with >') : undefined,
  )
  parser.on('text', (text) => {
    if (/\S/.test(text)) content = true
  })
  parser.on('opentag', (tag) => {
    if (depth++ === 0 && tag.name !== 'div') refuse(`must be one div element, not ${tag.name}`)
    if (depth > MAX_DEPTH) refuse(`must not nest elements deeper than ${MAX_DEPTH} levels`)
    if (tag.uri !== XHTML || tag.prefix !== '') refuse(`must be in the namespace ${XHTML}, as xmlns on the div`)
    if (!ELEMENTS.has(tag.local)) refuse(`must not have the element ${tag.local.slice(0, 40)}`)
    if (tag.local === 'img' && 'src' in tag.attributes) content = true
    for (const { name, value } of Object.values(tag.attributes)) checkAttribute(tag.local, name, value)
  })
  parser.on('closetag', () => depth--)
  try {
    parser.write(div).close()
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
  return content ? undefined : 'must have some text or an image'
}

function checkAttribute(element: string, name: string, value: string): void {
  if (name === 'xmlns' && value === XHTML) return
  if (!ATTRIBUTES.has(name)) refuse(`must not have the attribute ${name.slice(0, 40)}`)
  if (ADDRESSES.has(name) && !isHarmlessAddress(value, element === 'img'))
    refuse(`must not have this address in ${name}: only http, https, mailto, tel, relative ones and images as data`)
  if (name === 'style' && !isHarmlessStyle(value)) refuse('must not load or run anything in style')
}

/** A relative address, one of the schemes that only navigate, or for an image data of a picture without script. */
function isHarmlessAddress(value: string, image: boolean): boolean {
  // Browsers skip these when they look for the scheme.
  // oxlint-disable-next-line no-control-regex
  const address = value.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\ufeff]/g, '').toLowerCase()
  const scheme = /^([^/?#]*?):/.exec(address)
  if (!scheme) return true
  if (image && /^data:image\/(png|gif|jpeg|webp);base64,/.test(address)) return true
  return ['http', 'https', 'mailto', 'tel'].includes(scheme[1] ?? '')
}

/** No address but a picture beside the page or in place, no expression, import, escape or comment that could hide one. */
function isHarmlessStyle(value: string): boolean {
  const style = value.replace(PICTURE, '')
  return !/[\\@<>{}]|\/\*|url\s*\(|image\s*\(|image-set|expression|behaviou?r|binding|javascript|position\s*:\s*(absolute|fixed|sticky)/i.test(
    style,
  )
}

/** As the rendering of Questionnaires draws its tree lines. */
const PICTURE =
  /url\(\s*(['"]?)(?:[\w-]+\.(?:png|gif|jpg|jpeg)|data:image\/(?:png|gif|jpeg);base64,[A-Za-z0-9+/=]*)\1\s*\)/g
