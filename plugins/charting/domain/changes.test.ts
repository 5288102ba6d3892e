import type { Condition, Encounter, MedicationRequest, Observation } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { changesSince, lastVisit, pastVisits, visitsBefore, type Known } from './changes.js'

const RIVERSIDE = { source: 'https://riverside.example/fhir' }
const visit = (id: string, start: string, rest: Partial<Encounter> = {}): Encounter => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  type: [{ text: 'Follow-up' }],
  period: { start, end: start },
  ...rest,
})
const emergency = visit('e', '2026-10-25T18:35:00Z', {
  meta: RIVERSIDE,
  class: { code: 'EMER' },
  type: [{ text: 'Emergency visit' }],
  reasonCode: [{ text: 'Chest pain' }],
  serviceProvider: { reference: 'Organization/r', display: 'Riverside Hospital' },
})
const result = (code: string, at: string, value: number, flag: string): Observation => ({
  resourceType: 'Observation',
  id: `${code} ${at}`,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }], text: code },
  effectiveDateTime: at,
  valueQuantity: { value, unit: 'u' },
  interpretation: [{ coding: [{ code: flag }] }],
})
const nothing: Known = { encounters: [], results: [], earlier: [], requests: [], conditions: [], beside: [] }
const last = visit('v', '2026-08-19T09:00:00Z')

describe('the last visit', () => {
  it('is over, and was here', () => {
    const now = visit('now', '2026-11-24T09:00:00Z', { status: 'in-progress' })
    expect(pastVisits([now, emergency, last])).toEqual([last])
  })

  it('is the one before today’s, which may be over already, unless today’s is the first', () => {
    const today = visit('today', '2026-11-24T09:00:00Z')
    const isToday = (at: string) => at.startsWith('2026-11-24')
    expect(visitsBefore([today, last], isToday)).toEqual([last])
    expect(visitsBefore([today], isToday)).toEqual([today])
    expect(visitsBefore([], isToday)).toEqual([])
  })

  it('is the newest at which the patient was examined, else the newest', () => {
    const draw = visit('draw', '2026-11-20T08:00:00Z')
    expect(lastVisit([draw, last], new Set(['Encounter/v']))).toBe(last)
    expect(lastVisit([draw, last], new Set())).toBe(draw)
    expect(lastVisit([], new Set())).toBeUndefined()
  })
})

describe('what is new', () => {
  it('are visits elsewhere since', () => {
    const before = { ...emergency, id: 'b', period: { start: '2026-08-01T00:00:00Z' } }
    expect(changesSince(last, { ...nothing, encounters: [emergency, last, before] })).toEqual([
      {
        kind: 'visit',
        at: '2026-10-25T18:35:00Z',
        place: 'Riverside Hospital',
        type: 'Emergency visit',
        classCode: 'EMER',
        reason: 'Chest pain',
      },
    ])
  })

  it('are results out of range, what was in range before first, with the value before', () => {
    const known = {
      ...nothing,
      results: [
        result('K', '2026-11-20T08:00:00Z', 5.6, 'H'),
        result('A1c', '2026-10-25T18:00:00Z', 7.1, 'H'),
        result('Na', '2026-11-20T08:00:00Z', 139, 'N'),
        result('K', '2026-10-25T18:00:00Z', 5.1, 'N'),
      ],
      earlier: [result('A1c', '2026-08-19T09:00:00Z', 7.4, 'H')],
    }
    expect(changesSince(last, known)).toMatchObject([
      { kind: 'result', name: 'K', value: { quantity: { value: 5.6 } }, before: 5.1, was: 'normal', flag: 'high' },
      { kind: 'result', name: 'A1c', value: { quantity: { value: 7.1 } }, before: 7.4, was: 'abnormal' },
    ])
  })

  it('count a result that was drawn at the visit and came after it, but none that was known then', () => {
    const came = { ...result('K', '2026-08-19T09:00:00Z', 5.6, 'H'), issued: '2026-08-19T14:00:00Z' }
    const knew = { ...result('Na', '2026-08-19T08:00:00Z', 150, 'H'), issued: '2026-08-19T08:30:00Z' }
    expect(changesSince(last, { ...nothing, results: [came, knew] })).toMatchObject([{ name: 'K' }])
  })

  it('tell three results and count the others', () => {
    const results = ['a', 'b', 'c', 'd', 'e'].map((code) => result(code, '2026-11-20T08:00:00Z', 1, 'H'))
    const changes = changesSince(last, { ...nothing, results })
    expect(changes).toHaveLength(4)
    expect(changes.at(-1)).toEqual({ kind: 'more-results', count: 2 })
  })

  it('give room to visits and medicines, so that six lines are enough', () => {
    const results = ['a', 'b', 'c', 'd', 'e'].map((code) => result(code, '2026-11-20T08:00:00Z', 1, 'H'))
    const request = (id: string): MedicationRequest => ({
      resourceType: 'MedicationRequest',
      id,
      status: 'active',
      intent: 'order',
      subject: {},
      medicationCodeableConcept: { text: id },
      authoredOn: '2026-10-01T10:00:00Z',
    })
    const requests = ['one', 'two', 'three'].map(request)
    const changes = changesSince(last, { ...nothing, results, requests, encounters: [emergency] })
    expect(changes.map(({ kind }) => kind)).toEqual([
      'visit',
      'result',
      'result',
      'more-results',
      'medicine',
      'medicine',
    ])
    expect(changes[3]).toEqual({ kind: 'more-results', count: 3 })
  })

  it('put a critical value before all', () => {
    const results = [
      result('new', '2026-11-20T08:00:00Z', 2, 'H'),
      result('new', '2026-09-20T08:00:00Z', 1, 'N'),
      result('crit', '2026-11-01T08:00:00Z', 9, 'HH'),
    ]
    expect(changesSince(last, { ...nothing, results })[0]).toMatchObject({ name: 'crit', flag: 'critical' })
  })

  it('tell a positive test in words', () => {
    const { valueQuantity: _none, ...swab } = result('strep', '2026-11-20T08:00:00Z', 1, 'A')
    const results = [{ ...swab, valueCodeableConcept: { text: 'Positive' } }]
    expect(changesSince(last, { ...nothing, results })).toMatchObject([{ value: { kind: 'text', text: 'Positive' } }])
  })

  it('are medicines and problems written down on a later day, or elsewhere', () => {
    const request = (name: string, authoredOn: string, rest: Partial<MedicationRequest> = {}): MedicationRequest => ({
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject: {},
      medicationCodeableConcept: { text: name },
      authoredOn,
      ...rest,
    })
    const condition = (text: string, recordedDate: string): Condition => ({
      resourceType: 'Condition',
      subject: {},
      code: { text },
      recordedDate,
    })
    const changes = changesSince(last, {
      ...nothing,
      requests: [
        request('Ibuprofen 400 mg', '2026-10-25T20:00:00Z', {
          meta: RIVERSIDE,
          requester: { display: 'Riverside Hospital', reference: 'Organization/r' },
        }),
        request('Lisinopril 20 mg', '2026-08-19T10:00:00Z'),
      ],
      conditions: [condition('Gout', '2026-09-01T10:00:00Z'), condition('Old', '2026-08-19T17:00:00Z')],
    })
    expect(changes).toEqual([
      { kind: 'medicine', name: 'Ibuprofen 400 mg', at: '2026-10-25T20:00:00Z', place: 'Riverside Hospital' },
      { kind: 'problem', name: 'Gout', at: '2026-09-01T10:00:00Z' },
    ])
  })
})
