import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupResults, isProblem, MAX_SEGMENTS, parseBatch, parseMessage, type Message } from './index.js'

const DEEP = process.env.TESSERA_TEST_DEPTH === 'deep'
const HEADER = 'MSH|^~\\&|LAB|RIVERSIDE^1.2.3^ISO|EHR|CLINIC|202410120930||ORU^R01^ORU_R01|42|P|2.5.1'

function read(source: string | Uint8Array): Message {
  const message = parseMessage(source)
  if (isProblem(message)) throw new Error(message.text)
  return message
}

describe('reading a message', () => {
  it('knows type, sender, receiver, control id, version and time', () => {
    expect(read(`${HEADER}\rPID|1`)).toMatchObject({
      type: 'ORU^R01',
      structure: 'ORU_R01',
      controlId: '42',
      version: '2.5.1',
      processing: 'P',
      sender: { application: 'LAB', facility: 'RIVERSIDE' },
      receiver: { application: 'EHR', facility: 'CLINIC' },
      time: '202410120930',
      notes: [],
    })
  })

  it('takes CR, LF and CRLF, blank lines, frame bytes and a byte order mark around it', () => {
    const lines = [HEADER, 'PID|1||77', 'OBX|1|NM|4548-4||7.9']
    const plain = read(lines.join('\r')).toString()
    for (const end of ['\n', '\r\n', '\r\r', '\n\n\n']) expect(read(lines.join(end) + end).toString()).toBe(plain)
    expect(read(`\uFEFF\u000B \n${lines.join('\r')}\r\u001C\r`).toString()).toBe(plain)
  })

  it('counts fields, repetitions, components and subcomponents from 1', () => {
    const pid = read(`${HEADER}\rPID|1||77^^^CLINIC&1.2.3&ISO^MR~88||Okafor^Grace`).segment('PID')
    expect(pid?.field(3).component(4).subcomponent(2)).toBe('1.2.3')
    expect(pid?.field(3, 2).value).toBe('88')
    expect(pid?.fields(3).map((field) => field.value)).toEqual(['77', '88'])
    expect(pid?.value(5, 2)).toBe('Grace')
    expect(pid?.rawField(3)).toBe('77^^^CLINIC&1.2.3&ISO^MR~88')
    expect([pid?.value(40), pid?.field(3, 9).value, pid?.field(3).component(99).text]).toEqual(['', '', ''])
    expect(pid?.fields(4)).toEqual([])
  })

  it('counts the delimiters of the header as its first two fields', () => {
    const { header } = read(`${HEADER}\rPID|1`)
    expect([header.rawField(1), header.value(2), header.value(3), header.size]).toEqual(['|', '^~\\&', 'LAB', 12])
  })

  it('reads other delimiters, a doubled backslash, a short MSH-2 and a truncation character', () => {
    expect(read('MSH$%*!+$A$B\rPID$1$$7%8*9$x+y!F!').segment('PID')?.field(4).component(1).subcomponents).toEqual([
      'x',
      'y$',
    ])
    expect(read('MSH|^~\\\\&|A\rOBX|1|ST|||a\\T\\b&c').segment('OBX')?.field(5).component(1).subcomponents).toEqual([
      'a&b',
      'c',
    ])
    expect(read('MSH|^|A\rNTE|1||a~b\\F\\&c').segment('NTE')?.value(3)).toBe('a~b\\F\\&c')
    expect(read('MSH|^~\\&#|A\rNTE|1||a\\P\\b').segment('NTE')?.value(3)).toBe('a#b')
  })

  it('joins a result that someone broke over lines, blank ones included', () => {
    const message = read(`${HEADER}\nOBX|1|TX|1||Liver: normal\nSpleen: normal\n\nEND\n  indented|F\nNTE|1||x`)
    expect(message.segments('OBX')).toHaveLength(1)
    expect(message.segment('OBX')?.value(5)).toBe('Liver: normal\nSpleen: normal\n\nEND\n  indented')
    expect(message.notes.join()).toMatch('3 line(s)')
    expect(read(message.toString()).toString()).toBe(message.toString())
  })

  it('keeps Z segments and what it does not know', () => {
    expect(read(`${HEADER}\rZPM|1|x\rQQQ|2`).segments().map(String).slice(1)).toEqual(['ZPM|1|x', 'QQQ|2'])
  })

  it('tells an explicit null from nothing', () => {
    const pid = read(`${HEADER}\rPID|1|""|`).segment('PID')
    expect([pid?.field(2).isNull, pid?.field(2).value, pid?.field(3).isNull]).toEqual([true, '', false])
  })

  it('leaves prose whole in which someone forgot to escape', () => {
    expect(read(`${HEADER}\rNTE|1||Smith & Sons ^ Co`).segment('NTE')?.field(3).text).toBe('Smith & Sons ^ Co')
  })
})

