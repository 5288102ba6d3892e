/**
 * Parts of a search value between separators that no backslash escapes (R4 search §3.1.1.4.2); the escapes stay.
 *
 * @example splitEscaped('a\\,b,c', ',') // ['a\\,b', 'c']
 */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): string[] {
  const parts: string[] = []
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === separator) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

/** The text that was meant: `\,` `\|` `\$` and `\\` without their backslash. */
export const unescapeValue = (text: string): string => text.replace(/\\([,|$\\])/g, '$1')
