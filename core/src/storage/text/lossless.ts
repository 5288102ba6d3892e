/**
 * JSON as a tree that keeps how leaves were spelt. Slower than JSON.parse: for patches, and to tell what is wrong with
 * a text that JSON.parse refused.
 */
export type Lossless = Leaf | Lossless[] | Map<string, Lossless>

/** A string, number, boolean or null as its own text. */
export interface Leaf {
  readonly raw: string
}

/** A text that is no JSON, or has a key twice. */
export class TextProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
    /** Where in the tree, `name[0].given`; '' at the top. */
    readonly path: string,
  ) {
    super(message)
  }
}

export const isLeaf = (value: Lossless): value is Leaf => !Array.isArray(value) && !(value instanceof Map)

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y
// one class, so that no string is too long for the backtracking stack
const PLAIN = /[^"\\\u0000-\u001f]*/y // eslint-disable-line no-control-regex
const WORD = /true|false|null/y
const SPACE = /[ \n\r\t]*/y

/**
 * @param text JSON, nested no deeper than the scanner allows
 * @throws TextProblem with the position of the first thing that is no JSON, or of the second of two equal keys
 */
export function parseLossless(text: string): Lossless {
  let i = 0
  const path: (string | number)[] = []

  const fail = (message: string, where = i): TextProblem => new TextProblem(message, where, written(path))
  const skip = () => {
    SPACE.lastIndex = i
    SPACE.test(text)
    i = SPACE.lastIndex
  }
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = i
    const match = pattern.exec(text)?.[0]
    if (match !== undefined) i += match.length
    return match
  }
  const takeString = (): string | undefined => {
    if (text[i] !== '"') return undefined
    const start = i++
    for (;;) {
      PLAIN.lastIndex = i
      PLAIN.test(text)
      i = PLAIN.lastIndex
      if (text[i] === '"') return text.slice(start, ++i)
      if (i >= text.length) throw fail('a string that does not end', start)
      if (text[i] !== '\\') throw fail('a control character in a string')
      if (take(ESCAPE) === undefined) throw fail('an escape that JSON does not know')
    }
  }
  const see = (char: string): boolean => {
    if (text[i] !== char) return false
    i++
    return true
  }
  const here = () => (i >= text.length ? 'the end of the text' : `“${String.fromCodePoint(text.codePointAt(i) ?? 0)}”`)

  const value = (): Lossless => {
    skip()
    if (see('{')) return object()
    if (see('[')) return array()
    const raw = takeString() ?? take(NUMBER) ?? take(WORD)
    if (raw !== undefined) return { raw }
    throw fail(`a value is expected, not ${here()}`)
  }
  const object = (): Lossless => {
    const members = new Map<string, Lossless>()
    skip()
    if (see('}')) return members
    do {
      skip()
      const start = i
      const raw = takeString()
      if (raw === undefined) throw fail(`a key in quotes is expected, not ${here()}`)
      const key = String(JSON.parse(raw))
      path.push(key)
      if (members.has(key)) throw fail(`the key “${key}” is there twice`, start)
      skip()
      if (!see(':')) throw fail(`“:” is expected, not ${here()}`)
      members.set(key, value())
      path.pop()
      skip()
    } while (see(','))
    if (!see('}')) throw fail(`“,” or “}” is expected, not ${here()}`)
    return members
  }
  const array = (): Lossless => {
    const items: Lossless[] = []
    skip()
    if (see(']')) return items
    do {
      path.push(items.length)
      items.push(value())
      path.pop()
      skip()
    } while (see(','))
    if (!see(']')) throw fail(`“,” or “]” is expected, not ${here()}`)
    return items
  }

  const root = value()
  skip()
  if (i < text.length) throw fail(`the end of the text is expected, not ${here()}`)
  return root
}

/** Compact text of a tree; leaves as they were spelt. */
export function writeLossless(value: Lossless): string {
  if (Array.isArray(value)) return `[${value.map(writeLossless).join(',')}]`
  if (value instanceof Map)
    return `{${[...value].map(([key, each]) => `${JSON.stringify(key)}:${writeLossless(each)}`).join(',')}}`
  return value.raw
}

const written = (path: (string | number)[]): string =>
  path.map((step, k) => (typeof step === 'number' ? `[${step}]` : k === 0 ? step : `.${step}`)).join('')
