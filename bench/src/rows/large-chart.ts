import { calm } from '../calm.js'
import { headers, type Bench, type Pace } from '../bench.js'
import { PATIENT } from '../load/burst.js'
import { newObservations } from '../records.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

const ENCOUNTERS = 1_000
const OBSERVATIONS = 20_000
const PER_BUNDLE = 500
const DAY = 86_400_000

/** The searches of the summary's cards, as the charting plugin asks them. */
const CARDS: Record<string, string> = {
  problems: 'Condition?clinical-status=active&_sort=-onset-date&_count=30&_include=Condition:encounter&_total=accurate',
  medicines:
    'MedicationRequest?status=active&_sort=-authoredon&_count=10&_include=MedicationRequest:medication&_total=accurate',
  'medicines stopped': 'MedicationRequest?status=stopped&_summary=count',
  allergies: 'AllergyIntolerance?clinical-status=active&_sort=criticality&_count=20&_total=accurate',
  vitals:
    'Observation?code=http%3A%2F%2Floinc.org%7C29463-7,http%3A%2F%2Floinc.org%7C8867-4,http%3A%2F%2Floinc.org%7C85354-9&_sort=-date&_count=100',
  results: 'Observation?category=laboratory&_sort=-date&_count=40&_total=accurate',
  visits: 'Encounter?_sort=-date&_count=5&_total=accurate',
  immunizations: 'Immunization?_sort=-date&_count=40&_total=accurate',
}

/**
 * What each card of a chart with 1,000 encounters and 20,000 observations costs over the same card of an average
 * patient: p50, one client. The row gives the worst of them.
 */
export async function largeChartRow(bench: Bench, pace: Pace): Promise<Row> {
  const large = await makeLargeChart(bench)
  const average = bench.patients.slice(0, 200)
  let worst = { name: '', ratio: 0, large: 0 }
  for (const [name, query] of Object.entries(CARDS)) {
    const of = (id: string) => `${bench.house.fhir}/${query.replace('?', `?patient=${id}&`)}`
    const ratios: number[] = []
    const times: number[] = []
    const token = await headers(bench)
    for (let round = 0; round < pace.rounds; round++) {
      await calm()
      const usual = await timed(bench, pace, token, average.map(of))
      const heavy = await timed(bench, pace, token, [of(large)])
      ratios.push(heavy / usual)
      times.push(heavy)
    }
    const ratio = median(ratios)
    if (ratio > worst.ratio) worst = { name, ratio, large: median(times) }
  }
  return row(
    'large chart',
    worst.large,
    'ms p50',
    worst.ratio,
    '≤ 3 × the same search of an average patient',
    worst.ratio <= 3,
    `the worst of ${Object.keys(CARDS).length} cards: ${worst.name}`,
  )
}

async function timed(bench: Bench, pace: Pace, token: string, paths: string[]): Promise<number> {
  const { p50 } = await bench.reader.run({
    port: bench.house.port,
    connections: 1,
    milliseconds: pace.milliseconds / 3,
    headers: token,
    work: { kind: 'get', paths },
  })
  return p50
}

/** A patient with thirty years of care. @returns the id */
async function makeLargeChart(bench: Bench): Promise<string> {
  const authorization = (await bench.house.authorization()).trim().replace('Authorization: ', '')
  const post = async (body: object, path = ''): Promise<Record<string, unknown>> => {
    const answer = await fetch(`http://localhost:${bench.house.port}${bench.house.fhir}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/fhir+json' },
      body: JSON.stringify(body),
    })
    // a resource or an OperationOutcome
    const json = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw new Error(`the large chart was refused: ${JSON.stringify(json).slice(0, 300)}`)
    return json
  }
  const patient = await post(
    { resourceType: 'Patient', name: [{ family: 'Large', given: ['Chart'] }], birthDate: '1950-05-05' },
    '/Patient',
  )
  const id = String(patient.id)
  const now = Date.now()
  const templates = newObservations()
  const encounters = Array.from({ length: ENCOUNTERS }, (_, n) => encounter(id, new Date(now - n * 11 * DAY)))
  const observations = Array.from({ length: OBSERVATIONS }, (_, n) =>
    observation(templates[n % templates.length] ?? '{}', id, new Date(now - Math.floor(n / 2) * DAY)),
  )
  const all = [...encounters, ...observations]
  for (let at = 0; at < all.length; at += PER_BUNDLE) {
    await post({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: all.slice(at, at + PER_BUNDLE).map((resource) => ({
        resource,
        request: { method: 'POST', url: String(resource.resourceType) },
      })),
    })
  }
  return id
}

const encounter = (patient: string, at: Date): Record<string, unknown> => ({
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject: { reference: `Patient/${patient}` },
  period: { start: at.toISOString(), end: at.toISOString() },
})

/** Those of the laboratory say so: one in four. */
function observation(template: string, patient: string, at: Date): Record<string, unknown> {
  // made by newObservations
  const made = JSON.parse(template.replaceAll(PATIENT, patient)) as Record<string, unknown>
  const laboratory = JSON.stringify(made.identifier).includes('2345-7')
  return {
    ...made,
    ...(laboratory
      ? {
          category: [
            {
              coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
            },
          ],
        }
      : {}),
    performer: [{ display: 'Jisoo Park, RN' }],
    effectiveDateTime: at.toISOString(),
    issued: at.toISOString(),
  }
}
