import type { Resource } from '@tessera/sdk'
import { decimalText } from '../domain/hl7/value.js'

/** `Observation.value` → what a bundle says of it. */
export type Facts = Map<string, Set<string>>

type Fields = Record<string, unknown>

/**
 * The facts by which two mappings of one message are compared: identifiers, names, codes, values, units, dates and
 * statuses, without the shape they come in.
 */
export function factsOf(resources: readonly Resource[]): Facts {
  const facts: Facts = new Map()
  const add = (kind: string, value: unknown): void => {
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string' || text.trim() === '') return
    facts.set(kind, (facts.get(kind) ?? new Set()).add(text.trim()))
  }
  for (const resource of resources) {
    // a resource is a record of its elements
    const fields = resource as unknown as Fields
    const type = resource.resourceType
    switch (type) {
      case 'Patient':
        for (const each of list(fields['identifier'])) add('Patient.identifier', each['value'])
        names(fields).forEach((name) => add('Patient.name', name))
        add('Patient.birthDate', fields['birthDate'])
        add('Patient.gender', fields['gender'])
        break
      case 'RelatedPerson':
        names(fields).forEach((name) => add('RelatedPerson.name', name))
        break
      case 'Observation':
        codes(fields['code']).forEach((code) => add('Observation.code', code))
        values(fields).forEach((value) => add('Observation.value', value))
        add('Observation.status', fields['status'])
        for (const each of list(fields['interpretation']))
          codes(each).forEach((code) => add('Observation.interpretation', code))
        for (const each of list(fields['note']))
          for (const line of String(each['text'] ?? '').split('\n')) add('note', prose(line))
        add('Observation.effective', moment(fields['effectiveDateTime']))
        break
      case 'DiagnosticReport':
        for (const each of list(fields['identifier'])) add('DiagnosticReport.identifier', each['value'])
        codes(fields['code']).forEach((code) => add('DiagnosticReport.code', code))
        add('DiagnosticReport.status', fields['status'])
        // what another converter makes an order of a report is here: its code and its numbers
        codes(fields['code']).forEach((code) => add('ServiceRequest.code', code))
        for (const each of list(fields['identifier'])) add('ServiceRequest.identifier', each['value'])
        break
      case 'ServiceRequest':
        codes(fields['code']).forEach((code) => add('ServiceRequest.code', code))
        for (const each of list(fields['identifier'])) add('ServiceRequest.identifier', each['value'])
        add('ServiceRequest.identifier', record(fields['requisition'])['value'])
        // a diagnosis of an order is its reason
        for (const each of list(fields['reasonCode'])) codes(each).forEach((code) => add('Condition.code', code))
        break
      case 'Specimen':
        codes(fields['type']).forEach((code) => add('Specimen.type', code))
        break
      case 'Encounter':
        add('Encounter.class', record(fields['class'])['code'])
        add('Encounter.start', moment(record(fields['period'])['start']))
        break
      case 'Immunization':
        codes(fields['vaccineCode']).forEach((code) => add('Immunization.vaccineCode', code))
        add('Immunization.occurrence', moment(fields['occurrenceDateTime']))
        add('Immunization.lotNumber', fields['lotNumber'])
        add('Immunization.status', fields['status'])
        break
      case 'AllergyIntolerance':
      case 'Condition':
      case 'Procedure':
        codes(fields['code']).forEach((code) => add(`${type}.code`, code))
        break
    }
  }
  return facts
}

/** What the expected bundle says and ours doesn't, by kind. */
export function missing(expected: Facts, ours: Facts): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [kind, values] of expected) {
    const own = ours.get(kind) ?? new Set()
    const lost = [...values].filter((value) => !own.has(value))
    if (lost.length > 0) found.set(kind, lost)
  }
  return found
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const record = (value: unknown): Fields => (isFields(value) ? value : {})
const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

const codes = (concept: unknown): string[] =>
  list(record(concept)['coding']).flatMap(({ code }) =>
    typeof code === 'string' ? [code.trim().replaceAll(/\s+/g, ' ')] : [],
  )

const names = (fields: Fields): string[] =>
  list(fields['name']).flatMap(({ family, given }) => {
    const first = Array.isArray(given) ? String(given[0] ?? '') : ''
    return family || first ? [`${typeof family === 'string' ? family : ''}, ${first}`] : []
  })

function values(fields: Fields): string[] {
  const quantity = record(fields['valueQuantity'])
  const one = (each: Fields): string =>
    `${typeof each['comparator'] === 'string' ? each['comparator'] : ''}${numberText(each['value'])} ${String(each['code'] ?? each['unit'] ?? '')}`.trim()
  return [
    ...('value' in quantity ? [`${one(quantity).split(' ')[0]}`] : []),
    ...codes(fields['valueCodeableConcept']),
    ...(typeof fields['valueString'] === 'string' ? [prose(fields['valueString'])] : []),
    ...(typeof fields['valueDateTime'] === 'string' ? [moment(fields['valueDateTime'])] : []),
  ]
}

const numberText = (value: unknown): string =>
  typeof value === 'number' ? String(value) : String(Number(decimalText(String(value)) ?? 'NaN'))

const prose = (value: unknown): string => (typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : '')

/** To the minute: zones are written differently. A mere date stays one. */
function moment(value: unknown): string {
  if (typeof value !== 'string') return ''
  if (!value.includes('T')) return value
  const at = Date.parse(value)
  return Number.isNaN(at) ? value : new Date(at).toISOString().slice(0, 16)
}
