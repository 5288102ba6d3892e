import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../refusal.js'
import { assemble, parsedOf, parseResource, splitStored } from './index.js'

const SUITE = join(import.meta.dirname, '../../../../../shared/data/security/json-parsing')

/** The refusal that a text meets. */
export function refusal(run: () => unknown): Refusal {
  try {
    run()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was taken')
}

const said = (text: string | Uint8Array) => refusal(() => parseResource(text)).message

describe('a resource', () => {
  it('is taken apart into what the server owns and what the client wrote', () => {
    const parsed = parseResource(`{ "id" : "a1", "active": true,
      "meta": {"versionId":"7","profile":["urn:x"],"lastUpdated":"2020-01-01T00:00:00Z","tag":[{"code":"a, b"}]},
      "name":[ {"family": "O\\"N{eil  l"} ], "resourceType":"Patient" , "multipleBirthInteger": 2 }`)
    expect(parsed).toMatchObject({ type: 'Patient', id: 'a1' })
    expect(parsed.meta).toBe(',"profile":["urn:x"],"tag":[{"code":"a, b"}]')
    expect(parsed.rest).toBe(',"active":true,"name":[{"family":"O\\"N{eil  l"}],"multipleBirthInteger":2')
  })

  it.each([
    ['{"resourceType":"Patient"}', '', ''],
    ['{"resourceType":"Patient","meta":{"versionId":"1"},"id":"x"}', '', ''],
    ['{"meta":{"source":"urn:a"},"resourceType":"Patient","active":true}', ',"source":"urn:a"', ',"active":true'],
    [
      '{"active":true,"resourceType":"Patient","_id":{"extension":[{"url":"u","valueId":"v"}]}}',
      '',
      ',"active":true,"_id":{"extension":[{"url":"u","valueId":"v"}]}',
    ],
    [
      '{"resourceType":"List","contained":[{"resourceType":"Patient","id":"p","meta":{"source":"s"}}]}',
      '',
      ',"contained":[{"resourceType":"Patient","id":"p","meta":{"source":"s"}}]',
    ],
  ])('%s', (text, meta, rest) => {
    expect(parseResource(text)).toMatchObject({ meta, rest })
  })

  it('keeps the spelling of numbers through store and back', () => {
    for (const number of ['1.00', '0.10', '100.0', '-0.50', '1.0E+2', '12345678901234567.89', '0.000000000000000001']) {
      const { meta, rest } = parseResource(`{"resourceType":"Observation","valueQuantity": {"value": ${number} }}`)
      const stored = assemble('Observation', 'o', 1, '2026-01-01T00:00:00.000Z', meta, rest)
      expect(stored).toContain(`"value":${number}}`)
      expect(splitStored(stored)).toEqual({ meta, rest })
    }
  })

  it('is parsed once: a parsed one is taken as it is, a tree and a text are parsed', () => {
    const parsed = parseResource('{"resourceType":"Patient","active":true}')
    expect(parsedOf(parsed)).toBe(parsed)
    expect(parsedOf({ json: parsed.json }).rest).toBe(parsed.rest)
    expect(parsedOf({ resourceType: 'Patient', active: true }).rest).toBe(parsed.rest)
  })
})

describe('a text is refused', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['malformed', '{"resourceType":"Patient",\n "active": tru }', /line 2, column 12/],
    ['cut off', '{"resourceType":"Patient",', /end of the text.*line 1, column 27/],
    ['no object', '[]', /object with “resourceType”/],
    ['null', 'null', /object/],
    ['empty', ' \n', /empty/],
    ['two values', '{"resourceType":"Patient"}{}', /line 1, column 27/],
    ['no type', '{}', /no “resourceType”/],
    ['a type that is none', '{"resourceType":"../x"}', /resourceType/],
    [
      'a key twice',
      '{"resourceType":"Patient","name":[{"family":"a"},\n{"family":"b","family":"c"}]}',
      /“family” is there twice \(line 2, column 15\)/,
    ],
    ['its type twice', '{"resourceType":"Patient","resourceType":"Group"}', /twice/],
    ['__proto__', '{"resourceType":"Patient","__proto__":{"a":1}}', /__proto__/],
    ['__proto__ in disguise', '{"resourceType":"Patient","__pr\\u006fto__":{"a":1}}', /escape/],
    ['an id in disguise', '{"resourceType":"Patient","\\u0069d":"a"}', /escape/],
    ['NUL', '{"resourceType":"Patient","name":[{"text":"a\\u0000b"}]}', /U\+0000.*column 45/],
    ['half a pair', '{"resourceType":"Patient","name":[{"text":"\\ud83dx"}]}', /surrogate/],
    ['the other half', '{"resourceType":"Patient","name":[{"text":"\\ude00"}]}', /surrogate/],
    ['half a pair, bare', '{"resourceType":"Patient","name":[{"text":"\ud83d"}]}', /surrogate/],
    ['a long number', `{"resourceType":"Patient","a":${'9'.repeat(41)}}`, /41 characters.*at most 40/],
    ['an endless number', '{"resourceType":"Patient","a":1e400}', /too large/],
    ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), /UTF-8/],
    ['a BOM', Buffer.from('\ufeff{"resourceType":"Patient"}'), /byte order mark/],
    ['a bad id', '{"resourceType":"Patient","id":"a b"}', /An id/],
    ['an id that is a number', '{"resourceType":"Patient","id":5}', /An id/],
    ['a list as meta', '{"resourceType":"Patient","meta":[]}', /meta/],
    ['20,000 levels', `{"resourceType":"Patient","a":${'['.repeat(20_000)}`, /deeper than 64/],
  ])('%s', (_, text, message) => {
    expect(said(text)).toMatch(message)
  })

  it('names the element', () => {
    expect(
      refusal(() => parseResource('{"resourceType":"Patient","name":[{"given":["x"],"given":[]}]}')).issues[0]
        ?.expression,
    ).toEqual(['Patient.name[0].given'])
    expect(refusal(() => parseResource('{"resourceType":"Patient","id":""}')).issues[0]?.expression).toEqual([
      'Patient.id',
    ])
  })

  it('at 65 levels, not at 64', () => {
    const nested = (levels: number) =>
      `{"resourceType":"Patient","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    expect(parseResource(nested(64)).type).toBe('Patient')
    expect(said(nested(65))).toMatch(/deeper/)
  })

  it('when it is too large', () => {
    expect(refusal(() => parseResource(`{"resourceType":"Patient","x":"${'x'.repeat(5_000_000)}"}`)).status).toBe(413)
  })

  // what is not linear here runs into the time limit of a test
  it('in linear time, whatever it is made of', () => {
    said(`{"a":"${'\\n'.repeat(1_000_000)}"}`)
    said(`{"a":"${'\\"'.repeat(1_000_000)}`)
    said(`${'"a"'.repeat(500_000)}\\`)
    said(`{"a":[${'"\\\\",'.repeat(500_000)}1]}`)
  })
})

