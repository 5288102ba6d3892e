import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeText, STANDARD, unescapeText, type Delimiters } from './index.js'

describe('escapes', () => {
  it.each([
    ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
    ['one\\.br\\two\\.sp2\\three\\.sk3\\four', 'one\ntwo\n\nthree   four'],
    ['\\H\\high\\N\\ again', 'high again'],
    ['\\X0D0A\\\\XC3A9\\', '\r\né'],
    ['\\XE9\\', 'é'],
    ['\\.in+4\\text', 'text'],
  ])('%j mean %j', (raw, text) => {
    expect(unescapeText(raw)).toBe(text)
  })

  it.each(['C:\\dir\\file', 'half \\', '\\\\', '\\Q\\', '\\X0\\', '\\XZZ\\', '\\Zvendor\\', '\\C2842\\'])(
    '%j is kept as it is',
    (raw) => {
      expect(unescapeText(raw)).toBe(raw)
    },
  )

  it('finds the sequence behind a stray escape character', () => {
    expect(unescapeText('5\\6 \\F\\ x')).toBe('5\\6 | x')
  })

  it('reads hex bytes in the message’s encoding', () => {
    expect(unescapeText('\\XE9\\', STANDARD, 'windows-1252')).toBe('é')
  })

  it('undo each other for any text and any delimiters', () => {
    const delimiters = fc
      .shuffledSubarray([...'|^~\\&#$%*!+.@:;,-/'], { minLength: 6, maxLength: 6 })
      .map(
        ([
          field = '',
          component = '',
          repetition = '',
          escape = '',
          subcomponent = '',
          truncation = '',
        ]): Delimiters => ({
          ...{ field, component, repetition, escape, subcomponent, truncation },
        }),
      )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('\\', '|', '^', '.br', 'F', 'X0D', '\r', '\n', '\t', 'é', '\0', '#'))
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, fc.oneof(fc.constant(STANDARD), delimiters), (any, chosen) => {
        const escaped = escapeText(any, chosen)
        expect(unescapeText(escaped, chosen)).toBe(any)
        for (const delimiter of [chosen.field, chosen.component, chosen.repetition, chosen.subcomponent, '\r', '\n'])
          expect(escaped).not.toContain(delimiter)
      }),
    )
  })
})
