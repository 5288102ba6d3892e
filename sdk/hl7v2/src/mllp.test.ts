import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frame, MllpDecoder, type Frame } from './index.js'

const text = (frames: readonly Frame[]): string[] =>
  frames.map((each) => (each.kind === 'frame' ? new TextDecoder().decode(each.bytes) : each.code))
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)
const [VT, FS] = ['\u000B', '\u001C']

describe('MLLP frames', () => {
  it('come out of a stream however it is cut', () => {
    const content = fc.string({ unit: 'grapheme' }).filter((any) => ![VT, FS].some((mark) => any.includes(mark)))
    const junk = fc.constantFrom('', '\r', '\n', 'noise', '\r\n\0')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(junk, content), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (messages, sizes) => {
          const stream = Buffer.concat(messages.flatMap(([noise, message]) => [bytes(noise), frame(message)]))
          const decoder = new MllpDecoder()
          const found: string[] = []
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1
            found.push(...text(decoder.push(stream.subarray(at, at + size))))
            at += size
          }
          expect(found).toEqual(messages.map(([, message]) => message))
          expect(decoder.pending).toBe(false)
        },
      ),
    )
  })

  it('may lack the carriage return, and two may share a chunk', () => {
    expect(text(new MllpDecoder().push(bytes(`x${VT}one${FS}${VT}two${FS}\r\n${VT}thr`)))).toEqual(['one', 'two'])
  })

  it('beginning anew within another gives up the first, and says so', () => {
    expect(text(new MllpDecoder().push(bytes(`${VT}MSH|half${VT}MSH|whole${FS}\r`)))).toEqual([
      'frame-aborted',
      'MSH|whole',
    ])
    expect(text(new MllpDecoder().push(bytes(`${VT}a${VT}b${FS}\r`)))).toEqual([`a${VT}b`])
  })

  it('longer than the limit are a problem, once, and the next one is read', () => {
    const decoder = new MllpDecoder(10)
    const found = ['12345', '678901234', '5', `6${FS}\r${VT}ok${FS}`].flatMap((part, i) =>
      text(decoder.push(bytes(i === 0 ? VT + part : part))),
    )
    expect(found).toEqual(['too-long', 'ok'])
    expect(text(decoder.push(bytes(`${VT}1234567890${FS}`)))).toEqual(['1234567890'])
  })

  it('of 10 MB pass, again and again, in flat memory', () => {
    const decoder = new MllpDecoder()
    const framed = frame(new Uint8Array(10_000_000).fill(65))
    const before = process.memoryUsage().arrayBuffers
    for (let round = 0; round < 20; round++) {
      let whole = 0
      for (let at = 0; at < framed.length; at += 65_536)
        for (const each of decoder.push(framed.subarray(at, at + 65_536)))
          whole = each.kind === 'frame' ? each.bytes.length : 0
      expect(whole).toBe(10_000_000)
    }
    globalThis.gc?.()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400_000_000)
  })

  it('are exactly a start byte, the message, an end byte and a return', () => {
    expect([...frame('A')]).toEqual([0x0b, 65, 0x1c, 0x0d])
    expect([...frame(Uint8Array.of(1, 2))]).toEqual([0x0b, 1, 2, 0x1c, 0x0d])
  })
})
