import type { PrintPatient } from '@tessera/print'
import type { Patient } from 'fhir/r4.js'

/** `Given Family`, by the name in use. */
export function patientName({ name = [] }: Patient): string {
  const order = ['official', 'usual', undefined]
  const [best] = name.filter(({ use }) => use !== 'old').toSorted((a, b) => rank(order, a.use) - rank(order, b.use))
  return best?.text ?? [...(best?.given ?? []), best?.family].filter(Boolean).join(' ')
}

const rank = (order: readonly (string | undefined)[], use: string | undefined): number =>
  (order.indexOf(use) + order.length + 1) % (order.length + 1)

/** Who a printed page is about. */
export function printPatient(patient: Patient): PrintPatient {
  const mrn = patient.identifier?.find(({ type }) => type?.coding?.some(({ code }) => code === 'MR'))?.value
  const sex = patient.gender ? patient.gender.charAt(0).toUpperCase() + patient.gender.slice(1) : undefined
  return {
    name: patientName(patient),
    birthDate: patient.birthDate ?? '',
    ...(sex ? { sex } : {}),
    ...(mrn ? { mrn } : {}),
  }
}
