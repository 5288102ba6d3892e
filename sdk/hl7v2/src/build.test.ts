import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  acknowledge,
  buildMessage,
  isProblem,
  parseMessage,
  STANDARD,
  type HeaderDraft,
  type Message,
} from './index.js'

const header: HeaderDraft = {
  type: 'OML^O21',
  controlId: '42',
  time: '20241012093000-0400',
  sender: { application: 'TESSERA', facility: ['CLINIC', '1.2.3', 'ISO'] },
  receiver: { application: 'LAB' },
}
const answer = { now: '20241012093001-0400', controlId: 'A1' }

function read(source: string): Message {
  const message = parseMessage(source)
  if (isProblem(message)) throw new Error(message.text)
  return message
}

describe('building a message', () => {
  it('writes header, components, subcomponents, repetitions, nulls and raw text', () => {
    const text = buildMessage({
      header,
      segments: [
        ['PID', 1, null, { repeat: [['7', null, null, ['C', '1.2', 'ISO']], '8'] }, null, ['O|K', 'Grace', null], null],
        ['NTE', '1', { clear: true }, { raw: 'a\\.br\\b' }, 'x\ny'],
      ],
    })
    expect(text.split('\r')).toEqual([
      'MSH|^~\\&|TESSERA|CLINIC^1.2.3^ISO|LAB||20241012093000-0400||OML^O21^OML_O21|42|P|2.5.1',
      'PID|1||7^^^C&1.2&ISO~8||O\\F\\K^Grace',
      'NTE|1|""|a\\.br\\b|x\\.br\\y',
      '',
    ])
  })

  it('says so in MSH-18 when it is not ASCII', () => {
    expect(read(buildMessage({ header, segments: [['PID', 'Núñez']] })).header.value(18)).toBe('UNICODE UTF-8')
  })

  it('refuses a name that is no segment', () => {
    expect(() => buildMessage({ header, segments: [['pid', '1']] })).toThrow(RangeError)
  })

  it('is read back as it was meant', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((any) => any !== '""')
    const components = fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
    const field = fc.array(components, { minLength: 1, maxLength: 3 })
    const name = fc.stringMatching(/^[A-Z][A-Z0-9]{2}$/).filter((any) => !/^([MFB]SH|FHS|BHS|BTS|FTS)$/.test(any))
    const segments = fc.array(fc.tuple(name, fc.array(field, { maxLength: 5 })), { maxLength: 5 })
    const other = { ...STANDARD, field: '$', escape: '.', component: '%' }
    fc.assert(
      fc.property(segments, fc.constantFrom(STANDARD, other), (drafts, delimiters) => {
        const message = read(
          buildMessage({
            header,
            delimiters,
            segments: drafts.map(([id, fields]) => [id, ...fields.map((repeat) => ({ repeat }))] as const),
          }),
        )
        expect(
          message
            .segments()
            .slice(1)
            .map((segment) => segment.name),
        ).toEqual(drafts.map(([id]) => id))
        drafts.forEach(([, fields], s) =>
          fields.forEach((repeat, f) =>
            repeat.forEach((parts, r) =>
              parts.forEach((subs, c) =>
                subs.forEach((value, i) => {
                  const found = message
                    .segments()
                    [s + 1]?.field(f + 1, r + 1)
                    .component(c + 1)
                  expect(found?.subcomponent(i + 1)).toBe(value)
                }),
              ),
            ),
          ),
        )
      }),
    )
  })
})

describe('acknowledging', () => {
  const message = (version: string, delimiters = '|^~\\&'): Message =>
    read(`MSH|^~\\&|LAB|R^1^ISO|EHR|CLINIC|2024||ORU^R01|7/42|T|${version}\rPID|1`.replace('|^~\\&', delimiters))

  it('answers the sender in its version, naming its control id', () => {
    const ack = read(acknowledge(message('2.5.1'), 'AA', answer))
    expect(ack).toMatchObject({ type: 'ACK^R01', structure: 'ACK', version: '2.5.1', processing: 'T', controlId: 'A1' })
    expect([ack.sender.application, ack.receiver.facility]).toEqual(['EHR', 'R'])
    expect(ack.segment('MSA')?.text).toBe('MSA|AA|7/42')
    expect(ack.header.rawField(6)).toBe('R^1^ISO')
  })

  const error = { location: { segment: 'PID', field: 5, component: 1 }, code: '101' }
  it.each([
    ['2.3', 'ACK^R01', 'MSA|AE|7/42|No name', 'ERR|PID^1^5^101&Required field missing&HL70357'],
    ['2.5.1', 'ACK^R01^ACK', 'MSA|AE|7/42|No name', 'ERR||PID^1^5^1^1|101^Required field missing^HL70357|E||||No name'],
    ['2.8', 'ACK^R01^ACK', 'MSA|AE|7/42', 'ERR||PID^1^5^1^1|101^Required field missing^HL70357|E||||No name'],
  ])('says what was wrong as version %s has it', (version, type, msa, err) => {
    const ack = read(acknowledge(message(version), 'AE', { ...answer, text: 'No name', error }))
    expect([ack.header.rawField(9), ack.segment('MSA')?.text, ack.segment('ERR')?.text]).toEqual([type, msa, err])
  })

  it('uses the sender’s delimiters', () => {
    const odd = read('MSH$%~\\&$LAB$R$EHR$C$2024$$ORU%R01$42$P$2.5.1\rPID$1')
    expect(read(acknowledge(odd, 'AA', answer)).segment('MSA')?.text).toBe('MSA$AA$42')
  })

  it('answers what is no message with the reason', () => {
    const problem = parseMessage('HELLO')
    const ack = read(acknowledge(problem, 'AR', answer))
    expect(ack.segment('MSA')?.text).toMatch(/^MSA\|AR\|\|It begins with "HELLO"/)
  })
})
