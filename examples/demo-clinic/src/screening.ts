import type { PanelId } from './codes/labs.js'
import type { ChronicId } from './codes/conditions.js'
import type { Day } from './dates.js'
import { activeCourses, type Life } from './life.js'
import { ageAt, type Visit } from './visits.js'

/** Days after which each test is due again while the problem lasts; sooner after a change of its drugs. */
const FOLLOWED: Partial<Record<ChronicId, readonly (readonly [PanelId, every: number, afterChange?: number])[]>> = {
  diabetes: [
    ['a1c', 84, 75],
    ['metabolic', 170],
    ['lipids', 350],
    ['albuminRatio', 350],
  ],
  prediabetes: [['a1c', 340]],
  hypertension: [['metabolic', 340, 14]],
  cholesterol: [
    ['lipids', 330, 60],
    ['liver', 700],
  ],
  kidney: [
    ['metabolic', 100],
    ['albuminRatio', 340],
    ['bloodCount', 340],
  ],
  hypothyroid: [['thyroid', 330, 45]],
  anemia: [
    ['bloodCount', 85],
    ['ferritin', 150],
  ],
  vitaminD: [['vitaminD', 170]],
  gout: [['urate', 170, 45]],
  heartFailure: [['metabolic', 100]],
  fibrillation: [
    ['metabolic', 340],
    ['bloodCount', 340],
  ],
  pregnancy: [['bloodCount', 90]],
}

/** Which panels this visit should draw, given when each was drawn last. */
export function duePanels(life: Life, visit: Visit, last: ReadonlyMap<PanelId, Day>): PanelId[] {
  const due = new Set<PanelId>()
  const since = (panel: PanelId) => visit.day - (last.get(panel) ?? -Infinity)
  for (const { id } of activeCourses(life, visit.day))
    for (const [panel, every, afterChange] of FOLLOWED[id] ?? []) {
      const change = Math.max(
        ...life.treatments.filter((each) => each.reason === id).map((each) => each.from),
        -Infinity,
      )
      const fresh =
        afterChange !== undefined && (last.get(panel) ?? -Infinity) <= change && visit.day - change >= afterChange
      if (since(panel) >= every || fresh) due.add(panel)
    }
  const age = ageAt(life, visit.day)
  if (visit.kind === 'annual') {
    if (age >= 40 && since('metabolic') > 300) due.add('metabolic')
    if (age >= 40 && since('lipids') > 700) due.add('lipids')
    if (age >= 35 && since('a1c') > 1000) due.add('a1c')
    if (since('bloodCount') > 650) due.add('bloodCount')
    if (life.person.sex === 'male' && age >= 55 && age < 70 && since('psa') > 650) due.add('psa')
  }
  if (visit.kind === 'wellChild' && (age === 1 || age === 2) && since('lead') > 300) due.add('lead')
  return [...due]
}
