/** `line 3, column 14` of a position in a text, both from 1. */
export function position(text: string, i: number): string {
  let line = 1
  let lineStart = 0
  for (let newline = text.indexOf('\n'); newline >= 0 && newline < i; newline = text.indexOf('\n', lineStart)) {
    line++
    lineStart = newline + 1
  }
  return `line ${line}, column ${i - lineStart + 1}`
}
