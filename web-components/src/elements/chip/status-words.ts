import { msg } from '@lit/localize'

export type ChipKind =
  | 'neutral'
  | 'critical'
  | 'danger'
  | 'abnormal'
  | 'overdue'
  | 'outside'
  | 'withheld'
  | 'good'
  | 'draft'
  | 'info'
  | 'bare'

export type StatusWord =
  | 'critical'
  | 'urgent'
  | 'high'
  | 'low'
  | 'abnormal'
  | 'overdue'
  | 'no-show'
  | 'denied'
  | 'allergy'
  | 'allergy-severe'
  | 'withheld'
  | 'outside'
  | 'draft'
  | 'to-sign'
  | 'signed'
  | 'final'
  | 'preliminary'
  | 'corrected'
  | 'better'
  | 'same'
  | 'worse'
  | 'waiting'
  | 'in-room'

interface StatusLook {
  kind: ChipKind
  icon: string
  /** Absent where the text is data: an allergen, the name of a source. */
  word?: () => string
}

/** The table "Status words" of the look: colour, icon and word always go together. */
export const statusWords: Readonly<Record<StatusWord, StatusLook>> = {
  critical: { kind: 'critical', icon: 'octagon-alert', word: () => msg('Critical') },
  urgent: { kind: 'critical', icon: 'octagon-alert', word: () => msg('Urgent') },
  high: { kind: 'abnormal', icon: 'arrow-up', word: () => msg('High') },
  low: { kind: 'abnormal', icon: 'arrow-down', word: () => msg('Low') },
  abnormal: { kind: 'abnormal', icon: 'circle-alert', word: () => msg('Abnormal') },
  overdue: { kind: 'overdue', icon: 'clock-alert', word: () => msg('Overdue') },
  'no-show': { kind: 'overdue', icon: 'user-x', word: () => msg('No-show') },
  denied: { kind: 'danger', icon: 'octagon-x', word: () => msg('Denied') },
  allergy: { kind: 'danger', icon: 'shield-alert' },
  'allergy-severe': { kind: 'critical', icon: 'shield-alert' },
  withheld: { kind: 'withheld', icon: 'eye-off', word: () => msg('Withheld') },
  outside: { kind: 'outside', icon: 'building-2' },
  draft: { kind: 'draft', icon: 'pencil-line', word: () => msg('Draft') },
  'to-sign': { kind: 'neutral', icon: 'pencil-line', word: () => msg('To sign') },
  signed: { kind: 'bare', icon: 'circle-check', word: () => msg('Signed') },
  final: { kind: 'bare', icon: 'circle-check', word: () => msg('Final') },
  preliminary: { kind: 'neutral', icon: 'hourglass', word: () => msg('Preliminary') },
  corrected: { kind: 'neutral', icon: 'file-pen-line', word: () => msg('Corrected') },
  better: { kind: 'good', icon: 'trending-down', word: () => msg('Better') },
  same: { kind: 'neutral', icon: 'move-right', word: () => msg('Same') },
  worse: { kind: 'abnormal', icon: 'trending-up', word: () => msg('Worse') },
  waiting: { kind: 'info', icon: 'hourglass', word: () => msg('Waiting') },
  'in-room': { kind: 'info', icon: 'door-open', word: () => msg('In room') },
}

export const isStatusWord = (word: string): word is StatusWord => Object.hasOwn(statusWords, word)
