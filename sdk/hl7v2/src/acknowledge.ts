import { buildMessage, compareVersions, type FieldDraft, type SegmentDraft } from './build.js'
import type { Message } from './message.js'
import type { Problem } from './problem.js'

export interface Acknowledgement {
  /** Shown to the sender's people. */
  readonly text?: string
  /** MSH-7, a DTM. */
  readonly now: string
  /** MSH-10 of the acknowledgement. */
  readonly controlId: string
  readonly error?: AcknowledgementError
}

export interface AcknowledgementError {
  /** Where: segment, its occurrence from 1, field, component. */
  readonly location?: {
    readonly segment: string
    readonly occurrence?: number
    readonly field?: number
    readonly component?: number
  }
  /** HL7 table 0357: 101 required field missing, 103 table value not found, 200 unsupported message type … */
  readonly code: string
}

/**
 * The answer to a message, in the sender's version, delimiters and processing mode (HL7 v2.5.1 §2.9.2): AA stored,
 * AE could not be processed, AR refused. A problem is answered as far as one can: nothing is known of its sender.
 *
 * Since 2.5 the error is in ERR-2 to ERR-8, before that in ERR-1. MSA-3 goes as far as 2.6.
 */
export function acknowledge(to: Message | Problem, code: 'AA' | 'AE' | 'AR', answer: Acknowledgement): string {
  const { text = to.kind === 'problem' ? `${to.text}. ${to.remedy}.` : '' } = answer
  const message = to.kind === 'message' ? to : undefined
  const version = message?.version || '2.5.1'
  const raw = (n: number): FieldDraft => ({ raw: message?.header.rawField(n) ?? '' })
  const [, event] = (message?.type ?? '').split('^')
  const answered = buildMessage({
    ...(message ? { delimiters: message.delimiters } : {}),
    header: {
      type: event ? `ACK^${event}` : 'ACK',
      controlId: answer.controlId,
      time: answer.now,
      version,
      processing: processingOf(message?.processing),
      sender: { application: raw(5), facility: raw(6) },
      receiver: { application: raw(3), facility: raw(4) },
    },
    segments: [
      ['MSA', code, message ? raw(10) : null, compareVersions(version, '2.7') < 0 ? text : null],
      ...(answer.error ? [errorSegment(answer.error, text, version)] : []),
    ],
  })
  return answered
}

function errorSegment({ location, code }: AcknowledgementError, text: string, version: string): SegmentDraft {
  const { segment, occurrence = 1, field, component } = location ?? { segment: null, occurrence: null }
  const words = CONDITIONS[code] ?? 'Application internal error'
  if (compareVersions(version, '2.5') < 0)
    return ['ERR', [segment, occurrence, field ?? null, [code, words, 'HL70357']]]
  const place = segment ? [segment, occurrence, field ?? null, field ? 1 : null, component ?? null] : null
  return ['ERR', null, place, [code, words, 'HL70357'], 'E', null, null, null, text]
}

/** HL7 table 0357. */
const CONDITIONS: Readonly<Record<string, string>> = {
  '0': 'Message accepted',
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
}

const processingOf = (sent: string | undefined): 'P' | 'T' | 'D' => (sent === 'T' || sent === 'D' ? sent : 'P')
