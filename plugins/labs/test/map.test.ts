import { validateResource } from '../../../core/src/storage/validation/validate.js'
import { clinicTime } from '@tessera/hl7v2'
import { describe, expect, test } from 'vitest'
import { ACCEPTED, mapMessage } from '../domain/hl7/map-message.js'
import { senderOf, type Reading } from '../domain/hl7/reading.js'
import { isAbsent, samples } from './messages.js'

test('x', () => {
  const counts = new Map<string, number>()
  let bad = 0
  for (const { file, message } of samples()) {
    if (!ACCEPTED.has(message.type)) continue
    const reading: Reading = { message, sender: senderOf(message), source: 'urn:x', time: clinicTime('America/New_York'), patient: 'Patient/p1', mappings: [], problems: [], spelled: new WeakMap() }
    const mapped = mapMessage(reading)
    if (mapped.problems.length) console.log(file, JSON.stringify(mapped.problems.slice(0,3)), mapped.problems.length)
    const all = [...(mapped.patient ? [mapped.patient] : []), ...mapped.others.map((o) => o.resource), ...mapped.reports.flatMap((r) => [r.report.resource, ...r.observations.map((o) => o.resource), ...r.specimens.map((s) => s.resource)])]
    for (const r of all) {
      counts.set(r.resourceType, (counts.get(r.resourceType) ?? 0) + 1)
      const { issues } = validateResource(r, { type: r.resourceType })
      const wrong = issues.filter((i) => i.severity === 'error' || i.severity === 'fatal')
      if (wrong.length && bad++ < 40) console.log(file, r.resourceType, wrong.slice(0, 3).map((w) => `${w.expression} ${w.diagnostics}`).join(' | '))
    }
  }
  console.log(counts, bad)
})