describe.skipIf(!existsSync(SUITE))('JSONTestSuite (../shared/data, skipped when absent)', () => {
  const files = existsSync(SUITE) ? readdirSync(SUITE).filter((name) => /^[nyi]_/.test(name)) : []

  /** What becomes of a text: its tree, or the status of its refusal. */
  const outcome = (input: Uint8Array): unknown => {
    try {
      return parseResource(input).tree
    } catch (error) {
      if (error instanceof Refusal) return error.status
      throw error
    }
  }

  it('none crashes, all of n_ is refused, what is taken equals JSON.parse', () => {
    expect(files.length).toBeGreaterThan(200)
    for (const name of files) {
      const bytes = readFileSync(join(SUITE, name))
      const alone = outcome(bytes)
      expect([name, alone]).toEqual([name, name.startsWith('n_') ? 400 : alone])
      // as the value of a member, so that more than the missing resourceType is looked at
      const wrapped = Buffer.concat([Buffer.from('{"resourceType":"Basic","x":'), bytes, Buffer.from('}')])
      const seen = outcome(wrapped)
      expect([name, seen]).toEqual([name, seen === 400 ? 400 : JSON.parse(wrapped.toString())])
    }
  })
})

describe('any JSON', () => {
  const key = fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((each) => each !== '__proto__' && !/[\\"\u0000-\u001f]/.test(each)) // eslint-disable-line no-control-regex
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.integer(), fc.nat(99)).map(([a, b]) => `${a}.${b}0`),
    fc.tuple(fc.integer(), fc.integer({ min: -20, max: 20 })).map(([a, b]) => `${a}E${b}`),
  )
  const string = fc
    .string({ unit: 'grapheme' })
    .map((each) => JSON.stringify(each))
    .filter((each) => !each.includes('\\u0000'))
  const space = fc.stringMatching(/^[ \n\r\t]{0,3}$/)
  /** The same value twice: with whitespace and without. */
  const { value } = fc.letrec<{ value: [string, string]; object: [string, string] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(number, string, fc.constantFrom('true', 'false', 'null')).map((leaf): [string, string] => [leaf, leaf]),
      tie('object'),
      fc
        .tuple(space, fc.array(tie('value'), { maxLength: 4 }))
        .map(([gap, items]): [string, string] => [
          `[${gap}${items.map(([loose]) => loose).join(`${gap},${gap}`)}${gap}]`,
          `[${items.map(([, tight]) => tight).join(',')}]`,
        ]),
    ),
    object: fc
      .tuple(space, fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([name]) => name }))
      .map(([gap, members]): [string, string] => [
        `{${gap}${members.map(([name, [loose]]) => `"${name}"${gap}:${gap}${loose}`).join(`${gap},${gap}`)}${gap}}`,
        `{${members.map(([name, [, tight]]) => `"${name}":${tight}`).join(',')}}`,
      ]),
  }))
  const members = fc.uniqueArray(
    fc.tuple(
      key.filter((name) => !['id', 'meta', 'resourceType'].includes(name)),
      value,
    ),
    { maxLength: 6, selector: ([name]) => name },
  )

  it('comes back with every string and number as it was spelt, in any order of members', () => {
    fc.assert(
      fc.property(members, members, space, fc.nat(9), fc.nat(9), fc.nat(9), (own, inMeta, gap, a, b, c) => {
        const metas = inMeta.filter(([name]) => name !== 'versionId' && name !== 'lastUpdated')
        const text = own.map(([name, [loose]]) => `"${name}":${gap}${loose}`)
        const metaText = ['"versionId":"5"', ...metas.map(([name, [loose]]) => `"${name}"${gap}:${loose}`)]
        for (const [at, member] of [
          [a, '"resourceType":"Basic"'],
          [b, `"id":${gap}"x-1"`],
          [c, `"meta":{${metaText.join(`${gap},`)}}`],
        ] as const)
          text.splice(at % (text.length + 1), 0, member)
        const parsed = parseResource(`${gap}{${text.join(`${gap},${gap}`)}${gap}}${gap}`)
        expect(parsed.rest).toBe(own.map(([name, [, tight]]) => `,"${name}":${tight}`).join(''))
        expect(parsed.meta).toBe(metas.map(([name, [, tight]]) => `,"${name}":${tight}`).join(''))
        const stored = assemble(parsed.type, 'x-1', 12, '2026-01-01T00:00:00.000Z', parsed.meta, parsed.rest)
        expect(splitStored(stored)).toEqual({ meta: parsed.meta, rest: parsed.rest })
        const again = parseResource(stored)
        expect([again.meta, again.rest]).toEqual([parsed.meta, parsed.rest])
      }),
    )
  })
})
