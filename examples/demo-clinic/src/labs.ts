import type { Chart, Ref } from './chart.js'
import { LABS, PANELS, SWABS, type Lab, type LabId, type PanelId, type SwabId } from './codes/labs.js'
import { coded, hl7, LOINC, SNOMED } from './codes/systems.js'
import type { Day } from './dates.js'
import type { Life } from './life.js'
import { measured } from './measures.js'
import { interpretation, observe, quantity, type Occasion } from './observations.js'
import { round } from './random.js'

export type Results = Partial<Record<LabId, number>>

/** Code and range of each test, made once: they are the same in every chart. */
const TESTS = new Map(
  Object.entries(LABS).map(([id, { loinc, display, text, unit, ucum, low, high }]: [string, Lab]) => [
    id,
    {
      code: coded(LOINC, loinc, display, text),
      range: [
        {
          ...(low === undefined ? {} : { low: quantity(low, ucum, unit) }),
          ...(high === undefined ? {} : { high: quantity(high, ucum, unit) }),
        },
      ],
    },
  ]),
)

/**
 * An order, its results and the report that groups them.
 *
 * @param results the values that came back; tests of the panel without one are left out
 * @returns the report
 */
export function addPanel(chart: Chart, occasion: Occasion, id: PanelId, results: Results, requester: Ref): Ref {
  const panel = PANELS[id]
  const code = coded(LOINC, panel.loinc, panel.display, panel.text)
  const { subject, encounter, effective, issued, performer, place } = occasion
  const source = place?.source ? { meta: { source: place.source } } : {}
  const basedOn = place?.source
    ? undefined
    : chart.add({
        resourceType: 'ServiceRequest',
        status: 'completed',
        intent: 'order',
        category: [coded(SNOMED, '108252007', 'Laboratory procedure')],
        code,
        subject,
        ...(encounter ? { encounter } : {}),
        occurrenceDateTime: effective,
        authoredOn: effective,
        requester,
      })
  const links = basedOn ? { basedOn: [basedOn] } : {}
  const members: Ref[] = []
  for (const lab of panel.labs) {
    const value = results[lab]
    const test = TESTS.get(lab)
    if (value === undefined || !test) continue
    const { ucum, unit, low, high }: Lab = LABS[lab]
    members.push(
      observe(chart, occasion, 'laboratory', {
        ...links,
        code: test.code,
        valueQuantity: quantity(value, ucum, unit),
        interpretation: interpretation(value, low, high),
        referenceRange: test.range,
      }),
    )
  }
  return chart.add({
    resourceType: 'DiagnosticReport',
    ...source,
    ...links,
    status: 'final',
    category: [hl7('v2-0074', 'LAB', 'Laboratory')],
    code,
    subject,
    ...(encounter ? { encounter } : {}),
    effectiveDateTime: effective,
    issued: issued ?? effective,
    performer: [performer],
    result: members,
  })
}

/** A rapid test of the throat or nose. */
export function addSwab(chart: Chart, occasion: Occasion, id: SwabId, positive: boolean): void {
  const [loinc, display, text] = SWABS[id]
  observe(chart, occasion, 'laboratory', {
    code: coded(LOINC, loinc, display, text),
    valueCodeableConcept: positive ? coded(SNOMED, '10828004', 'Positive') : coded(SNOMED, '260385009', 'Negative'),
    interpretation: positive
      ? [hl7('v3-ObservationInterpretation', 'A', 'Abnormal')]
      : [hl7('v3-ObservationInterpretation', 'N', 'Normal')],
  })
}

/** What the laboratory finds in this person on a day, values that hang together. */
export function draw(life: Life, panel: PanelId, day: Day): Results {
  const { source } = life
  const value = (lab: LabId, number: number) => round(number, LABS[lab].digits)
  switch (panel) {
    case 'a1c':
      return { a1c: value('a1c', measured(life, 'a1c', day)) }
    case 'metabolic': {
      const egfr = measured(life, 'egfr', day)
      const sodium = measured(life, 'sodium', day)
      return {
        sodium: value('sodium', sodium),
        potassium: value('potassium', measured(life, 'potassium', day)),
        chloride: value('chloride', sodium - 37 + source.normal(0, 1.2)),
        bicarbonate: value('bicarbonate', source.normal(egfr < 50 ? 23.5 : 25.5, 1.2)),
        bun: value('bun', Math.max(6, 13 + Math.max(0, 75 - egfr) * 0.25 + source.normal(0, 2))),
        creatinine: value('creatinine', creatinineOf(egfr, (day - life.person.birth) / 365.25, life.person.sex)),
        egfr: value('egfr', egfr),
        glucose: value('glucose', Math.max(62, 28.7 * measured(life, 'a1c', day) - 52 + source.normal(0, 9))),
        calcium: value('calcium', source.normal(9.4, 0.25)),
      }
    }
    case 'liver':
      return {
        alt: value('alt', source.normal(26, 7)),
        ast: value('ast', source.normal(23, 5)),
        albumin: value('albumin', source.normal(4.3, 0.2)),
      }
    case 'lipids': {
      const [ldl, hdl, triglycerides] = [
        measured(life, 'ldl', day),
        measured(life, 'hdl', day),
        measured(life, 'triglycerides', day),
      ].map(Math.round)
      if (ldl === undefined || hdl === undefined || triglycerides === undefined) return {}
      return { ldl, hdl, triglycerides, cholesterol: Math.round(ldl + hdl + triglycerides / 5) }
    }
    case 'bloodCount': {
      const hemoglobin = measured(life, 'hemoglobin', day)
      const mcv = hemoglobin < 12 ? source.normal(77, 2) : source.normal(90, 3)
      const hematocrit = hemoglobin * 3 + source.normal(0, 0.4)
      return {
        wbc: value('wbc', source.normal(6.9, 1.1)),
        rbc: value('rbc', (hematocrit * 10) / mcv),
        hemoglobin: value('hemoglobin', hemoglobin),
        hematocrit: value('hematocrit', hematocrit),
        mcv: value('mcv', mcv),
        platelets: value('platelets', source.normal(255, 38)),
      }
    }
    case 'thyroid':
      return { tsh: value('tsh', measured(life, 'tsh', day)) }
    case 'psa':
      return { psa: value('psa', Math.abs(source.normal(1.6, 0.9))) }
    case 'lead':
      return { lead: value('lead', Math.abs(source.normal(1.1, 0.6))) }
    case 'troponin':
      return { troponin: source.int(3, 9) }
    case 'ferritin':
    case 'vitaminD':
    case 'albuminRatio':
    case 'urate':
      return { [panel]: value(panel, measured(life, panel, day)) }
  }
}

/** Serum creatinine in mg/dL that belongs to an eGFR: the CKD-EPI 2021 equation, solved for it. */
function creatinineOf(egfr: number, age: number, sex: 'female' | 'male'): number {
  const [kappa, low, factor] = sex === 'female' ? [0.7, -0.241, 1.012] : [0.9, -0.302, 1]
  const ratio = egfr / (142 * factor * 0.9938 ** age)
  return kappa * ratio ** (1 / (ratio > 1 ? low : -1.2))
}
