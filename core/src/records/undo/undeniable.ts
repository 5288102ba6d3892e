import type { Conflict } from './obstacles.js'
import type { Step } from './steps.js'

/**
 * What undo never touches, whoever asks (DESIGN §2.1): consent, signatures, what is signed or released, labels that
 * protect. It judges the version that the change-set wrote, which undo would take back.
 */
export function undeniable(step: Step): Conflict[] {
  const { type, reference, written, kind } = step
  if (type === 'Consent')
    return [{ reference, why: 'Consent is not undone: record the new decision.', instead: 'cancel' }]
  if (type === 'AuditEvent') return [{ reference, why: 'The audit trail is not undone.' }]
  const body = bodyOf(written.body)
  if (type === 'Provenance' && body['signature'] !== undefined)
    return [{ reference, why: 'A signature is not undone.', instead: 'addendum' }]
  if (RELEASED.get(type)?.includes(String(body[type === 'DocumentReference' ? 'docStatus' : 'status'])))
    return [
      type === 'DiagnosticReport'
        ? { reference, why: 'The report is released: correct it with a new version, or cancel it.', instead: 'cancel' }
        : { reference, why: 'It is signed: add an addendum.', instead: 'addendum' },
    ]
  if (kind === 'update' && lowersLabels(body, bodyOf(step.before?.body ?? '')))
    return [{ reference, why: 'It would take away a privacy label.' }]
  return []
}

/** Statuses that say: others rely on it now. */
const RELEASED: ReadonlyMap<string, readonly string[]> = new Map([
  ['Composition', ['final', 'amended']],
  ['DocumentReference', ['final', 'amended']],
  ['DiagnosticReport', ['final', 'amended', 'corrected', 'appended']],
])

type Body = Record<string, unknown>

// stored text is an object
const bodyOf = (text: string): Body => (text === '' ? {} : (JSON.parse(text) as Body))

const lowersLabels = (written: Body, before: Body): boolean => {
  const kept = labels(before)
  return [...labels(written)].some((label) => !kept.has(label))
}

function labels({ meta }: Body): Set<string> {
  // validated when it was stored: `meta.security` is a list of Codings
  const { security = [] } = (meta ?? {}) as { security?: { system?: string; code?: string }[] }
  return new Set(security.map(({ system = '', code = '' }) => `${system}|${code}`))
}
