import type { PluginContext } from '@tessera/sdk'
import type { AllergyIntolerance, MedicationRequest } from 'fhir/r4.js'
import { isActive, isSevere, reactionsOf, saysNone } from '../../domain/allergies.js'
import { medicineText } from '../../domain/medicines.js'
import { checkMedicine, type Finding, type Present } from '../../domain/prescribe/checks.js'
import { termText } from '../../domain/terms.js'

/**
 * What speaks against a medicine in this chart, from the records as they are now: the screen's own check may be old.
 *
 * @param except the request that is being replaced: it is no duplicate of its successor
 */
export async function findingsFor(
  ctx: PluginContext,
  patient: string,
  medicine: string,
  except?: string,
): Promise<Finding[]> {
  const [allergies, requests] = await Promise.all([
    ctx.records.search<AllergyIntolerance>(`AllergyIntolerance?patient=${patient}&clinical-status=active&_count=200`),
    ctx.records.search<MedicationRequest>(
      `MedicationRequest?patient=${patient}&status=active&_count=200&_include=MedicationRequest:medication`,
    ),
  ])
  return checkMedicine(
    medicine,
    allergies.resources.filter((each) => isActive(each) && !saysNone(each)).map(presentAllergy),
    requests.resources
      .filter(({ id }) => id !== except)
      .map((each) => ({ text: medicineText(each, requests.included), reference: `MedicationRequest/${each.id}` })),
  )
}

function presentAllergy(allergy: AllergyIntolerance): Present {
  const reaction = reactionsOf(allergy).join(', ')
  return {
    text: termText(allergy.code),
    reference: `AllergyIntolerance/${allergy.id}`,
    severe: isSevere(allergy),
    ...(reaction ? { reaction } : {}),
  }
}
