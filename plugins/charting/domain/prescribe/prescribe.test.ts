import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMedicine } from './checks.js'
import { DRUGS } from './drugs.js'
import { classesOf, ingredientsIn, isClass, KNOWN_INGREDIENTS } from './ingredients.js'
import { PAIRS } from './pairs.js'
import { dosageOf, dosesIn, FREQUENCIES, quantityFor, ROUTES, sigText, type FrequencyId, type RouteId } from './sig.js'

const taken = (...names: string[]) => names.map((text, i) => ({ text, reference: `MedicationRequest/${i}` }))
const allergic = (text: string, severe = false) => [{ text, reference: 'AllergyIntolerance/1', severe }]
const kinds = (found: ReturnType<typeof checkMedicine>) => found.map(({ kind, severity }) => `${kind} ${severity}`)

describe('ingredients', () => {
  test('are found in names, brands and combinations', () => {
    expect(ingredientsIn('Lisinopril 20 mg')).toEqual(['lisinopril'])
    expect(ingredientsIn('24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet')).toEqual(['metformin'])
    expect(ingredientsIn('Bactrim DS').sort()).toEqual(['sulfamethoxazole', 'trimethoprim'])
    expect(ingredientsIn('Insulin glargine 100 units/mL pen')).toEqual(['insulin glargine'])
    expect(ingredientsIn('Prenatal vitamin')).toEqual([])
  })
})

describe('checks', () => {
  test('an allergy to the substance, its class, and what reacts with it', () => {
    expect(kinds(checkMedicine('Amoxicillin 500 mg', allergic('Penicillin', true), []))).toEqual(['allergy critical'])
    expect(kinds(checkMedicine('Amoxicillin 500 mg', allergic('PCN'), []))).toEqual(['allergy high'])
    expect(kinds(checkMedicine('Cephalexin 500 mg', allergic('Penicillin'), []))).toEqual(['allergy moderate'])
    expect(kinds(checkMedicine('Bactrim DS', allergic('Sulfa drugs'), []))).toEqual(['allergy high'])
    expect(kinds(checkMedicine('Ibuprofen 400 mg', allergic('Aspirin'), []))).toEqual(['allergy moderate'])
    expect(checkMedicine('Azithromycin 250 mg', allergic('Penicillin', true), [])).toEqual([])
    expect(checkMedicine('Azithromycin 250 mg', allergic('Peanuts', true), [])).toEqual([])
  })

  test('the same ingredient and the same class', () => {
    expect(kinds(checkMedicine('Lisinopril 20 mg', [], taken('Zestril 10 mg')))).toEqual(['duplicate high'])
    expect(kinds(checkMedicine('Naproxen 500 mg', [], taken('Meloxicam 15 mg')))).toEqual(['duplicate moderate'])
  })

  test.each([
    ['Ibuprofen 400 mg', 'Warfarin 5 mg', 'warfarin-nsaid'],
    ['Spironolactone 25 mg', 'Lisinopril 20 mg', 'ras-potassium-sparing'],
    ['Sertraline 50 mg', 'Phenelzine 15 mg', 'maoi-serotonin'],
    ['Sulfamethoxazole 800 mg / trimethoprim 160 mg', 'Methotrexate 2.5 mg', 'methotrexate-trimethoprim'],
    ['Clarithromycin 500 mg', 'Simvastatin 20 mg', 'statin-macrolide'],
    ['Sildenafil 50 mg', 'Nitroglycerin 0.4 mg', 'nitrate-pde5'],
  ])('%s with %s', (medicine, other, id) => {
    const both = [checkMedicine(medicine, [], taken(other)), checkMedicine(other, [], taken(medicine))]
    for (const found of both) expect(found.some((each) => each.id.startsWith(`pair:${id}:`))).toBe(true)
  })

  test('a pair is found whichever of the two comes second', () =>
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN_INGREDIENTS), fc.constantFrom(...KNOWN_INGREDIENTS), (one, other) => {
        const pairs = (a: string, b: string) =>
          checkMedicine(a, [], taken(b))
            .filter(({ kind }) => kind === 'interaction')
            .map(({ id }) => id)
            .sort()
        expect(pairs(one, other)).toEqual(pairs(other, one))
      }),
    ))

  test('each rule names parties of the tables, a reason and a source', () => {
    const known = (party: string) => isClass(party) || KNOWN_INGREDIENTS.includes(party)
    for (const { id, one, other, why, source } of PAIRS) {
      expect([id, [...one, ...other].filter((party) => !known(party))]).toEqual([id, []])
      expect(why.length).toBeGreaterThan(20)
      expect(source).toMatch(/FDA|NEJM/)
    }
    expect(new Set(PAIRS.map(({ id }) => id)).size).toBe(PAIRS.length)
  })

  test('each allergy class word leads to a class', () => expect(classesOf('amoxicillin')).toEqual(['penicillin']))
})

describe('the sig', () => {
  test('reads like a label', () => {
    const base = { dose: 1, unit: 'tablet', route: 'oral', frequency: 'twice' } as const
    expect(sigText(base)).toBe('Take 1 tablet by mouth twice a day')
    expect(sigText({ ...base, dose: 2, days: 10, extra: 'with food.' })).toBe(
      'Take 2 tablets by mouth twice a day for 10 days, with food',
    )
    expect(sigText({ ...base, frequency: 'every6', asNeeded: 'pain' })).toBe(
      'Take 1 tablet by mouth every 6 hours when needed for pain',
    )
    expect(sigText({ dose: 2, unit: 'puff', route: 'inhaled', frequency: 'twice' })).toBe('Inhale 2 puffs twice a day')
    expect(sigText({ dose: 0.5, unit: 'mg', route: 'subcutaneous', frequency: 'weekly' })).toBe(
      'Inject 0.5 mg under the skin once a week',
    )
  })

  test('quantities follow from dose, rhythm and days', () => {
    expect(quantityFor({ dose: 1, frequency: 'twice' }, 30)).toBe(60)
    expect(quantityFor({ dose: 2, frequency: 'every6' }, 5)).toBe(40)
    expect(quantityFor({ dose: 4, frequency: 'weekly' }, 28)).toBe(16)
    expect(quantityFor({ dose: 0.5, frequency: 'daily' }, 30)).toBe(15)
    expect(dosesIn('other', 10)).toBe(5)
  })

  test('more days never need less, and FHIR says what the words say', () =>
    fc.assert(
      fc.property(
        // the keys of the tables
        fc.constantFrom(...(Object.keys(FREQUENCIES) as FrequencyId[])),
        fc.constantFrom(...(Object.keys(ROUTES) as RouteId[])),
        fc.integer({ min: 1, max: 100 }),
        (frequency, route, days) => {
          expect(dosesIn(frequency, days + 1)).toBeGreaterThanOrEqual(dosesIn(frequency, days))
          const dosage = dosageOf({ dose: 1, unit: 'tablet', route, frequency, days })
          expect(dosage.text).toBe(sigText({ dose: 1, unit: 'tablet', route, frequency, days }))
          expect(dosage.timing?.repeat?.boundsDuration?.value).toBe(days)
        },
      ),
    ))

  test('each medicine of the list has a usual sig and a quantity', () => {
    for (const drug of DRUGS) {
      expect(sigText(drug).length).toBeGreaterThan(10)
      expect(drug.pack ?? quantityFor(drug, drug.days)).toBeGreaterThan(0)
    }
  })
})
