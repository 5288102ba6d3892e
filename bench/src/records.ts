import { demo } from '@tessera/example-demo-clinic/demo'
import { PATIENT } from './load/burst.js'

const TODAY = new Date('2026-01-15T14:00:00Z')

/** Transaction Bundles of the demo clinic's generator: the clinic itself first, then a patient each. */
export const patientBundles = (patients: number): Iterable<string> => demo.bundles({ patients, today: TODAY })

/** Resources of a few charts as they would be stored, text and type: the mix that J, validation and extraction are timed on. */
export function resourceMix(): { type: string; text: string }[] {
  const mix: { type: string; text: string }[] = []
  for (const text of patientBundles(24)) {
    const bundle: { entry: { fullUrl: string; resource: { resourceType: string } }[] } = JSON.parse(text)
    const types = new Map(bundle.entry.map((entry) => [entry.fullUrl, entry.resource.resourceType]))
    for (const { fullUrl, resource } of bundle.entry)
      mix.push({
        type: resource.resourceType,
        text: JSON.stringify({
          ...resource,
          id: fullUrl.slice(9),
          meta: { versionId: '1', lastUpdated: '2026-01-15T14:00:00.000Z' },
        }).replace(
          /"reference":"urn:uuid:([^"]+)"/g,
          (_, id: string) => `"reference":"${types.get(`urn:uuid:${id}`) ?? 'Basic'}/${id}"`,
        ),
      })
  }
  return mix
}

/** Observations of about 1 KB, dated now, for the patient that stands in for all. */
export function newObservations(): string[] {
  const now = new Date().toISOString()
  return [
    ['29463-7', 'Body weight', 181, 'lb', '[lb_av]'],
    ['8867-4', 'Heart rate', 74, '/min', '/min'],
    ['59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry', 98, '%', '%'],
    ['2345-7', 'Glucose [Mass/volume] in Serum or Plasma', 138, 'mg/dL', 'mg/dL'],
  ].map(([code, display, value, unit, ucum]) =>
    JSON.stringify({
      resourceType: 'Observation',
      identifier: [{ system: 'https://maplestreet.example/bench', value: `${code}` }],
      status: 'final',
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/observation-category',
              code: 'vital-signs',
              display: 'Vital Signs',
            },
          ],
          text: 'Vital signs',
        },
      ],
      code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
      subject: { reference: `Patient/${PATIENT}`, display: 'A patient of the bench' },
      effectiveDateTime: now,
      issued: now,
      performer: [{ reference: 'Practitioner/demo-park', display: 'Jisoo Park, RN' }],
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: ucum },
      interpretation: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation',
              code: 'N',
              display: 'Normal',
            },
          ],
        },
      ],
      note: [{ text: 'Taken sitting, after five minutes of rest, at the left arm.' }],
    }),
  )
}
