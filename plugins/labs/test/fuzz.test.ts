import fc from 'fast-check'
import { clinicTime, isProblem, parseMessage } from '@tessera/hl7v2'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { MessagesAnswer } from '../domain/api.js'
import { identityOf } from '../domain/hl7/identity.js'
import { mapMessage } from '../domain/hl7/map-message.js'
import { senderOf, type Reading } from '../domain/hl7/reading.js'
import { toJson } from '../domain/hl7/write-json.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { DEEP } from './messages.js'
import { openLine } from './mllp-client.js'

const BASE = [
  'MSH|^~\\&|LAB|Quest|TESSERA|Test|20261124120000+0000||ORU^R01^ORU_R01|F1|P|2.5.1',
  'PID|1||X1^^^LAB^MR~22^^^&1.2.3&ISO^SS||Morales^Ines^M^Jr^Dr^^L||19670314|F||2106-3^White^CDCREC|1 Main^^Albany^NY^12207^US^H||^PRN^PH^^1^518^5550199||EN|M',
  'NK1|1|Morales^Juan|SPO^Spouse^HL70063',
  'PV1|1|O|CL^1||||1^Okafor^Ada|||MED||||||||V1|||||||||||||||||||||||||20261124',
  'ORC|RE|P-1^T|F-1^LAB||CM||||20261124',
  'OBR|1|P-1^T|F-1^LAB|24321-2^BMP^LN|||20261124080000|||||||||||||||20261124090000||LAB|F',
  'OBX|1|NM|2823-3^Potassium^LN||4.40|mmol/L|3.5-5.1|N|||F|||20261124080000',
  'OBX|2|SN|1-8^X^LN||>^100|mg/dL|<200|H|||F',
  'OBX|3|CWE|2-6^Y^LN||260385009^Negative^SCT||||||F',
  'OBX|4|ED|PDF^Report^L||^AP^PDF^Base64^JVBERi0=||||||F',
  'NTE|1|L|A note \\T\\ more',
  'SPM|1|S1&T^S2&L||119297000^Blood^SCT|||||||||||||20261124080000',
  'ZZZ|1|kept',
]
const TYPES = ['ORU^R01', 'ORM^O01', 'OML^O21', 'ADT^A01', 'ADT^A40', 'PPR^PC1', 'RDE^O11', 'VXU^V04']

/** A message cut, reordered, sprinkled with what breaks parsers. */
const mangled = fc
  .tuple(
    fc.constantFrom(...TYPES),
    fc.shuffledSubarray(BASE.slice(1), { minLength: 0 }),
    fc.array(
      fc.tuple(
        fc.nat(2000),
        fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom(
            '|',
            '^',
            '~',
            '&',
            '\\',
            '""',
            '\u0000',
            '\u001c',
            '\ud800',
            '99999999',
            '-',
            '.',
            '1e999',
            '\\X',
            '\\.br\\',
          ),
        ),
      ),
      { maxLength: 12 },
    ),
    fc.option(fc.nat(1500)),
  )
  .map(([type, rest, edits, cut]) => {
    let text = [BASE[0]?.replace('ORU^R01^ORU_R01', type), ...rest, ''].join('\r')
    for (const [at, piece] of edits)
      text = text.slice(0, 20 + (at % text.length)) + piece + text.slice(20 + (at % text.length))
    return cut === null ? text : text.slice(0, cut)
  })

describe('mangled messages', () => {
  test(
    'are mapped or refused; nothing throws, and what is mapped is JSON',
    () => {
      fc.assert(
        fc.property(mangled, (text) => {
          const message = parseMessage(new TextEncoder().encode(text))
          if (isProblem(message)) return
          const reading: Reading = {
            message,
            sender: senderOf(message),
            source: 'urn:test',
            time: clinicTime('America/New_York'),
            patient: 'Patient/p',
            mappings: [],
            problems: [],
            spelled: new WeakMap(),
          }
          identityOf(reading)
          const mapped = mapMessage(reading)
          const all = [
            ...mapped.others,
            ...mapped.reports.flatMap((each) => [each.report, ...each.observations, ...each.specimens]),
          ]
          for (const { resource } of all) JSON.parse(toJson(resource, reading.spelled))
        }),
        { numRuns: DEEP ? 100_000 : 5_000, seed: 20261124 },
      )
    },
    DEEP ? 600_000 : 60_000,
  )
})

describe('over a line', () => {
  let lab: LabClinic
  beforeAll(async () => {
    lab = await labClinic()
  }, 60_000)
  afterAll(() => lab?.stop())

  test('mangled messages are each answered AA, AE or AR, and the clinic goes on', async () => {
    const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
    const seen = new Set<string>()
    for (const text of fc.sample(mangled, { numRuns: DEEP ? 3000 : 150, seed: 7 })) {
      // a frame can't hold the byte that ends it
      // oxlint-disable-next-line no-control-regex
      const { code } = await line.send(text.replaceAll(/[\u000b\u001c]/g, ''))
      seen.add(code)
    }
    expect([...seen].filter((code) => !['AA', 'AE', 'AR'].includes(code))).toEqual([])
    expect((await lab.get<MessagesAnswer>(lab.nurse, 'messages')).messages.length).toBeGreaterThan(10)
    line.close()
  }, 300_000)

  test('a message of 10 MB is taken while others are answered; one above the limit is AR', async () => {
    const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
    const patient = await lab.patient()
    const pdf = Buffer.alloc(7_500_000, 'tessera').toString('base64')
    const large = [
      ...BASE.slice(0, 6).map((each) => each.replace('|F1|', '|BIG|')),
      `OBX|1|ED|PDF^Report^L||^AP^PDF^Base64^${pdf}||||||F`,
      '',
    ].join('\r')
    const [ack, other] = await Promise.all([line.send(large), lab.nurse.fetch('api/labs/orders')])
    expect(other.status).toBe(200)
    expect(ack).toMatchObject({ code: 'AA', controlId: 'BIG' })
    const { messages } = await lab.get<MessagesAnswer>(lab.clinician, 'messages?state=waiting')
    const big = messages.find(({ controlId }) => controlId === 'BIG')
    const raw = await lab.clinician.fetch(`api/labs/messages/${big?.id}/raw`)
    expect(Buffer.from(await raw.arrayBuffer()).equals(Buffer.from(large))).toBe(true)
    const filed = await lab.post<{ state: string }>(lab.clinician, `messages/${big?.id}/match`, { patient: patient.id })
    expect(filed.body).toMatchObject({ state: 'filed' })
    const [document] = (
      await lab.clinician.fhir.search<
        {
          resourceType: 'DocumentReference'
          content: { attachment: { url?: string } }[]
        } & import('fhir/r4.js').DocumentReference
      >(`DocumentReference?patient=${patient.id}`)
    ).resources
    const binary = await lab.clinician.fetch(`fhir/${document?.content[0]?.attachment.url}`, {
      headers: { accept: 'application/pdf' },
    })
    expect(Buffer.from(await binary.arrayBuffer()).length).toBe(7_500_000)
    expect((await line.send(`${BASE[0]}\rOBX|1|TX|||${'x'.repeat(26 * 1024 * 1024)}`)).code).toBe('AR')
    line.close()
  }, 120_000)
})
