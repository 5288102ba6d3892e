import type { Resource } from '@tessera/sdk'
import { clinicTime } from '@tessera/hl7v2'
import { describe, expect, test } from 'vitest'
import type { MappedMessage } from '../domain/hl7/mapped.js'
import { ACCEPTED, mapMessage } from '../domain/hl7/map-message.js'
import { senderOf } from '../domain/hl7/reading.js'
import { exceptions } from './exceptions.js'
import { factsOf, missing } from './key-facts.js'
import { ABSENT, bytesOf, files, isAbsent, samples } from './messages.js'

const all = (mapped: MappedMessage): Resource[] => [
  ...(mapped.patient ? [mapped.patient] : []),
  ...mapped.others.map(({ resource }) => resource),
  ...mapped.reports.flatMap(({ report, observations, specimens }) => [
    report.resource,
    ...observations.map(({ resource }) => resource),
    ...specimens.map(({ resource }) => resource),
  ]),
]

/** The bundle beside a message, if there is one. */
function expectedOf(file: string, others: ReadonlySet<string>): string | undefined {
  const stem = file.replace(/\.hl7$/, '')
  const places = [
    `${stem}.fhir`,
    `${stem}.fhir.gz`,
    ...['', '.gz'].map((packed) => `${stem.replace(/^ms\//, 'ms-expected/')}-expected.json${packed}`),
  ]
  return places.find((place) => others.has(place))
}

describe.skipIf(isAbsent)(`messages with an expected bundle beside them ${ABSENT}`, () => {
  test('say the same in our words, or the difference is listed with its reason', () => {
    const others = new Set([...files('.fhir'), ...files('.gz'), ...files('.json')])
    const different = new Map<string, string[]>()
    let compared = 0
    for (const { file, message } of samples()) {
      const bundle = expectedOf(file, others)
      if (!bundle || !ACCEPTED.has(message.type)) continue
      compared++
      // the shared data are FHIR bundles
      const { entry = [] } = JSON.parse(bytesOf(bundle).toString('utf8')) as { entry?: { resource: Resource }[] }
      const mapped = mapMessage({
        message,
        sender: senderOf(message),
        source: 'urn:test',
        time: clinicTime('UTC'),
        patient: 'Patient/p',
        mappings: [],
        problems: [],
        spelled: new WeakMap(),
      })
      const lost = missing(factsOf(entry.map(({ resource }) => resource)), factsOf(all(mapped)))
      for (const [kind, values] of lost) different.set(`${file}\t${kind}`, values)
    }
    expect(compared).toBeGreaterThan(50)
    const listed = new Set(exceptions().map(({ file, code }) => `${file}\t${code}`))
    expect(
      [...different]
        .filter(([key]) => !listed.has(key))
        .map(([key, values]) => `${key}\t${values.slice(0, 4).join(' | ')}`),
    ).toEqual([])
    expect([...listed].filter((key) => !different.has(key))).toEqual([])
    expect(exceptions().filter(({ reason }) => reason.length < 10)).toEqual([])
  })
})
