import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clinicTime, dtmToDate } from './index.js'

const newYork = clinicTime('America/New_York')

describe('times', () => {
  it.each([
    ['2024', '2024'],
    ['202410', '2024-10'],
    ['20241012', '2024-10-12'],
    ['2024101209', '2024-10-12T09:00:00-04:00'],
    ['202412120930', '2024-12-12T09:30:00-05:00'],
    ['20241012093015.1234+0200', '2024-10-12T09:30:15.1234+02:00'],
    ['20241012093015-0000', '2024-10-12T09:30:15-00:00'],
    ['20241103013000', '2024-11-03T01:30:00-04:00'],
    ['20240310023000', '2024-03-10T02:30:00-05:00'],
  ])('%s is %s to FHIR', (dtm, fhir) => {
    expect(newYork.toFhir(dtm)).toBe(fhir)
  })

  it.each(['', '0000', '00000000', '20241301', '20240230', '2024101299', 'yesterday', '20241012093000+9900', '202'])(
    '%j is no time',
    (dtm) => {
      expect([newYork.toFhir(dtm)]).toEqual([undefined])
    },
  )

  it('go out as the clinic’s wall time', () => {
    expect(newYork.fromFhir('2024-10-12T13:30:00Z')).toBe('20241012093000-0400')
    expect(clinicTime('Asia/Kolkata').fromFhir('2024-10-12T13:30:00.25Z')).toBe('20241012190000.25+0530')
    expect(['2024-10-12', '2024-10', '2024'].map((date) => newYork.fromFhir(date))).toEqual([
      '20241012',
      '202410',
      '2024',
    ])
  })

  it('keep the instant there and back, in any zone', () => {
    const zones = fc.constantFrom('America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC', 'Pacific/Chatham')
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 })
    fc.assert(
      fc.property(zones, seconds, (zone, second) => {
        const clinic = clinicTime(zone)
        const dtm = clinic.fromFhir(new Date(second * 1000).toISOString())
        expect(Date.parse(clinic.toFhir(dtm) ?? '')).toBe(second * 1000)
        const wall = dtm.replace(/[+-]\d{4}$/, '').replace(/\.\d+$/, '')
        expect(clinic.fromFhir(clinic.toFhir(wall) ?? '').slice(0, 14)).toBe(wall)
      }),
    )
  })

  it('give a birth date without its time', () => {
    expect([dtmToDate('19850412103000'), dtmToDate('1985'), dtmToDate('0000')]).toEqual([
      '1985-04-12',
      '1985',
      undefined,
    ])
  })
})
