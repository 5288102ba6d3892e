import { createHash } from 'node:crypto'
import { groupResults, type PatientGroup, type Segment } from '@tessera/hl7v2'
import type { Resource } from '@tessera/sdk'
import type { Identifier } from 'fhir/r4.js'
import { allergyOf, diagnosisOf, immunizationOf, medicationOf, problemOf, procedureOf } from './clinical.js'
import { identifierOfCx } from './datatypes.js'
import type { Drafted, MappedMessage } from './mapped.js'
import { patientOf, relatedOf } from './patient.js'
import { present, senderUri, text, type Reading } from './reading.js'
import { patientObservations, reportOf, requestOf } from './report.js'
import { visitOf } from './visit.js'

/** Message types that are taken; everything else is refused. */
export const ACCEPTED: ReadonlySet<string> = new Set([
  'ORU^R01',
  'ORM^O01',
  'OML^O21',
  'PPR^PC1',
  'RDE^O11',
  'VXU^V04',
  ...['A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A28', 'A31', 'A40'].map((event) => `ADT^${event}`),
])

/** A message of an accepted type in FHIR R4. */
export function mapMessage(reading: Reading): MappedMessage {
  const { message, problems } = reading
  const url = urls(message.toString())
  const [type = '', event = ''] = message.type.split('^')
  const { patients } = groupResults(message)
  const pid = message.segment('PID')
  const head: MappedMessage = {
    ...(pid ? { patient: patientOf(reading, pid, message.segment('PD1')) } : {}),
    demographics: type === 'ADT',
    merged: type === 'ADT' && event === 'A40' ? mergedOf(reading) : [],
    reports: [],
    others: [],
    problems,
  }
  const key = `${senderUri(reading.sender)}:${message.controlId}`
  const about = (): Drafted[] => [
    ...each(reading, 'NK1', (nk1) => relatedOf(reading, nk1), url),
    ...each(reading, 'AL1', (al1) => allergyOf(reading, al1), url),
  ]
  const visit = (): Drafted[] => {
    const pv1 = message.segment('PV1')
    const worthIt = pv1 && (text(pv1, 19) || text(pv1, 44) || (type === 'ADT' && event < 'A09'))
    if (!pv1 || !worthIt || text(pv1, 2) === 'N') return []
    const resource = visitOf(reading, pv1, message.segment('PV2'), event)
    if (resource.identifier) return [{ url: url(), resource, find: resource.identifier }]
    // without a number a stay is the patient's that began then
    const began = text(pv1, 44)
    if (!began) return [onceOf(reading, pv1, resource, url)]
    const stay = {
      system: `${senderUri(reading.sender)}:stay`,
      value: `${pid?.rawField(3) ?? ''}/${began}`.slice(0, 200),
    }
    return [{ url: url(), resource: { ...resource, identifier: [stay] }, find: [stay] }]
  }
  switch (type) {
    case 'ORU':
      head.reports = patients.flatMap(({ orders }) => present(orders.map((order) => reportOf(reading, order, url))))
      head.others = [...loose(reading, patients, url, key), ...visit(), ...about()]
      break
    case 'ORM':
    case 'OML':
      head.others = [
        ...patients.flatMap(({ orders }) => orders.flatMap((order) => requestOf(reading, order, url))),
        ...loose(reading, patients, url, key),
        ...visit(),
        ...about(),
      ]
      break
    case 'ADT':
      head.others =
        event === 'A40'
          ? []
          : [
              ...visit(),
              ...about(),
              ...each(reading, 'DG1', (dg1) => diagnosisOf(reading, dg1), url),
              ...each(reading, 'PR1', (pr1) => procedureOf(reading, pr1), url),
              ...loose(reading, patients, url, key, true),
            ]
      break
    case 'PPR':
      head.others = [
        ...problemsOf(reading, url),
        ...medications(reading, url),
        ...visit(),
        ...loose(reading, patients, url, key, true),
      ]
      break
    case 'RDE':
      head.others = [...medications(reading, url), ...visit(), ...about(), ...loose(reading, patients, url, key, true)]
      break
    case 'VXU':
      head.others = [...immunizations(reading, url), ...about(), ...loose(reading, patients, url, key, true)]
      break
  }
  return head
}

/** Results outside any order: of the person, the visit or the vaccination. */
function loose(
  reading: Reading,
  patients: readonly PatientGroup[],
  url: () => string,
  key: string,
  inside = false,
): Drafted[] {
  return patients.flatMap((patient) => {
    // of a message without orders, an OBX behind an ORC is about the vaccination, the medicine or the problem
    const inOrders = inside ? patient.orders.flatMap(({ observations }) => observations) : []
    const observations = [...patient.observations, ...inOrders]
    return patientObservations(reading, { ...patient, observations }, 'survey', url, key)
  })
}

