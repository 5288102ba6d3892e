import { stringEnd } from './members.js'

/** Compact JSON text with two spaces of indentation; strings and numbers as they were spelt. */
export function pretty(json: string): string {
  let out = ''
  let indent = '\n'
  let from = 0
  for (let i = 0; i < json.length; i++) {
    const char = json[i]
    if (char === '"') {
      i = stringEnd(json, i)
      continue
    }
    if (char === ':') {
      out += `${json.slice(from, i)}: `
      from = i + 1
    } else if (char === ',') {
      out += json.slice(from, i + 1) + indent
      from = i + 1
    } else if (char === '{' || char === '[') {
      if (json[i + 1] === '}' || json[i + 1] === ']') {
        i++
        continue
      }
      indent += '  '
      out += json.slice(from, i + 1) + indent
      from = i + 1
    } else if (char === '}' || char === ']') {
      indent = indent.slice(0, -2)
      out += json.slice(from, i) + indent
      from = i
    }
  }
  return out + json.slice(from)
}
