import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import type { Resource } from '@tessera/sdk'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codesOf } from '../domain/terms.js'
import { charting } from '../plugin.js'
import { failuresOf, profilesOf, type Profile } from './records-us-core.js'

/** Beside the repository; absent on most machines. */
const PACKAGE = new URL('../../../../shared/data/us-core/us_core_610.tgz', import.meta.url)

const SIGNS: Readonly<Record<string, string>> = {
  '85354-9': 'us-core-blood-pressure',
  '8867-4': 'us-core-heart-rate',
  '8310-5': 'us-core-body-temperature',
  '9279-1': 'us-core-respiratory-rate',
  '59408-5': 'us-core-pulse-oximetry',
  '29463-7': 'us-core-body-weight',
  '8302-2': 'us-core-body-height',
  '39156-5': 'us-core-bmi',
  '72514-3': 'us-core-vital-signs',
}
const PROFILES: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'us-core-allergyintolerance',
  Condition: 'us-core-condition-problems-health-concerns',
  Goal: 'us-core-goal',
  Immunization: 'us-core-immunization',
  MedicationRequest: 'us-core-medicationrequest',
}

describe.skipIf(!existsSync(PACKAGE))('US Core 6.1.0 (needs ../shared/data/us-core)', () => {
  let clinic: TestClinic
  let doctor: Caller
  let profiles: Map<string, Profile>
  let sets: ReturnType<typeof profilesOf>['sets']
  let patient: string

  beforeAll(async () => {
    ;({ profiles, sets } = profilesOf(PACKAGE))
    clinic = await testClinic({ plugins: [charting()] })
    const client = await clinic.client()
    const { id } = await client.fhir.create({ resourceType: 'Practitioner', name: [{ family: 'Okafor' }] })
    doctor = await clinic.as('clinician', { link: { kind: 'practitioner', reference: `Practitioner/${id}` } })
    patient = (
      await doctor.fhir.create({
        resourceType: 'Patient',
        name: [{ family: 'Morales' }],
        birthDate: '1968-03-14',
        gender: 'female',
      })
    ).id
    await doctor.fhir.create({
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: `Patient/${patient}` },
    })
  })
  afterAll(() => clinic.stop())

  const post = async (path: string, body: object) => {
    const answer = await doctor.fetch(`api/charting/records/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tessera-patient': patient },
      body: JSON.stringify({ patient, ...body }),
    })
    const text = await answer.text()
    expect([path, answer.status, text]).toEqual([path, 200, text])
    const done: { reference?: string } = JSON.parse(text)
    return done.reference ?? ''
  }
  const all = async (type: Resource['resourceType']) =>
    (await doctor.fhir.search<Resource>(`${type}?patient=${patient}&_count=100`)).resources
  const seen = async (reference: string) => {
    const { id, meta }: Resource = await (await doctor.fetch(`fhir/${reference}`)).json()
    return { id, version: meta?.versionId }
  }

  function profileOf(resource: Resource): string {
    if (resource.resourceType !== 'Observation') return PROFILES[resource.resourceType] ?? ''
    return codesOf(resource.code).flatMap((code) => SIGNS[code] ?? [])[0] ?? ''
  }
  const check = (resource: Resource): string[] => {
    const profile = profiles.get(profileOf(resource))
    return profile
      ? failuresOf(profile, resource, sets).map((each) => `${profileOf(resource)} ${each}`)
      : ['no profile']
  }

  test('the checker finds what is missing', () => {
    const profile = profiles.get('us-core-blood-pressure')
    const wrong = { resourceType: 'Observation', status: 'final', code: { text: 'BP' } }
    const failures = profile ? failuresOf(profile, wrong) : []
    expect(failures).toEqual(
      expect.arrayContaining([expect.stringContaining('category'), expect.stringContaining('subject')]),
    )
  })

  test('everything that is recorded, changed, stopped and withdrawn conforms', async () => {
    const problem = await post('problems', {
      code: 'E11.9',
      text: 'Type 2 diabetes',
      status: 'active',
      onset: '2019-05',
      note: 'x',
    })
    await post('problems', { text: 'Fear of needles', status: 'resolved', until: '2020' })
    await post('goals', { condition: problem.split('/')[1], measure: 'a1c', value: 7, due: '2027-01-31' })
    await post('goals', { condition: problem.split('/')[1], measure: 'pressure', value: 130, second: 80 })
    for (const [temperature, weight, height] of [
      ['[degF]', '[lb_av]', '[in_i]'],
      ['Cel', 'kg', 'cm'],
    ])
      await post('vitals', {
        signs: {
          pressure: { text: '142/91' },
          pulse: { text: '76' },
          temperature: { text: temperature === 'Cel' ? '37' : '98.6', unit: temperature },
          breaths: { text: '14' },
          oxygen: { text: '97' },
          weight: { text: weight === 'kg' ? '82' : '181', unit: weight },
          height: { text: height === 'cm' ? '165' : '65', unit: height },
          pain: { text: '2' },
        },
      })
    await post('allergies/none', {})
    const allergy = await post('allergies', {
      text: 'Penicillin',
      category: 'medication',
      type: 'allergy',
      criticality: 'high',
      severity: 'severe',
      reactions: ['Anaphylaxis'],
      status: 'active',
    })
    await post('allergies/withdraw', { record: await seen(allergy), reason: 'x' })
    await post('immunizations', {
      cvx: '140',
      text: 'Flu',
      how: 'here',
      on: '2025-10-01',
      lot: 'A1',
      site: 'LD',
      route: 'IM',
    })
    await post('immunizations', { text: 'Tdap', how: 'reported', on: '2019' })
    await post('immunizations', { cvx: '187', text: 'Shingles', how: 'refused', on: '2025-10-01' })
    const request = await post('prescribe', {
      text: 'Lisinopril 10 mg',
      rxnorm: '314076',
      sig: { dose: 1, unit: 'tablet', route: 'oral', frequency: 'morning', extra: 'with water' },
      quantity: 90,
      quantityUnit: 'tablet',
      refills: 3,
      supplyDays: 90,
      problem: problem.split('/')[1],
    })
    await post('medicines/end', { record: await seen(request), how: 'stop', reason: 'Cough' })
    await post('problems/withdraw', { record: await seen(problem), reason: 'x' })

    const written = (
      await Promise.all(
        (['Observation', 'Condition', 'Goal', 'AllergyIntolerance', 'Immunization', 'MedicationRequest'] as const).map(
          all,
        ),
      )
    ).flat()
    expect(written).toHaveLength(18 + 2 + 2 + 2 + 3 + 1)
    expect(written.flatMap(check)).toEqual([])
  })
})
