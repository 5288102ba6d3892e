/**
 * A quick look at a narrative that answers only "surely fine": allowed elements, well nested, with attributes of a few
 * names and harmless characters, text, and no entity but the five of XML. Everything else goes to the parser of
 * `narrative.ts`, which decides. Most narratives pass here in a tenth of the parser's time.
 */
const ELEMENTS: ReadonlySet<string> = new Set(
  'a b blockquote br caption code col colgroup dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre small span strong sub sup table tbody td tfoot th thead tr tt ul'.split(
    ' ',
  ),
)

const START = '<div xmlns="http://www.w3.org/1999/xhtml"'

/** One tag: closing slash, name, attributes whose values have no character that could matter, self-closing slash. */
const TAG =
  /<(\/?)([a-z][a-z0-9]*)((?: (?:class|id|title|name|colspan|rowspan|border|lang|align|valign|width)="[\w .,:;#()/-]*"| href="(?:https?:\/\/|#)[\w./#?=;:%+-]*")*) ?(\/?)>/y

/** Text up to the next tag, without the characters that XML forbids. */
// oxlint-disable-next-line no-control-regex
const TEXT = /(?:[^<&\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\]]|&(?:amp|lt|gt|quot|apos);)*/y

/** Longer ones would need much of the regular expression's stack. */
const MAX_LENGTH = 20_000

export function isPlainNarrative(div: string): boolean {
  if (div.length > MAX_LENGTH) return false
  if (!div.startsWith(START) || !/^(?: class="[\w -]*")?>/.test(div.slice(START.length, START.length + 60)))
    return false
  let at = div.indexOf('>', START.length) + 1
  const open = ['div']
  let content = false
  for (;;) {
    TEXT.lastIndex = at
    const text = TEXT.exec(div)?.[0] ?? ''
    if (!content && /\S/.test(text)) content = true
    at += text.length
    if (open.length === 0) return content && at === div.length && text === ''
    TAG.lastIndex = at
    const tag = TAG.exec(div)
    if (!tag) return false
    const [whole, closing, name = '', attributes = '', empty] = tag
    if (closing) {
      if (attributes || empty || open.pop() !== name) return false
    } else {
      if (!ELEMENTS.has(name) || (attributes && isRepeated(attributes))) return false
      if (!empty) open.push(name)
    }
    at += whole.length
  }
}

function isRepeated(attributes: string): boolean {
  const names = attributes.match(/[a-z]+(?==")/g) ?? []
  return new Set(names).size !== names.length
}
