import type { AllergyIntolerance } from 'fhir/r4.js'
import { expect, it } from 'vitest'
import { isActive, reactionsOf, saysNone, severeFirst } from './allergies.js'

const allergy = (text: string, rest: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  patient: {},
  code: { text },
  ...rest,
})
const concept = (code: string) => ({ coding: [{ code }] })

it('the dangerous come first, by criticality or by what happened', () => {
  const all = [
    allergy('Grass', { criticality: 'low' }),
    allergy('Peanut', { reaction: [{ manifestation: [], severity: 'severe' }] }),
    allergy('Bee', { criticality: 'high' }),
  ]
  expect(severeFirst(all).map(({ code }) => code?.text)).toEqual(['Bee', 'Peanut', 'Grass'])
})

it('"no known allergy" is not an allergy', () => {
  expect(saysNone(allergy('No known allergies', { code: concept('716186003') }))).toBe(true)
  expect(saysNone(allergy('Penicillin'))).toBe(false)
})

it('refuted, withdrawn and resolved ones are not active', () => {
  expect(isActive(allergy('x', { clinicalStatus: concept('active') }))).toBe(true)
  expect(isActive(allergy('x', { clinicalStatus: concept('resolved') }))).toBe(false)
  const refuted = { clinicalStatus: concept('active'), verificationStatus: concept('refuted') }
  expect(isActive(allergy('x', refuted))).toBe(false)
  expect(isActive(allergy('x', { verificationStatus: concept('entered-in-error') }))).toBe(false)
})

it('reactions are told once each', () => {
  const reaction = [{ manifestation: [{ text: 'Hives' }, { text: 'Itching' }] }, { manifestation: [{ text: 'Hives' }] }]
  expect(reactionsOf(allergy('x', { reaction }))).toEqual(['Hives', 'Itching'])
})
