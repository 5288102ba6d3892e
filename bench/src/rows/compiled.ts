import { typeNumber } from '../../../core/dist/storage/definitions.js'
import { extractRows } from '../../../core/dist/storage/extract/extract.js'
import { validateResource } from '../../../core/dist/storage/validation/validate.js'
import { resourceMix } from '../records.js'
import { row, type Row } from '../row.js'
import { median } from '../statistics.js'

/** Validation and extraction, and control J: all on the same resources, in turn. */
export function compiledRows(rounds: number): { rows: Row[]; J: number } {
  const mix = resourceMix().map(({ type, text }) => {
    const tree: unknown = JSON.parse(text)
    const t = typeNumber(type)
    if (typeof tree !== 'object' || tree === null || t === undefined) throw new Error('Not a resource')
    return { text, tree, t }
  })
  for (const { tree } of mix) {
    const [issue] = validateResource(tree).issues
    if (issue) throw new Error(`The generator made something invalid: ${JSON.stringify(issue)}`)
  }
  const options = { timezone: 'America/New_York' }
  let kept = 0
  const jobs = {
    J: () => {
      for (const { text } of mix) kept += JSON.parse(text) ? 1 : 0
    },
    validation: () => {
      for (const { tree } of mix) kept += validateResource(tree).issues.length
    },
    extraction: () => {
      for (const { tree, t } of mix) kept += extractRows(t, tree, options).d > 0 ? 1 : 0
    },
  }
  const times: Record<keyof typeof jobs, number[]> = { J: [], validation: [], extraction: [] }
  const ratios: Record<'validation' | 'extraction', number[]> = { validation: [], extraction: [] }
  for (const job of Object.values(jobs)) for (let warm = 0; warm < 8; warm++) job()
  for (let round = 0; round < rounds * 3; round++) {
    const [J, validation, extraction] = [
      timed(jobs.J) / mix.length,
      timed(jobs.validation) / mix.length,
      timed(jobs.extraction) / mix.length,
    ]
    times.J.push(J)
    times.validation.push(validation)
    times.extraction.push(extraction)
    ratios.validation.push(validation / J)
    ratios.extraction.push(extraction / J)
  }
  if (kept < 0) throw new Error('Unreachable, but it keeps the work from being optimised away')
  const [validation, extraction] = [median(ratios.validation), median(ratios.extraction)]
  return {
    J: median(times.J),
    rows: [
      row('validation', median(times.validation), 'µs/resource', validation, '≤ 1 J', validation <= 1),
      row('extraction', median(times.extraction), 'µs/resource', extraction, '≤ 1.5 J', extraction <= 1.5),
    ],
  }
}

/** µs of a job. */
function timed(job: () => void): number {
  const started = performance.now()
  job()
  return (performance.now() - started) * 1000
}