/** Fresh `urn:uuid:` that are the same for the same message, so that a replay makes the same change-set. */
function urls(seed: string): () => string {
  const base = createHash('sha256').update(seed).digest('hex').slice(0, 20)
  let n = 0
  return () => {
    const tail = (++n).toString(16).padStart(12, '0')
    return `urn:uuid:${base.slice(0, 8)}-${base.slice(8, 12)}-4${base.slice(12, 15)}-8${base.slice(15, 18)}-${tail}`
  }
}

/** One resource for each segment of a name, recognised by what the segment says when it comes again. */
function each<R extends Resource>(
  reading: Reading,
  name: string,
  make: (segment: Segment) => R | undefined,
  url: () => string,
): Drafted[] {
  return reading.message.segments(name).flatMap((segment) => {
    const resource = make(segment)
    return resource ? [onceOf(reading, segment, resource, url)] : []
  })
}

function onceOf(reading: Reading, segment: Segment, resource: Resource, url: () => string): Drafted {
  // set ids and time stamps of the segment say nothing of what it is about
  const said = segment.text.split(reading.message.delimiters.field).slice(2).join('|')
  const patient = reading.message.segment('PID')?.rawField(3) ?? ''
  const once: Identifier = {
    system: `${senderUri(reading.sender)}:${segment.name.toLowerCase()}`,
    value: createHash('sha256').update(`${patient}\n${said}`).digest('hex').slice(0, 32),
  }
  // all of these types have identifiers
  const named = resource as Resource & { identifier?: Identifier[] }
  return { url: url(), resource: { ...named, identifier: [...(named.identifier ?? []), once] } as Resource, once }
}

/** PRB with the NTE behind it. */
function problemsOf(reading: Reading, url: () => string): Drafted[] {
  return walk(reading, 'PRB').flatMap(({ first, following }) => {
    const notes = untilOther(following, ['NTE'])
    const resource = problemOf(reading, first, notes)
    if (!resource) return []
    return resource.identifier
      ? [{ url: url(), resource, find: resource.identifier }]
      : [onceOf(reading, first, resource, url)]
  })
}

/** ORC, then RXO or RXE, with RXR and NTE. */
function medications(reading: Reading, url: () => string): Drafted[] {
  const found: Drafted[] = []
  for (const { first: orc, following } of walk(reading, 'ORC')) {
    const rx = following.find(({ name }) => name === 'RXE') ?? following.find(({ name }) => name === 'RXO')
    if (!rx) continue
    const resource = medicationOf(
      reading,
      rx,
      orc,
      following.filter(({ name }) => name === 'RXR'),
      following.filter(({ name }) => name === 'NTE'),
    )
    if (!resource) continue
    found.push(
      resource.identifier ? { url: url(), resource, find: resource.identifier } : onceOf(reading, rx, resource, url),
    )
  }
  return found
}

function immunizations(reading: Reading, url: () => string): Drafted[] {
  return walk(reading, 'RXA').flatMap(({ first: rxa, following, before }) => {
    const rxr = following.find(({ name }) => name === 'RXR')
    const resource = immunizationOf(reading, rxa, before?.name === 'ORC' ? before : undefined, rxr)
    if (!resource) return []
    return resource.identifier
      ? [{ url: url(), resource, find: resource.identifier }]
      : [onceOf(reading, rxa, resource, url)]
  })
}

/** Each segment of a name with those up to the next of that name, or up to the next ORC. */
function walk(reading: Reading, name: string): { first: Segment; following: Segment[]; before?: Segment }[] {
  const all = reading.message.segments()
  return all.flatMap((first, at) => {
    if (first.name !== name) return []
    const rest = all.slice(at + 1)
    const end = rest.findIndex((segment) => segment.name === name || segment.name === 'ORC')
    const before = all[at - 1]
    return [{ first, following: end < 0 ? rest : rest.slice(0, end), ...(before ? { before } : {}) }]
  })
}

function untilOther(segments: readonly Segment[], names: readonly string[]): Segment[] {
  const end = segments.findIndex(({ name }) => !names.includes(name))
  return segments.slice(0, end < 0 ? undefined : end)
}

/** MRG-1 and its older companions. */
function mergedOf(reading: Reading): Identifier[] {
  return reading.message
    .segments('MRG')
    .flatMap((mrg) => present([...mrg.fields(1), ...mrg.fields(4)].map((field) => identifierOfCx(reading, field))))
}
