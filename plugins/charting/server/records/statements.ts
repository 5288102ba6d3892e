import type { PluginContext, ResourceWrite } from '@tessera/sdk'
import type { MedicationStatement } from 'fhir/r4.js'
import { endedStatement, heardOf } from '../../domain/statement.js'
import { over } from './occasion.js'

/** Active statements that stand on a request: what the patient said of it while it was active. */
export async function statementsOn(
  { records }: PluginContext,
  patient: string,
  request: string | undefined,
): Promise<MedicationStatement[]> {
  const { resources } = await records.search<MedicationStatement>(
    `MedicationStatement?patient=${patient}&status=active&_count=200`,
  )
  return resources.filter((each) => request !== undefined && heardOf([each]).has(request))
}

/** Writes that end them together with their request. */
export const endStatements = async (
  ctx: PluginContext,
  patient: string,
  request: string | undefined,
): Promise<ResourceWrite[]> => (await statementsOn(ctx, patient, request)).map((each) => over(endedStatement(each)))
