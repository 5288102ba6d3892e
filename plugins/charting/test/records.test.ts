import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import type { Resource } from '@tessera/sdk'
import type {
  AllergyIntolerance,
  Condition,
  Goal,
  Immunization,
  MedicationRequest,
  MedicationStatement,
  Observation,
} from 'fhir/r4.js'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codesOf, firstCode } from '../domain/terms.js'
import { charting } from '../plugin.js'

let clinic: TestClinic
let doctor: Caller
let nurse: Caller
let patient: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [charting()], timezone: 'America/New_York' })
  const client = await clinic.client()
  const { id } = await client.fhir.create({
    resourceType: 'Practitioner',
    name: [{ family: 'Okafor', given: ['Ada'] }],
  })
  doctor = await clinic.as('clinician', {
    name: 'Ada Okafor',
    link: { kind: 'practitioner', reference: `Practitioner/${id}` },
  })
  nurse = await clinic.as('nurse')
})
afterAll(() => clinic.stop())
beforeEach(async () => {
  patient = (
    await doctor.fhir.create({
      resourceType: 'Patient',
      name: [{ family: 'Morales', given: ['Ines'] }],
      birthDate: '1968-03-14',
      gender: 'female',
    })
  ).id
})

const post = async (path: string, body: object, caller = doctor) =>
  caller.fetch(`api/charting/records/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'tessera-patient': patient },
    body: JSON.stringify({ patient, ...body }),
  })
interface Done {
  change: string
  reference: string
}
const done = async (path: string, body: object, caller = doctor): Promise<Done> => {
  const answer = await post(path, body, caller)
  const text = await answer.text()
  expect([answer.status, text]).toEqual([200, text])
  return JSON.parse(text)
}
const refused = async (path: string, body: object, caller = doctor) => {
  const answer = await post(path, body, caller)
  return { status: answer.status, ...(await answer.json()) }
}
const all = async <T extends Resource>(type: T['resourceType'], more = '') =>
  (await doctor.fhir.search<T>(`${type}?patient=${patient}&_count=100${more}`)).resources
const seen = ({ id, meta }: Resource) => ({ id, version: meta?.versionId })
const read = async <T extends Resource>(reference: string): Promise<T> =>
  (await doctor.fetch(`fhir/${reference}`)).json()

describe('vital signs', () => {
  const FULL = {
    pressure: { text: '142/91' },
    pulse: { text: '76' },
    temperature: { text: '98.6', unit: '[degF]' },
    breaths: { text: '14' },
    oxygen: { text: '97' },
    weight: { text: '181', unit: '[lb_av]' },
    height: { text: '65', unit: '[in_i]' },
    pain: { text: '2' },
  }

  test('one change-set, with flags by age, the BMI, who measured and at which visit', async () => {
    const visit = await doctor.fhir.create({
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: `Patient/${patient}` },
    })
    const { change } = await done('vitals', { signs: FULL })
    expect(change).toBeTruthy()
    const found = await all<Observation>('Observation')
    expect(found).toHaveLength(9)
    expect(new Set(found.map(({ encounter }) => encounter?.reference))).toEqual(new Set([`Encounter/${visit.id}`]))
    expect(found.every(({ performer }) => performer?.[0]?.display === 'Ada Okafor')).toBe(true)
    const of = (code: string) => found.find((each) => codesOf(each.code).includes(code))
    expect(of('85354-9')?.component?.map(({ valueQuantity }) => valueQuantity?.value)).toEqual([142, 91])
    expect(firstCode(of('85354-9')?.interpretation)).toBe('H')
    expect(of('39156-5')?.valueQuantity).toMatchObject({ value: 30.1, code: 'kg/m2' })
    expect(of('29463-7')?.valueQuantity).toMatchObject({ value: 181, code: '[lb_av]' })
  })

  test('a slip of the key is refused with its reason, an unlikely value asks once', async () => {
    expect(await refused('vitals', { signs: { pulse: { text: '760' } } })).toMatchObject({
      status: 422,
      code: 'doubtful',
      issues: [{ kind: 'impossible', sign: 'pulse' }],
    })
    const light = { weight: { text: '28', unit: 'kg' } }
    expect(await refused('vitals', { signs: light })).toMatchObject({ issues: [{ kind: 'unlikely', because: 'age' }] })
    await done('vitals', { signs: { weight: { ...light.weight, sure: true } } })
    expect(await all<Observation>('Observation')).toHaveLength(1)
  })

  test('a correction marks the old value as entered in error and writes the new one, with the reason', async () => {
    await done('vitals', { signs: { pressure: { text: '241/91' } } })
    const [wrong] = await all<Observation>('Observation')
    const replaces = wrong ? [seen(wrong)] : []
    expect(await refused('vitals', { signs: {}, replaces })).toMatchObject({ status: 422 })
    await done('vitals', { signs: { pressure: { text: '142/91' } }, replaces, reason: 'Digits swapped' })
    const after = await all<Observation>('Observation')
    expect(after.map(({ status }) => status).sort()).toEqual(['entered-in-error', 'final'])
    expect(await refused('vitals', { signs: {}, replaces, reason: 'again' })).toMatchObject({
      status: 409,
      code: 'changed',
    })
  })

  test('a nurse records them, the front desk and a biller don’t', async () => {
    await done('vitals', { signs: { pulse: { text: '70' } } }, nurse)
    for (const role of ['frontdesk', 'biller', 'admin', 'patient'] as const)
      expect((await post('vitals', { signs: { pulse: { text: '70' } } }, await clinic.as(role))).status).toBe(403)
    expect((await post('vitals', { signs: {} }, clinic.anonymous)).status).toBe(401)
  })

  test('of another patient than the one on screen: refused, nothing stored', async () => {
    const answer = await doctor.fetch('api/charting/records/vitals', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tessera-patient': 'somebody-else' },
      body: JSON.stringify({ patient, signs: { pulse: { text: '70' } } }),
    })
    expect(answer.status).toBe(409)
    expect(await all('Observation')).toEqual([])
  })
})

describe('problems', () => {
  test('added from the list or in free words, resolved, reactivated, withdrawn', async () => {
    const { reference } = await done('problems', {
      code: 'E11.9',
      text: 'Type 2 diabetes',
      status: 'active',
      onset: '2019-05',
      note: 'Found at a check-up',
    })
    const coded = await read<Condition>(reference)
    expect(coded).toMatchObject({ onsetDateTime: '2019-05', code: { coding: [{ code: 'E11.9' }] } })
    await done('problems', { text: 'Fear of needles', status: 'active' })
    expect((await all<Condition>('Condition')).map(({ code }) => code?.text).sort()).toEqual([
      'Fear of needles',
      'Type 2 diabetes',
    ])
    await done('problems', {
      change: seen(coded),
      code: 'E11.9',
      text: 'Type 2 diabetes',
      status: 'resolved',
      until: '2024',
    })
    const resolved = await read<Condition>(reference)
    expect(firstCode(resolved.clinicalStatus)).toBe('resolved')
    expect(resolved).toMatchObject({ abatementDateTime: '2024', onsetDateTime: '2019-05' })
    await done('problems', { change: seen(resolved), text: 'Type 2 diabetes', status: 'active' })
    const back = await read<Condition>(reference)
    expect(back.abatementDateTime).toBeUndefined()
    expect(back.code?.coding?.[0]?.code).toBe('E11.9')
    await done('problems/withdraw', { record: seen(back), reason: 'Another patient’s result' })
    const gone = await read<Condition>(reference)
    expect(firstCode(gone.verificationStatus)).toBe('entered-in-error')
    expect(gone.clinicalStatus).toBeUndefined()
  })

  test('no onset in the future, no end before it; a nurse may not', async () => {
    const body = { text: 'Cold', status: 'active' }
    expect((await refused('problems', { ...body, onset: '2999' })).status).toBe(422)
    expect((await refused('problems', { ...body, status: 'resolved', onset: '2020-05', until: '2019' })).status).toBe(
      422,
    )
    expect((await post('problems', body, nurse)).status).toBe(403)
  })
})

describe('allergies', () => {
  const PEANUT = { text: 'Peanuts', category: 'food', type: 'allergy', reactions: ['Hives'], status: 'active' }

  test('"No known allergies" gives way to a real one, and can’t be said beside one', async () => {
    await done('allergies/none', {}, nurse)
    await done('allergies', PEANUT, nurse)
    const found = await all<AllergyIntolerance>('AllergyIntolerance')
    expect(found.map((each) => [each.code?.text, firstCode(each.clinicalStatus)]).sort()).toEqual([
      ['No known allergies', 'inactive'],
      ['Peanuts', 'active'],
    ])
    expect(await refused('allergies/none', {})).toMatchObject({ status: 409, code: 'has-allergies' })
    expect(await refused('allergies', PEANUT)).toMatchObject({ status: 409, code: 'known' })
  })

  test('changed and withdrawn with a reason', async () => {
    const { reference } = await done('allergies', { ...PEANUT, criticality: 'high', severity: 'severe' })
    const first = await read<AllergyIntolerance>(reference)
    await done('allergies', { ...PEANUT, change: seen(first), reactions: ['Anaphylaxis'], severity: 'severe' })
    const second = await read<AllergyIntolerance>(reference)
    expect(second.reaction?.[0]?.manifestation[0]?.text).toBe('Anaphylaxis')
    expect(second.criticality).toBeUndefined()
    expect((await refused('allergies/withdraw', { record: seen(second) })).status).toBe(400)
    await done('allergies/withdraw', { record: seen(second), reason: 'It was the brother' })
    expect(firstCode((await read<AllergyIntolerance>(reference)).verificationStatus)).toBe('entered-in-error')
  })
})

describe('immunizations', () => {
  test('given here with its lot, reported without; withdrawn, never deleted', async () => {
    expect((await refused('immunizations', { cvx: '140', text: 'Flu', how: 'here', on: '2025-10-01' })).status).toBe(
      422,
    )
    const { reference } = await done(
      'immunizations',
      { cvx: '140', text: 'Flu', how: 'here', on: '2025-10-01', lot: 'A123', site: 'LD', route: 'IM' },
      nurse,
    )
    const dose = await read<Immunization>(reference)
    expect(dose).toMatchObject({ primarySource: true, lotNumber: 'A123', vaccineCode: { coding: [{ code: '140' }] } })
    await done('immunizations', {
      change: seen(dose),
      cvx: '140',
      text: 'Flu',
      how: 'here',
      on: '2025-10-02',
      lot: 'A132',
      route: 'IM',
    })
    const corrected = await read<Immunization>(reference)
    expect(corrected).toMatchObject({ occurrenceDateTime: '2025-10-02', lotNumber: 'A132' })
    expect(corrected.performer).toEqual(dose.performer)
    expect(corrected.site).toBeUndefined()
    expect(corrected.recorded).toBe(dose.recorded)
    const stale = { change: seen(dose), text: 'Flu', how: 'refused', on: '2025' }
    expect((await refused('immunizations', stale)).status).toBe(409)
    await done('immunizations', { cvx: '115', text: 'Tdap', how: 'reported', on: '2019' })
    await done('immunizations/withdraw', { record: seen(corrected), reason: 'Wrong chart' })
    expect((await all<Immunization>('Immunization')).map(({ status }) => status).sort()).toEqual([
      'completed',
      'entered-in-error',
    ])
    const withdrawn = { change: seen(await read<Immunization>(reference)), text: 'Flu', how: 'reported', on: '2025' }
    expect((await refused('immunizations', withdrawn)).status).toBe(409)
    expect((await refused('immunizations', { text: 'Flu', how: 'reported', on: '1950' })).status).toBe(422)
  })
})

describe('medicines', () => {
  const sig = (rest: object = {}) => ({ dose: 1, unit: 'tablet', route: 'oral', frequency: 'twice', ...rest })
  const prescription = (text: string, rest: object = {}) => ({
    text,
    sig: sig(),
    quantity: 60,
    quantityUnit: 'tablet',
    refills: 3,
    supplyDays: 30,
    ...rest,
  })
  const allergy = () =>
    done('allergies', {
      text: 'Penicillin',
      category: 'medication',
      type: 'allergy',
      criticality: 'high',
      reactions: ['Anaphylaxis'],
      status: 'active',
    })

  test('into an allergy: refused with the evidence; with a reason it is kept on the order and in the history', async () => {
    await allergy()
    const amoxicillin = prescription('Amoxicillin 500 mg', { rxnorm: '308191' })
    const answer = await refused('prescribe', amoxicillin)
    expect(answer).toMatchObject({ status: 422, code: 'findings' })
    const [finding] = answer.issues
    expect(finding).toMatchObject({ kind: 'allergy', severity: 'critical', evidence: { text: 'Penicillin' } })
    expect(await all('MedicationRequest')).toEqual([])
    const { reference } = await done('prescribe', {
      ...amoxicillin,
      overrides: { [finding.id]: 'Tolerated amoxicillin in 2024' },
    })
    const request = await read<MedicationRequest>(reference)
    expect(request.detectedIssue).toEqual([{ reference: '#issue-1' }])
    expect(request.contained?.[0]).toMatchObject({
      resourceType: 'DetectedIssue',
      mitigation: [{ action: { text: 'Tolerated amoxicillin in 2024' } }],
    })
    expect(request.dosageInstruction?.[0]?.text).toBe('Take 1 tablet by mouth twice a day')
  })

  test('a change replaces the request, a stop says why, a withdrawal is no deletion', async () => {
    const { reference } = await done('prescribe', prescription('Lisinopril 10 mg'))
    const first = await read<MedicationRequest>(reference)
    const changed = await done('prescribe', { ...prescription('Lisinopril 20 mg'), replaces: seen(first) })
    const second = await read<MedicationRequest>(changed.reference)
    expect(second.priorPrescription?.reference).toBe(reference)
    expect(await read(reference)).toMatchObject({
      status: 'stopped',
      statusReason: { text: 'Changed to Lisinopril 20 mg' },
    })
    await done('medicines/end', { record: seen(second), how: 'stop', reason: 'Cough' })
    const stopped = await read<MedicationRequest>(changed.reference)
    expect(stopped).toMatchObject({ status: 'stopped', statusReason: { text: 'Cough' } })
    expect((await refused('medicines/end', { record: seen(stopped), how: 'stop', reason: 'again' })).status).toBe(409)
    await done('medicines/end', { record: seen(stopped), how: 'withdraw', reason: 'Wrong chart' })
    expect(await read(changed.reference)).toMatchObject({ status: 'entered-in-error' })
  })

  test('of another place: taken over as ours, or not taken', async () => {
    const outside = (text: string) =>
      doctor.fhir.create<MedicationRequest>({
        resourceType: 'MedicationRequest',
        meta: { source: 'https://riverside.example/fhir' },
        status: 'active',
        intent: 'order',
        medicationCodeableConcept: { text },
        subject: { reference: `Patient/${patient}` },
      })
    const one = await outside('Metformin 500 mg')
    await done('prescribe', { ...prescription('Metformin 500 mg'), replaces: seen(one) })
    expect(await read(`MedicationRequest/${one.id}`)).toMatchObject({
      status: 'completed',
      meta: { source: 'https://riverside.example/fhir' },
    })
    const kept = await outside('Apixaban 5 mg')
    await done('medicines/keep', { record: seen(kept) })
    expect((await refused('medicines/keep', { record: seen(kept) })).status).toBe(409)
    expect(await all<MedicationStatement>('MedicationStatement')).toMatchObject([
      { status: 'active', derivedFrom: [{ reference: `MedicationRequest/${kept.id}` }] },
    ])
    await done('medicines/end', { record: seen(kept), how: 'not-taking', reason: 'Stopped by the cardiologist' })
    expect((await all<MedicationStatement>('MedicationStatement')).map(({ status }) => status).sort()).toEqual([
      'completed',
      'not-taken',
    ])
    expect((await refused('medicines/keep', { record: seen(one) })).status).toBe(409)
    const other = await outside('Ibuprofen 400 mg')
    await done('medicines/end', { record: seen(other), how: 'not-taking', reason: 'Stopped by herself in May' })
    const statements = await all<MedicationStatement>('MedicationStatement')
    const statement = statements.find((each) => each.derivedFrom?.[0]?.reference?.endsWith(`/${other.id}`))
    expect(statement).toMatchObject({
      status: 'not-taken',
      derivedFrom: [{ reference: `MedicationRequest/${other.id}` }],
    })
    expect(
      (await all<MedicationRequest>('MedicationRequest', '&status=active')).map(
        (each) => each.medicationCodeableConcept?.text,
      ),
    ).toEqual(['Metformin 500 mg'])
  })

  test('printed it has left the building: a number, a PDF, and then it is cancelled, not withdrawn', async () => {
    const { reference } = await done('prescribe', prescription('Apixaban 5 mg'))
    expect((await doctor.fetch(`api/charting/records/prescriptions/${reference.split('/')[1]}`)).status).toBe(404)
    const before = await read<MedicationRequest>(reference)
    const printed = await post('medicines/print', { record: seen(before) })
    const { path, number } = await printed.json()
    const pdf = await doctor.fetch(`api/charting/${path}`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    const after = await read<MedicationRequest>(reference)
    expect(after.identifier?.[0]?.value).toBe(number)
    expect((await refused('medicines/end', { record: seen(after), how: 'withdraw', reason: 'x' })).code).toBe('left')
    await done('medicines/end', { record: seen(after), how: 'stop', reason: 'Pharmacy called' })
    expect(await read(reference)).toMatchObject({ status: 'cancelled' })
  })
})

describe('goals', () => {
  test('a new one ends the earlier one of the same measure', async () => {
    const { reference } = await done('problems', { code: 'E11.9', text: 'Type 2 diabetes', status: 'active' })
    const condition = reference.split('/')[1]
    await done('goals', { condition, measure: 'a1c', value: 7.5, due: '2027-06' })
    await done('goals', { condition, measure: 'a1c', value: 7 })
    const goals = await all<Goal>('Goal')
    expect(goals.map(({ lifecycleStatus, description }) => [lifecycleStatus, description.text]).sort()).toEqual([
      ['active', 'A1c under 7 %'],
      ['completed', 'A1c under 7.5 %'],
    ])
  })
})

describe('undo', () => {
  const undo = (change: string) =>
    doctor.fetch(`ui/undo/${change}`, { method: 'POST', headers: { 'tessera-patient': patient } })

  test('takes a recorded visit’s vitals back, and brings corrected ones again', async () => {
    const first = await done('vitals', { signs: { pressure: { text: '142/91' }, pulse: { text: '70' } } })
    const replaces = (await all<Observation>('Observation')).map(seen)
    const second = await done('vitals', { signs: { pressure: { text: '124/81' } }, replaces, reason: 'Digits swapped' })
    expect((await undo(second.change)).status).toBe(200)
    const back = await all<Observation>('Observation')
    expect(back.map(({ status }) => status)).toEqual(['final', 'final'])
    expect((await undo(first.change)).status).toBe(409)
  })

  test('a change of a medicine is undone whole; a printed one has left the building', async () => {
    const medicine = (text: string, rest: object = {}) => ({
      text,
      sig: { dose: 1, unit: 'tablet', route: 'oral', frequency: 'morning' },
      quantity: 90,
      quantityUnit: 'tablet',
      refills: 0,
      supplyDays: 90,
      ...rest,
    })
    const { reference } = await done('prescribe', medicine('Lisinopril 10 mg'))
    const changed = await done('prescribe', medicine('Lisinopril 20 mg', { replaces: seen(await read(reference)) }))
    expect((await undo(changed.change)).status).toBe(200)
    expect(await read(reference)).toMatchObject({ status: 'active' })
    const printed = await done('medicines/print', { record: seen(await read(reference)) })
    expect((await undo(printed.change)).status).toBe(409)
  })
})

test('what is no JSON, no id and no list is refused in words', async () => {
  for (const path of ['vitals', 'problems', 'allergies', 'immunizations', 'prescribe', 'medicines/end', 'goals']) {
    const empty = await refused(path, { patient: 'a/b' })
    expect([path, empty.status]).toEqual([path, 400])
    const answer = await doctor.fetch(`api/charting/records/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    expect(answer.status).toBe(400)
  }
})
