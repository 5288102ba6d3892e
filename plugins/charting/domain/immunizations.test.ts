import fc from 'fast-check'
import type { Immunization } from 'fhir/r4.js'
import { expect, it } from 'vitest'
import { byVaccine, CVX } from './immunizations.js'

const dose = (
  code: string,
  occurrenceDateTime: string,
  status: Immunization['status'] = 'completed',
): Immunization => ({
  resourceType: 'Immunization',
  status,
  patient: {},
  vaccineCode: { coding: [{ system: CVX, code }], text: `Vaccine ${code}` },
  occurrenceDateTime,
})

it('doses are counted by vaccine, the one given last first', () => {
  expect(byVaccine([dose('08', '2024-01-01'), dose('140', '2025-09-01'), dose('08', '2024-06-01')])).toEqual([
    { name: 'Vaccine 140', doses: 1, last: '2025-09-01' },
    { name: 'Vaccine 08', doses: 2, last: '2024-06-01' },
  ])
})

it('a refusal is not a dose, and is told when it is the newest', () => {
  expect(byVaccine([dose('03', '2024-01-01'), dose('03', '2025-01-01', 'not-done')])).toEqual([
    { name: 'Vaccine 03', doses: 1, last: '2024-01-01', refused: '2025-01-01' },
  ])
  expect(byVaccine([dose('03', '2025-01-01'), dose('03', '2024-01-01', 'not-done')])).toEqual([
    { name: 'Vaccine 03', doses: 1, last: '2025-01-01' },
  ])
  expect(byVaccine([dose('03', '2025-01-01', 'entered-in-error')])).toEqual([])
})

it('every completed dose is counted once', () => {
  const any = fc.record({ code: fc.constantFrom('03', '08', '140'), year: fc.integer({ min: 2000, max: 2026 }) })
  fc.assert(
    fc.property(fc.array(any), (all) => {
      const groups = byVaccine(all.map(({ code, year }) => dose(code, `${year}-01-01`)))
      expect(groups.reduce((sum, { doses }) => sum + doses, 0)).toBe(all.length)
    }),
  )
})
