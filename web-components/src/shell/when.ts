/**
 * The small language of a contribution's `when`: `user.roles has 'clinician' && !patient.deceased`. Paths, quoted texts,
 * `has`, `==`, `!=`, `!`, `&&`, `||`, parentheses. What can't be read is false: an unclear condition hides.
 */
export function holds(expression: string | undefined, facts: object): boolean {
  if (!expression) return true
  try {
    const words = expression.match(/'[^']*'|&&|\|\||==|!=|[!()]|[\w.]+|\S/g) ?? []
    const reader = { words, at: 0, facts }
    const value = either(reader)
    return reader.at === words.length && Boolean(value)
  } catch {
    return false
  }
}

interface Reader {
  words: readonly string[]
  at: number
  facts: object
}

function either(reader: Reader): unknown {
  let value = both(reader)
  while (take(reader, '||')) {
    const other = both(reader)
    value = Boolean(value) || Boolean(other)
  }
  return value
}

function both(reader: Reader): unknown {
  let value = comparison(reader)
  while (take(reader, '&&')) {
    const other = comparison(reader)
    value = Boolean(value) && Boolean(other)
  }
  return value
}

function comparison(reader: Reader): unknown {
  const left = single(reader)
  if (take(reader, 'has')) {
    const right = single(reader)
    return Array.isArray(left) && left.includes(right)
  }
  if (take(reader, '==')) return left === single(reader)
  if (take(reader, '!=')) return left !== single(reader)
  return left
}

function single(reader: Reader): unknown {
  if (take(reader, '!')) return !single(reader)
  if (take(reader, '(')) {
    const value = either(reader)
    if (!take(reader, ')')) throw new Error('missing )')
    return value
  }
  const word = reader.words[reader.at++]
  if (word?.startsWith("'")) return word.slice(1, -1)
  if (word === 'true' || word === 'false') return word === 'true'
  if (!word || !/^[a-z][\w.]*$/i.test(word)) throw new Error(`unexpected ${word}`)
  return word.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    return (value as Record<string, unknown>)[key]
  }, reader.facts)
}

function take(reader: Reader, word: string): boolean {
  if (reader.words[reader.at] !== word) return false
  reader.at++
  return true
}
