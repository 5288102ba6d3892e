import type { DiagnosticReport, Observation } from 'fhir/r4.js'

type Status = Observation['status'] | DiagnosticReport['status']

const RANK: Readonly<Record<Status, number>> = {
  unknown: 0,
  registered: 1,
  partial: 2,
  preliminary: 2,
  final: 3,
  appended: 4,
  amended: 4,
  corrected: 4,
  cancelled: 4,
  'entered-in-error': 4,
}

interface Version {
  status: Status
  issued?: string
}

/**
 * Whether what came may take the place of what is there. A later state always may; an earlier state (a preliminary
 * result that arrives after the final one, a final one sent again after its correction) only when the laboratory
 * issued it later.
 */
export function supersedes(came: Version, there: Version): boolean {
  const [a, b] = [RANK[came.status], RANK[there.status]]
  return a < b ? laterThan(came, there) : a > b || !laterThan(there, came)
}

const laterThan = (a: Version, b: Version): boolean =>
  a.issued !== undefined && b.issued !== undefined && Date.parse(a.issued) > Date.parse(b.issued)

/** A final value that differs from the final value before it was corrected, whether the laboratory says so or not. */
export function statusAfter(
  came: Observation['status'],
  there: Observation['status'],
  changed: boolean,
): Observation['status'] {
  const wasFinal = RANK[there] >= 3 && there !== 'cancelled' && there !== 'entered-in-error'
  return changed && wasFinal && came === 'final' ? 'corrected' : came
}
