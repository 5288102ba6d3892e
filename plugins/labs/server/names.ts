import type { PluginContext, Reference } from '@tessera/sdk'
import type { HumanName, Patient, Practitioner } from 'fhir/r4.js'

/** `Given Family`; the official name of several. */
export function personName(names: readonly HumanName[] | undefined): string {
  const name = names?.find(({ use }) => use === 'official') ?? names?.find(({ use }) => use !== 'old') ?? names?.[0]
  if (!name) return ''
  return name.text ?? [...(name.given ?? []), name.family ?? ''].filter(Boolean).join(' ')
}

/** Names of patients and practitioners by reference; what can't be seen has none. */
export async function namesOf(ctx: PluginContext, references: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(references)].filter((each): each is Reference =>
    /^(Patient|Practitioner)\/[^/]+$/.test(each),
  )
  const found = await Promise.all(
    wanted.map(async (reference): Promise<[string, string]> => {
      const person = await ctx.records.read<Patient | Practitioner>(reference)
      return [reference, personName(person?.name)]
    }),
  )
  return new Map(found)
}

/** The record of the person who acts, `Practitioner/id`. */
export const ownPractitioner = ({ principal }: PluginContext): string | undefined =>
  principal.links.find(({ kind }) => kind === 'practitioner')?.reference
