import type { PluginContext } from '@tessera/sdk'
import type { Patient, QuestionnaireResponse, ServiceRequest } from 'fhir/r4.js'
import { omlOf } from '../../domain/oml.js'
import { catalogueOf } from '../catalogue.js'
import { settingsOf } from '../lab-lines.js'
import type { Laboratory } from '../settings.js'

export interface OrdersToSend {
  /** At most 20 characters (MSH-10 before 2.7); the same for the same content, so that the laboratory knows a repeat. */
  controlId: string
  requisition: string
  /** Instant of MSH-7. */
  at: string
  requests: readonly ServiceRequest[]
  /** Nobody wants them any more. */
  cancel?: true
}

/** OML^O21 for a laboratory; undefined when the patient is not to be found. */
export async function orderMessage(
  ctx: PluginContext,
  lab: Laboratory,
  { controlId, requisition, at, requests, cancel }: OrdersToSend,
): Promise<string | undefined> {
  const patientId = requests[0]?.subject.reference?.replace(/^Patient\//, '')
  const patient = patientId ? await ctx.records.read<Patient>(`Patient/${patientId}`) : null
  if (!patient) return undefined
  const tests = await catalogueOf(ctx)
  const { application, facility } = settingsOf(ctx)
  return omlOf({
    controlId,
    now: at,
    timezone: ctx.clinic.timezone,
    sender: { application, facility: facility || ctx.clinic.name },
    receiver: { application: lab.application, facility: lab.facility },
    patient,
    requisition,
    orders: await Promise.all(
      requests.map(async (request) => {
        const answers = cancel ? undefined : await answersOf(ctx, request)
        const specimen =
          tests.find(({ code }) => request.code?.coding?.some((each) => each.code === code))?.specimen ?? ''
        return { request, specimen, ...(answers ? { answers } : {}), ...(cancel ? { cancel } : {}) }
      }),
    ),
  })
}

async function answersOf(ctx: PluginContext, request: ServiceRequest): Promise<QuestionnaireResponse | undefined> {
  const reference = request.supportingInfo
    ?.map((each) => each.reference)
    .find((each) => each?.startsWith('QuestionnaireResponse/'))
  if (!reference) return undefined
  const id = reference.slice('QuestionnaireResponse/'.length)
  return (await ctx.records.read<QuestionnaireResponse>(`QuestionnaireResponse/${id}`)) ?? undefined
}
