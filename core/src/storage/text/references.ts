import { stringEnd } from './members.js'
import { withText, type ParsedResource } from './parse.js'

// In compact JSON text a quote inside a string is always escaped, so these begin no match within one: `"reference":"`
// needs four bare quotes, and before the quote of `"urn:` there is no backslash. A `value` is the text of an Identifier
// or ContactPoint, never an address (R4 http §3.1.0.11.2 names Reference, uri, url, oid, uuid): it stays as it was sent.
const CANDIDATE = /"reference":"|(?<!\\|"value":|"valueString":)"urn:/g

/** `Practitioner?identifier=…`: a search that must find exactly one resource (R4 §3.1.0.11.2, conditional references). */
export const isConditional = (value: string): boolean => /^[A-Z][A-Za-z]*\?/.test(value)

/**
 * The strings that a transaction has to resolve: addresses `urn:…`, conditional ones under the key `reference`.
 *
 * @returns each with whether it stands under the key `reference` anywhere
 */
export function referencesToResolve(parsed: ParsedResource): Map<string, boolean> {
  const found = new Map<string, boolean>()
  for (const text of [parsed.meta, parsed.rest]) {
    for (const { value, isReference } of candidates(text)) {
      if (value.startsWith('urn:') || isConditional(value)) found.set(value, isReference || found.get(value) === true)
    }
  }
  return found
}

/**
 * Puts the resolved references in, in text and tree. Only those strings are touched, all else keeps its spelling.
 *
 * @param resolve is asked for every `urn:…` string and every value under the key `reference`; undefined leaves it as it is
 */
export function rewriteReferences(
  parsed: ParsedResource,
  resolve: (value: string) => string | undefined,
): ParsedResource {
  const rewrite = (text: string) => {
    let out = ''
    let from = 0
    for (const { value, start, end } of candidates(text)) {
      const to = resolve(value)
      if (to === undefined) continue
      out += text.slice(from, start) + JSON.stringify(to)
      from = end
    }
    return out + text.slice(from)
  }
  const meta = rewrite(parsed.meta)
  const rest = rewrite(parsed.rest)
  return meta === parsed.meta && rest === parsed.rest ? parsed : withText(parsed, meta, rest)
}

/** Values with the span of the string, quotes included. */
function* candidates(text: string): Generator<{ value: string; start: number; end: number; isReference: boolean }> {
  const finder = new RegExp(CANDIDATE)
  for (let match = finder.exec(text); match; match = finder.exec(text)) {
    const isReference = match[0] !== '"urn:'
    const start = isReference ? match.index + match[0].length - 1 : match.index
    const end = stringEnd(text, start) + 1
    const raw = text.slice(start, end)
    yield { value: raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1), start, end, isReference }
    finder.lastIndex = end
  }
}
