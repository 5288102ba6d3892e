import type { ServiceRequest } from 'fhir/r4.js'
import type { LabClinic } from './lab-clinic.js'

/** A result message, as a laboratory writes it. */
export interface OruFacts {
  controlId: string
  /** OBR-2: our number. */
  order?: string
  /** OBR-3: the laboratory's. */
  filler?: string
  /** OBR-25 */
  status: string
  /** OBR-22, `20261124090000+0000` */
  issued?: string
  /** LOINC → value, with the status of its own when it has one. */
  results: readonly { code: string; value: string; status?: string }[]
  pid?: string
  sender?: string
  test?: string
}

export const MORALES = 'PID|1||X1^^^LAB^MR||Morales^Ines||19670314|F'

export const oruOf = (facts: OruFacts): string =>
  [
    `MSH|^~\\&|${facts.sender ?? 'LAB|Quest'}|TESSERA|Test Clinic|20261124120000+0000||ORU^R01^ORU_R01|${facts.controlId}|P|2.5.1`,
    facts.pid ?? MORALES,
    `OBR|1|${facts.order ?? ''}|${facts.filler ? `${facts.filler}^LAB` : ''}|${facts.test ?? '24321-2^Basic metabolic panel^LN'}|||20261124080000+0000|||||||||||||||${facts.issued ?? '20261124090000+0000'}||LAB|${facts.status}`,
    ...facts.results.map(
      ({ code, value, status }, at) =>
        `OBX|${at + 1}|NM|${code}^Analyte ${code}^LN||${value}|mmol/L|1-9|N|||${status ?? facts.status}`,
    ),
    '',
  ].join('\r')

/** `20261124090000+0000`, so many minutes later. */
export const minute = (n: number): string =>
  `${new Date(Date.UTC(2026, 10, 24, 9, n)).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}+0000`

/** An order of ours under a number, as an import or another door brings it. */
export const orderUnder = (lab: LabClinic, patient: string, number: string) =>
  lab.clinician.fhir.create<ServiceRequest>({
    resourceType: 'ServiceRequest',
    identifier: [{ system: 'urn:tessera:order', value: number }],
    status: 'active',
    intent: 'order',
    category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '24321-2' }], text: 'Basic metabolic panel' },
    subject: { reference: `Patient/${patient}` },
    authoredOn: '2026-11-24T08:00:00Z',
  })
