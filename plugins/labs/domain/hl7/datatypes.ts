import type { Field, Segment } from '@tessera/hl7v2'
import type { Address, CodeableConcept, Coding, ContactPoint, HumanName, Identifier, Reference } from 'fhir/r4.js'
import { NPI, V2_0203 } from '../systems.js'
import { systemUri, uriOf } from './code-systems.js'
import { mapped, part, plain, present, some, type Reading, senderUri } from './reading.js'

/** The system of an assigning authority: HD with subcomponents, its universal id before its name. */
export function authority(reading: Reading, field: Field, component: number): string | undefined {
  const { subcomponents } = field.component(component)
  const [name, universal, type] = subcomponents.map(plain)
  return authorityUri(reading, name, universal, type)
}

function authorityUri(
  reading: Reading,
  name: string | undefined,
  universal?: string,
  type?: string,
): string | undefined {
  return (
    uriOf(universal, type) ??
    uriOf(name) ??
    (name || universal
      ? `${senderUri(reading.sender)}:authority:${encodeURIComponent(name ?? universal ?? '')}`
      : undefined)
  )
}

/** CX → Identifier (v2-to-FHIR CX[Identifier]). */
export function identifierOfCx(reading: Reading, field: Field): Identifier | undefined {
  const value = part(field, 1)
  if (!value) return undefined
  const type = part(field, 5)
  return {
    ...(type ? { type: { coding: [{ system: V2_0203, code: type }] } } : {}),
    ...some('system', authority(reading, field, 4)),
    value,
    ...some('period', periodOf(reading, part(field, 7), part(field, 8))),
  }
}

/** EI → Identifier; a number without authority is the sender's own. */
export function identifierOfEi(
  reading: Reading,
  field: Field,
  kind: 'PLAC' | 'FILL' | undefined,
): Identifier | undefined {
  const value = part(field, 1)
  if (!value) return undefined
  const system = authorityUri(reading, part(field, 2), part(field, 3), part(field, 4))
  return {
    ...(kind
      ? {
          type: {
            coding: [
              { system: V2_0203, code: kind, display: kind === 'PLAC' ? 'Placer Identifier' : 'Filler Identifier' },
            ],
          },
        }
      : {}),
    system: system ?? `${senderUri(reading.sender)}:${kind === 'PLAC' ? 'placer' : kind === 'FILL' ? 'filler' : 'id'}`,
    value,
  }
}

export const identifiers = (reading: Reading, segment: Segment, field: number): Identifier[] =>
  present(segment.fields(field).map((each) => identifierOfCx(reading, each)))

const NAME_USE: Readonly<Record<string, HumanName['use']>> = {
  L: 'official',
  D: 'usual',
  N: 'nickname',
  M: 'maiden',
  B: 'old',
  T: 'temp',
}

/** XPN → HumanName. */
export function humanName(field: Field): HumanName | undefined {
  const family = part(field, 1)
  const given = present([part(field, 2), part(field, 3)])
  if (!family && given.length === 0) return undefined
  return {
    ...some('use', NAME_USE[part(field, 7) ?? '']),
    ...some('family', family),
    ...some('given', given),
    ...some('prefix', present([part(field, 5)])),
    ...some('suffix', present([part(field, 4), part(field, 6)])),
  }
}

export const humanNames = (segment: Segment, field: number): HumanName[] =>
  present(segment.fields(field).map(humanName))

const ADDRESS_USE: Readonly<Record<string, Pick<Address, 'use' | 'type'>>> = {
  H: { use: 'home' },
  P: { use: 'home' },
  B: { use: 'work' },
  O: { use: 'work' },
  C: { use: 'temp' },
  BA: { use: 'old' },
  M: { type: 'postal' },
}

/** XAD → Address. */
export function address(field: Field): Address | undefined {
  const line = present([part(field, 1), part(field, 2)])
  const rest = {
    ...some('city', part(field, 3)),
    ...some('state', part(field, 4)),
    ...some('postalCode', part(field, 5)),
    ...some('country', part(field, 6)),
    ...some('district', part(field, 9)),
  }
  if (line.length === 0 && Object.keys(rest).length === 0) return undefined
  return { ...ADDRESS_USE[part(field, 7) ?? ''], ...some('line', line), ...rest }
}

const TELECOM: Readonly<Record<string, ContactPoint['system']>> = {
  PH: 'phone',
  CP: 'phone',
  FX: 'fax',
  BP: 'pager',
  SAT: 'phone',
  TDD: 'phone',
  Internet: 'email',
  'X.400': 'email',
}

