/** The members of an object in compact JSON text, in order, without parsing their values. `end`: where the value ends. */
export function* members(object: string): Generator<{ key: string; text: string; value: string; end: number }> {
  for (let i = 1; i < object.length - 1;) {
    const end = endOfMember(object, i)
    const text = object.slice(i, end)
    // keys hold no escapes: the scanner refuses those
    const quote = text.indexOf('"', 1)
    yield { key: text.slice(1, quote), text, value: text.slice(quote + 2), end }
    i = end + 1
  }
}

/** Position of the comma after the member that begins at `from`, or of the bracket that closes its object. */
const endOfMember = (json: string, from: number): number => endOf(json, from, true)

/** Position of the bracket that closes the object in which `from` lies. */
export const endOfObject = (json: string, from: number): number => endOf(json, from, false)

function endOf(json: string, from: number, atComma: boolean): number {
  let depth = 0
  for (let i = from; i < json.length; i++) {
    const char = json.charCodeAt(i)
    if (char === 0x22) i = stringEnd(json, i)
    else if (char === 0x7b || char === 0x5b) depth++
    else if ((char === 0x7d || char === 0x5d) && depth-- === 0) return i
    else if (char === 0x2c && depth === 0 && atComma) return i
  }
  return json.length - 1
}

/** Position of the quote that ends the string which begins at `start`. */
export function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0
    while (json[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end
  }
  return json.length
}
