import { pdf, type Block } from '@tessera/print'
import type { PluginContext } from '@tessera/sdk'
import type { Patient, QuestionnaireResponse, ServiceRequest } from 'fhir/r4.js'
import { nameOf } from '../domain/observed.js'
import { ORDER_NUMBER, REQUISITION } from '../domain/systems.js'
import { catalogueOf } from './catalogue.js'
import { personName } from './names.js'

/** The paper that goes with the tubes: barcode of the requisition, each test with its diagnosis, number and answers. */
export async function requisitionPdf(ctx: PluginContext, number: string): Promise<Uint8Array | undefined> {
  const { resources } = await ctx.records.search<ServiceRequest>(
    `ServiceRequest?requisition=${encodeURIComponent(`${REQUISITION}|${number}`)}&_count=50`,
  )
  const orders = resources.filter(({ status }) => status !== 'revoked' && status !== 'entered-in-error')
  const [first] = orders
  const reference = first?.subject.reference
  if (!first || !reference?.startsWith('Patient/')) return undefined
  const [patient, tests, answers] = await Promise.all([
    ctx.records.read<Patient>(`Patient/${reference.slice(8)}`),
    catalogueOf(ctx),
    Promise.all(orders.map((order) => answersOf(ctx, order))),
  ])
  if (!patient) return undefined
  const mrn = patient.identifier?.find(({ type }) => type?.coding?.some(({ code }) => code === 'MR'))?.value
  const specimenOf = (order: ServiceRequest): string =>
    tests.find(({ code }) => order.code?.coding?.some((each) => each.code === code))?.specimen ?? ''
  const asked = answers.flat()
  const body: Block[] = [
    { kind: 'barcode', symbology: 'code128', value: number, align: 'end' },
    {
      kind: 'keyValues',
      columns: 2,
      items: [
        { label: 'Ordered by', value: first.requester?.display ?? '' },
        { label: 'Ordered', value: dateText(first.authoredOn, ctx.clinic.timezone) },
        { label: 'Laboratory', value: first.performer?.[0]?.display ?? 'As the patient chooses' },
        { label: 'Priority', value: first.priority ?? 'routine' },
      ],
    },
    {
      kind: 'table',
      caption: 'Tests',
      columns: [
        { title: 'Test', width: 3 },
        { title: 'LOINC', width: 1.2 },
        { title: 'Diagnosis', width: 3 },
        { title: 'Specimen', width: 2 },
        { title: 'Order number', width: 2.2 },
      ],
      rows: orders.map((order) => [
        nameOf(order.code),
        order.code?.coding?.[0]?.code ?? '',
        diagnosisText(order),
        specimenOf(order),
        order.identifier?.find(({ system }) => system === ORDER_NUMBER)?.value ?? '',
      ]),
    },
    ...(asked.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: 'Answers at order',
            showCaption: true,
            columns: [
              { title: 'Question', width: 3 },
              { title: 'Answer', width: 2 },
            ],
            rows: asked.map(({ question, answer }) => [question, answer]),
          },
        ]
      : []),
    { kind: 'signature', lines: [{ label: 'Collected by' }, { label: 'Date and time' }] },
  ]
  return pdf({
    title: 'Laboratory requisition',
    subtitle: number,
    clinic: { name: ctx.clinic.name },
    patient: {
      name: personName(patient.name),
      birthDate: patient.birthDate ?? '',
      ...(patient.gender ? { sex: patient.gender.charAt(0).toUpperCase() + patient.gender.slice(1) } : {}),
      ...(mrn ? { mrn } : {}),
    },
    printedBy: ctx.principal.display,
    printedAt: ctx.now().toISOString(),
    timezone: ctx.clinic.timezone,
    body,
  })
}

const diagnosisText = ({ reasonCode, reasonReference }: ServiceRequest): string => {
  const code = reasonCode?.[0]
  const words = nameOf(code) || (reasonReference?.[0]?.display ?? '')
  const own = code?.coding?.[0]?.code
  return own && own !== words ? `${words} (${own})` : words
}

async function answersOf(ctx: PluginContext, order: ServiceRequest): Promise<{ question: string; answer: string }[]> {
  const reference = order.supportingInfo
    ?.map((each) => each.reference)
    .find((each) => each?.startsWith('QuestionnaireResponse/'))
  if (!reference) return []
  const found = await ctx.records.read<QuestionnaireResponse>(
    `QuestionnaireResponse/${reference.slice('QuestionnaireResponse/'.length)}`,
  )
  return (found?.item ?? []).map(({ text = '', answer = [] }) => {
    const [first] = answer
    const said =
      first?.valueString ??
      first?.valueDate ??
      (first?.valueBoolean === undefined ? '' : first.valueBoolean ? 'Yes' : 'No')
    return { question: `${nameOf(order.code)}: ${text}`, answer: said }
  })
}

const dateText = (at: string | undefined, timeZone: string): string =>
  at === undefined
    ? ''
    : new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at))
