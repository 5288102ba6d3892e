import type { Encounter } from 'fhir/r4.js'
import { describe, expect, it } from 'vitest'
import { outsideName } from './origin.js'
import { seenBy, visitWords } from './visits.js'

const encounter = (rest: Partial<Encounter>): Encounter => ({
  resourceType: 'Encounter',
  status: 'finished',
  class: { code: 'AMB' },
  ...rest,
})

describe('a visit in words', () => {
  it('tells the reason beside the type, unless the type has told it', () => {
    const words = (type: string, reason: string) =>
      visitWords(encounter({ type: [{ text: type }], reasonCode: [{ text: reason }] }))
    expect(words('Sick visit', 'Strep throat')).toMatchObject({ type: 'Sick visit', reason: 'Strep throat' })
    expect(words('Emergency visit, chest pain', 'Chest pain').reason).toBe('')
    expect(words('Diabetes follow-up', 'Type 2 diabetes').reason).toBe('')
  })

  it('leaves a type that only says "encounter" to the class', () => {
    const words = visitWords(
      encounter({ class: { code: 'EMER' }, type: [{ text: 'Encounter for problem (procedure)' }] }),
    )
    expect(words).toEqual({ type: '', classCode: 'EMER', reason: '' })
  })
})

it('the primary performer is whom the patient saw', () => {
  const participant = [
    { individual: { display: 'A nurse' } },
    { type: [{ coding: [{ code: 'PPRF' }] }], individual: { display: 'Dr. Okafor' } },
  ]
  expect(seenBy(encounter({ participant }))).toBe('Dr. Okafor')
  expect(seenBy(encounter({ participant: participant.slice(0, 1) }))).toBe('A nurse')
  expect(seenBy(encounter({}))).toBeUndefined()
})

describe('where something came from', () => {
  const meta = { source: 'https://riverside.example/fhir#1' }
  const serviceProvider = { reference: 'Organization/r', display: 'Riverside Hospital' }

  it('is the facility that it names, else the host of its source', () => {
    expect(outsideName(encounter({ meta, serviceProvider }))).toBe('Riverside Hospital')
    expect(outsideName(encounter({ meta }))).toBe('riverside.example')
  })

  it('is named by what came along from the same source', () => {
    const condition = { resourceType: 'Condition' as const, subject: {}, meta }
    const other = encounter({
      meta: { source: 'https://other.example' },
      serviceProvider: { ...serviceProvider, display: 'Other' },
    })
    expect(outsideName(condition, [other, encounter({ meta, serviceProvider })])).toBe('Riverside Hospital')
  })

  it('is here without a source, whoever provided it', () => {
    expect(outsideName(encounter({ serviceProvider }))).toBeUndefined()
  })
})
