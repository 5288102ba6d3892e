import type { PluginContext } from '@tessera/sdk'
import { pdf } from '@tessera/print'
import type { HumanName, MedicationRequest, Patient, Practitioner } from 'fhir/r4.js'
import { medicineText } from '../../domain/medicines.js'
import { amountText } from '../../domain/prescribe/sig.js'

export interface PrintedPrescription {
  request: MedicationRequest
  number: string
  patient: Patient
  prescriber?: Practitioner
}

const NPI = 'http://hl7.org/fhir/sid/us-npi'

/** One prescription on one page, as a pharmacy reads it: patient, medicine, how it is taken, how much, who signs. */
export function prescriptionPdf(
  { clinic, principal, now }: PluginContext,
  { request, number, patient, prescriber }: PrintedPrescription,
): Promise<Uint8Array> {
  const { quantity, numberOfRepeatsAllowed: refills = 0 } = request.dispenseRequest ?? {}
  const written = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: clinic.timezone })
  const name = nameText(prescriber?.name?.[0]) || request.requester?.display || principal.display
  const npi = prescriber?.identifier?.find(({ system }) => system === NPI)?.value
  const mrn = patient.identifier?.find(({ type }) => type?.coding?.some(({ code }) => code === 'MR'))?.value
  const reason = request.reasonCode?.[0]?.text
  const amount = quantity?.value === undefined ? '' : `${amountText(quantity.value, quantity.unit ?? '')}`
  return pdf({
    title: 'Prescription',
    subtitle: number,
    clinic: { name: clinic.name },
    patient: {
      name: nameText(patient.name?.[0]),
      birthDate: patient.birthDate ?? '',
      ...(patient.gender ? { sex: patient.gender.charAt(0).toUpperCase() + patient.gender.slice(1) } : {}),
      ...(mrn ? { mrn } : {}),
    },
    printedBy: principal.display,
    printedAt: now().toISOString(),
    timezone: clinic.timezone,
    body: [
      { kind: 'heading', text: medicineText(request) },
      { kind: 'paragraph', size: 'large', text: request.dosageInstruction?.[0]?.text ?? '' },
      {
        kind: 'keyValues',
        items: [
          { label: 'Quantity', value: amount },
          { label: 'Refills', value: refills === 0 ? 'None' : String(refills) },
          { label: 'Written', value: request.authoredOn ? written.format(new Date(request.authoredOn)) : '' },
          ...(reason ? [{ label: 'For', value: reason }] : []),
        ],
      },
      ...(request.note ?? []).map(({ text }) => ({
        kind: 'callout' as const,
        tone: 'quiet' as const,
        title: 'To the pharmacy',
        text,
      })),
      { kind: 'spacer', height: 24 },
      { kind: 'signature', lines: [{ label: name, hint: npi ? `NPI ${npi}` : 'Prescriber' }] },
      { kind: 'spacer', height: 12 },
      { kind: 'barcode', symbology: 'code128', value: number },
    ],
  })
}

const nameText = (name: HumanName | undefined): string =>
  name?.text ?? [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family].filter(Boolean).join(' ')