/** XTN → ContactPoint: the parts of the number where they are given, else the text. */
export function contact(field: Field, use: ContactPoint['use']): ContactPoint | undefined {
  const kind = part(field, 3) ?? ''
  const email = part(field, 4)
  const [country, area, local, extension] = [part(field, 5), part(field, 6), part(field, 7), part(field, 8)]
  const parts = local
    ? `${country ? `+${country.replace(/^\+/, '')} ` : ''}${area ? `(${area}) ` : ''}${local}${extension ? ` ext. ${extension}` : ''}`
    : undefined
  const isMail = email !== undefined && (TELECOM[kind] === 'email' || part(field, 2) === 'NET' || !parts)
  const value = isMail ? email : (parts ?? part(field, 12) ?? part(field, 1))
  if (!value) return undefined
  const said = USES[part(field, 2) ?? '']
  return {
    system: isMail || value.includes('@') ? 'email' : (TELECOM[kind] ?? 'phone'),
    value,
    ...some('use', kind === 'CP' ? 'mobile' : (said ?? use)),
  }
}

const USES: Readonly<Record<string, ContactPoint['use']>> = {
  PRN: 'home',
  ORN: 'home',
  WPN: 'work',
  VHN: 'temp',
  PRS: 'mobile',
}

export const contacts = (segment: Segment, field: number, use: ContactPoint['use']): ContactPoint[] =>
  present(segment.fields(field).map((each) => contact(each, use)))

/** CE, CWE, CNE → CodeableConcept: both codings, the sender's text, and what the clinic mapped the code to. */
export function concept(reading: Reading, field: Field | undefined): CodeableConcept | undefined {
  if (!field) return undefined
  const own = senderUri(reading.sender)
  const codings = present([coding(own, field, 1), coding(own, field, 4), coding(own, field, 10)])
  const known = codings.flatMap(({ code }) => (code ? (mapped(reading, 'code', code) ?? []) : []))[0]
  const text =
    part(field, 9) ?? part(field, 2) ?? part(field, 5) ?? (codings.length === 0 ? plain(field.text) : undefined)
  const all = [
    ...codings,
    ...(known && !codings.some(({ code }) => code === known.target)
      ? [{ system: systemUri('LN', own) ?? '', code: known.target, ...some('display', known.display) }]
      : []),
  ]
  if (all.length === 0 && !text) return undefined
  return { ...some('coding', all), ...some('text', text ?? all[0]?.display ?? all[0]?.code) }
}

function coding(own: string, field: Field, from: number): Coding | undefined {
  // a FHIR code has no blanks around or doubled within
  const code = part(field, from)?.replaceAll(/\s+/g, ' ')
  if (!code) return undefined
  // the triplets stand at 1–3, 4–6 and 10–12; their systems' OIDs at 14, 17 and 20
  const oid = uriOf(part(field, from === 1 ? 14 : from === 4 ? 17 : 20))
  return {
    ...some('system', systemUri(part(field, from + 2), own) ?? oid),
    code,
    ...some('display', part(field, from + 1)),
    ...some('version', part(field, from === 1 ? 7 : from === 4 ? 8 : 13)),
  }
}

/** A code of an HL7 table. */
export const tableCode = (table: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/v2-${table}`, code, ...some('display', display) }],
})

/** XCN → a person by number and name; the directory of the clinic isn't touched. */
export function person(reading: Reading, field: Field | undefined): Reference | undefined {
  if (!field) return undefined
  const id = part(field, 1)
  const display = present([
    part(field, 6),
    part(field, 3),
    part(field, 4),
    part(field, 2),
    part(field, 5),
    part(field, 7),
  ]).join(' ')
  if (!id && !display) return undefined
  const type = part(field, 13)
  const system = type === 'NPI' ? NPI : (authority(reading, field, 9) ?? `${senderUri(reading.sender)}:person`)
  return {
    type: 'Practitioner',
    ...(id ? { identifier: { system, value: id } } : {}),
    ...some('display', display || undefined),
  }
}

/** XON, or an HD: an organization by name and number. */
export function organization(reading: Reading, field: Field | undefined): Reference | undefined {
  if (!field) return undefined
  const name = part(field, 1)
  const id = part(field, 10) ?? part(field, 3)
  if (!name && !id) return undefined
  const system = authority(reading, field, 6) ?? `${senderUri(reading.sender)}:organization`
  return {
    type: 'Organization',
    ...(id ? { identifier: { system, value: id } } : {}),
    ...some('display', name ?? id),
  }
}

/** PL → where it is, in words: point of care, room, bed, facility. */
export function place(field: Field | undefined): Reference | undefined {
  if (!field) return undefined
  const display = present([
    part(field, 9),
    part(field, 4),
    part(field, 7),
    part(field, 1),
    part(field, 2),
    part(field, 3),
  ]).join(', ')
  return display ? { type: 'Location', display } : undefined
}

export function periodOf(reading: Reading, start: string | undefined, end: string | undefined) {
  const period = {
    ...some('start', start === undefined ? undefined : reading.time.toFhir(start)),
    ...some('end', end === undefined ? undefined : reading.time.toFhir(end)),
  }
  return Object.keys(period).length > 0 ? period : undefined
}