describe('batches', () => {
  const batch = `FHS|^~\\&|A\rBHS|^~\\&|A\r${HEADER}\rPID|1\r${HEADER}\rPID|2\rBTS|2\rFTS|1\r`

  it('are read message by message', () => {
    const read = parseBatch(batch)
    if (isProblem(read)) throw new Error(read.text)
    expect(read.headers.map(({ name }) => name)).toEqual(['FHS', 'BHS'])
    expect(read.messages.map((each) => (isProblem(each) ? each.code : each.segments().length))).toEqual([2, 2])
  })

  it('of one message are opened, of several refused where one is expected', () => {
    expect(read(`FHS|^~\\&|A\r${HEADER}\rPID|1\rFTS|1`).segments()).toHaveLength(2)
    expect(parseMessage(batch)).toMatchObject({ kind: 'problem', code: 'several-messages', ack: 'AR' })
    expect(parseMessage('FHS|^~\\&|A\rFTS|0')).toMatchObject({ code: 'no-message' })
  })

  it('keep the good messages beside a bad one', () => {
    const read = parseBatch(`${HEADER}\rPID|1\rMSH|||||\rPID|2`)
    if (isProblem(read)) throw new Error(read.text)
    expect(read.messages.map((each) => (isProblem(each) ? each.code : each.controlId))).toEqual([
      '42',
      'bad-delimiters',
    ])
  })
})

describe('what is no message', () => {
  it.each([
    ['', 'empty'],
    ['\u000B\r\n \u001C', 'empty'],
    ['PID|1', 'no-header'],
    ['GET / HTTP/1.1', 'no-header'],
    ['MSH', 'bad-delimiters'],
    ['MSH|||', 'bad-delimiters'],
    ['MSH|^^^^|A', 'bad-delimiters'],
    ['MSH|abcd|A', 'bad-delimiters'],
  ])('%j is a problem with a code', (text, code) => {
    expect(parseMessage(text)).toMatchObject({ kind: 'problem', code })
  })

  it('has more segments than anyone sends', () => {
    expect(parseMessage(`${HEADER}\r${'A00|\r'.repeat(MAX_SEGMENTS)}`)).toMatchObject({ code: 'too-long' })
  })
})

describe('hostile input', () => {
  const pieces = fc.constantFrom(
    'MSH|^~\\&|',
    'OBX|1',
    'PID|',
    '|',
    '^',
    '~',
    '\\',
    '&',
    '\r',
    '\n',
    '\u000B',
    '\u001C',
    'é',
  )
  const noise = fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 40 }).map((all) => all.join(''))
  const real = `${HEADER}\rPID|1||77^^^C&1&ISO~8||Ok\\T\\o^G\rORC|RE\rOBR|1||9\rOBX|1|TX|1||a\\.br\\b\rNTE|1||x\r`
  const mutilated = fc
    .tuple(fc.nat(real.length), fc.nat(real.length), noise)
    .map(([from, to, junk]) => real.slice(0, from) + junk + real.slice(to))
  const reordered = fc
    .shuffledSubarray(real.split('\r'), { minLength: 1 })
    .map((lines) => [HEADER, ...lines].join('\r'))
  const bytes = fc.uint8Array({ maxLength: 200 })
  const headed = bytes.map((tail) => Uint8Array.from([...new TextEncoder().encode(HEADER), 13, ...tail]))

  it('gives a message or a problem, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(noise, mutilated, reordered, bytes, headed), (source) => {
        const batch = parseBatch(source)
        parseMessage(source)
        if (isProblem(batch)) return
        for (const message of batch.messages) {
          if (isProblem(message)) continue
          const again = read(message.toString())
          expect(again.segments().map(String)).toEqual(message.segments().map(String))
          for (const segment of message.segments())
            for (let n = 0; n <= segment.size + 1; n++)
              for (const field of segment.fields(n)) void [field.text, field.components.map((c) => c.subcomponents)]
          const { head, patients } = groupResults(message)
          const grouped = [head, patients].flatMap((part) => indexes(part)).toSorted((a, b) => a - b)
          expect(grouped).toEqual(message.segments().map(({ index }) => index))
        }
      }),
      { numRuns: DEEP ? 100_000 : 5_000 },
    )
  }, 600_000)

  it.each([
    ['delimiters', '|'],
    ['repetitions', '~'],
    ['escapes', '\\'],
    ['unknown escapes', '\\q'],
    ['line ends', '\r'],
    ['zeros', '\0'],
    ['frame bytes', '\u001Cx\u001C'],
    ['bare words', 'END\n'],
    ['base64', 'QUJD'],
  ])('10 MB of %s take no more than seconds', (_, piece) => {
    const message = parseMessage(
      new TextEncoder().encode(`${HEADER}\rOBX|1|ED|1||${piece.repeat(10_000_000 / piece.length)}\rNTE|1||x`),
    )
    if (!isProblem(message)) void [message.segment('OBX')?.field(5).text.length, message.segment('NTE')?.value(3)]
  })
})

/** The places of all segments within groups. */
function indexes(part: unknown): number[] {
  if (typeof part !== 'object' || part === null) return []
  if ('index' in part && typeof part.index === 'number') return [part.index]
  return Object.values(part).flatMap(indexes)
}
