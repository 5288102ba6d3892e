/** Why bytes are no message, as a value: say `text` to people, `remedy` to who can mend it. */
export interface Problem {
  readonly kind: 'problem'
  readonly code: ProblemCode
  readonly text: string
  readonly remedy: string
  /** The acknowledgement that fits: AR for what no retry helps. */
  readonly ack: 'AE' | 'AR'
}

export type ProblemCode =
  | 'empty'
  | 'no-header'
  | 'bad-delimiters'
  | 'bad-charset'
  | 'several-messages'
  | 'no-message'
  | 'too-long'
  | 'frame-aborted'

export const problem = (code: ProblemCode, text: string, remedy: string): Problem => ({
  kind: 'problem',
  code,
  text,
  remedy,
  ack: 'AR',
})

export const isProblem = (thing: object): thing is Problem => 'kind' in thing && thing.kind === 'problem'
