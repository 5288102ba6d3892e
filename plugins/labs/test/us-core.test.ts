import type { Resource } from '@tessera/sdk'
import { existsSync } from 'node:fs'
import type { CodeableConcept, Observation } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { failuresOf, profilesOf, type Profile } from '../../charting/test/records-us-core.js'
import type { OrderAnswer } from '../domain/api.js'
import { labClinic, type LabClinic } from './lab-clinic.js'
import { openLine } from './mllp-client.js'
import { oruOf } from './oru.js'

/** Beside the repository; absent on most machines. */
const PACKAGE = new URL('../../../../shared/data/us-core/us_core_610.tgz', import.meta.url)

const PROFILES: Readonly<Record<string, string>> = {
  AllergyIntolerance: 'us-core-allergyintolerance',
  Condition: 'us-core-condition-encounter-diagnosis',
  DiagnosticReport: 'us-core-diagnosticreport-lab',
  DocumentReference: 'us-core-documentreference',
  Encounter: 'us-core-encounter',
  Immunization: 'us-core-immunization',
  MedicationRequest: 'us-core-medicationrequest',
  Observation: 'us-core-observation-lab',
  Patient: 'us-core-patient',
  Procedure: 'us-core-procedure',
  QuestionnaireResponse: 'us-core-questionnaireresponse',
  RelatedPerson: 'us-core-relatedperson',
  ServiceRequest: 'us-core-servicerequest',
  Specimen: 'us-core-specimen',
}

const head = (type: string, id: string) =>
  `MSH|^~\\&|HOSP|Riverside|TESSERA|Test|20261124120000+0000||${type}|${id}|P|2.5.1`
const PID =
  'PID|1||7001^^^RIV^MR~22^^^&2.16.840.1.113883.4.1&ISO^SS||Usman^Cora^B^^^^L||19720509|F||2106-3^White^CDCREC|1 Main St^^Albany^NY^12207^US^H||^PRN^PH^^1^518^5550199|||M||||||2186-5^Not Hispanic^CDCREC'
const message = (...segments: string[]) => [...segments, ''].join('\r')

const ADT = message(
  head('ADT^A01^ADT_A01', 'U1'),
  'EVN|A01|20261124120000',
  PID,
  'NK1|1|Usman^Juan|SPO^Spouse^HL70063||^PRN^PH^^1^518^5550111',
  'PV1|1|I|ER^12^1||||004777^Attend^Aaron|||||||||||V77|||||||||||||||||||||||||20261123080000',
  'AL1|1|DA|7980^Penicillin^RXNORM|SV|Hives',
  'DG1|1||I10^Hypertension^I10C|||A',
  'PR1|1||93000^Electrocardiogram^L||20261123090000',
)
const VXU = message(
  head('VXU^V04^VXU_V04', 'U2'),
  PID,
  'ORC|RE|I-1^RIV|I-9^RIV',
  'RXA|0|1|20261001|20261001|140^Influenza^CVX|0.5|mL^mL^UCUM||00^New^NIP001|7^Nurse^Nora||||L77|20270101|SKB^GSK^MVX|||CP|A',
  'RXR|IM^Intramuscular^HL70162|LA^Left arm^HL70163',
  'ORC|RE||I-10^RIV',
  'RXA|0|1|20191001||88^Influenza NOS^CVX|999|||01^Historical^NIP001',
)
const RDE = message(
  head('RDE^O11^RDE_O11', 'U3'),
  PID,
  'ORC|NW|M-1^RIV|M-2^RIV||||||20261120|||8^Okafor^Ada',
  'RXE|1^^^20261120|314076^Lisinopril 10 MG Oral Tablet^RXNORM|10||MG^mg^UCUM||^Take 1 tablet daily',
  'RXR|PO^Oral^HL70162',
)

describe.skipIf(!existsSync(PACKAGE))('US Core 6.1.0 (needs ../shared/data/us-core)', () => {
  let lab: LabClinic
  let profiles: Map<string, Profile>
  let sets: ReturnType<typeof profilesOf>['sets']
  let patient: string

  beforeAll(async () => {
    ;({ profiles, sets } = profilesOf(PACKAGE))
    lab = await labClinic()
    const line = await vi.waitFor(() => openLine(lab.port), { timeout: 20_000, interval: 50 })
    for (const each of [ADT, VXU, RDE]) expect(await line.send(each)).toMatchObject({ code: 'AA' })
    patient = (await lab.clinician.fhir.search('Patient?family=Usman')).resources[0]?.id ?? ''
    const diagnosis = { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I10', text: 'Hypertension' }
    const { body } = await lab.post<OrderAnswer>(lab.clinician, 'orders', {
      patient,
      orders: [
        { code: '2823-3', diagnosis },
        { code: '24331-1', diagnosis, answers: { fasting: 'yes' } },
      ],
    })
    const cancelled = await lab.post(lab.clinician, `orders/${body.orders[1]?.id}/cancel`, { reason: 'Declined' })
    expect(cancelled.status).toBe(200)
    const result = (status: string, value: string) =>
      oruOf({
        controlId: `UR${status}`,
        order: `${body.requisition}-1`,
        filler: 'F-US',
        status,
        results: [{ code: '2823-3', value }],
        pid: PID,
      })
    const more = [
      'OBX|2|CWE|5778-6^Color^LN||YEL^Yellow^L||||||F',
      'OBX|3|TX|8251-1^Comment^LN||See note||||||F',
      'OBX|4|NM|2951-2^Sodium^LN||||||||X',
      'OBX|5|ED|PDF^Report^L||^AP^PDF^Base64^JVBERi0=||||||F',
      'SPM|1|S1&T^S2&L||119297000^Blood^SCT|||||||||||||20261124080000',
      '',
    ].join('\r')
    for (const each of [result('P', '4.1'), result('F', '4.1') + more, result('C', '5.2')])
      expect(await line.send(each)).toMatchObject({ code: 'AA' })
    line.close()
  }, 60_000)
  afterAll(() => lab?.stop())

  const check = (resource: Resource): string[] => {
    const name = PROFILES[resource.resourceType] ?? ''
    const profile = profiles.get(name)
    return profile
      ? failuresOf(profile, resource, sets).map((each) => `${name} ${each}`)
      : [`no profile for ${resource.resourceType}`]
  }

  test('the patient of a message, their visits and all that came with them conform', async () => {
    const types = Object.keys(PROFILES).filter((type) => type !== 'Patient')
    const found = (
      await Promise.all(
        types.map(
          async (type) =>
            (await lab.clinician.fhir.search<Resource>(`${type}?patient=${patient}&_count=100`)).resources,
        ),
      )
    ).flat()
    const person = await lab.clinician.fhir.read<Resource & { resourceType: 'Patient' }>('Patient', patient)
    expect(types.filter((type) => !found.some(({ resourceType }) => resourceType === type))).toEqual([])
    expect([person, ...found].flatMap(check)).toEqual([])
    const results = found.filter((each): each is Observation & { id: string } => each.resourceType === 'Observation')
    expect(results.map(({ status }) => status).toSorted()).toContain('corrected')
    const code = (each: { code: CodeableConcept }) => each.code.coding?.[0]?.system
    expect(new Set(results.map(code))).toContain('http://loinc.org')
  })
})
