import type { Delimiters } from './delimiters.js'

/**
 * A message as it was sent. All numbers count from 1, as in the standard: `PID-3.1` is
 * `message.segment('PID')?.field(3).component(1)`. What is absent reads as the empty string.
 */
export interface Message {
  readonly kind: 'message'
  readonly delimiters: Delimiters
  /** The MSH segment. */
  readonly header: Segment
  /** MSH-9 as 'ORU^R01'; only the first part when there is no trigger event. */
  readonly type: string
  /** MSH-9.3, 'ORU_R01'. */
  readonly structure: string
  /** MSH-10. */
  readonly controlId: string
  /** MSH-12.1, '2.5.1'. */
  readonly version: string
  /** MSH-11.1: P, T or D. */
  readonly processing: string
  readonly sender: Party
  readonly receiver: Party
  /** MSH-7 as sent; `clinicTime(zone).toFhir` reads it. */
  readonly time: string
  /** What had to be tolerated, in words: for the log and the error lane. */
  readonly notes: readonly string[]
  /** All segments in order, or those of one name. */
  segments(name?: string): readonly Segment[]
  segment(name: string): Segment | undefined
  /** The message with a carriage return after each segment. */
  toString(): string
}

/** Application and facility: the namespace id, or the universal id where that is all there is. */
export interface Party {
  readonly application: string
  readonly facility: string
}

export interface Segment {
  readonly name: string
  /** Place in the message, from 0. */
  readonly index: number
  /** The line as sent (a broken line joined by `\.br\`). */
  readonly text: string
  /** Number of the last field. */
  readonly size: number
  /** A field with all repetitions, undecoded; MSH-1 is the delimiter. */
  rawField(n: number): string
  /** One repetition of a field, the first unless said. */
  field(n: number, repetition?: number): Field
  /** The repetitions of a field; none when it is empty. */
  fields(n: number): readonly Field[]
  /** The decoded value of a component (the first unless said) of a field's first repetition. */
  value(n: number, component?: number): string
  /** The line. */
  toString(): string
}

export interface Field extends Part {
  component(n: number): Component
  /** The components, at least one. */
  readonly components: readonly Component[]
}

export interface Component extends Part {
  subcomponent(n: number): string
  /** Decoded, at least one. */
  readonly subcomponents: readonly string[]
}

export interface Part {
  /** Undecoded. */
  readonly raw: string
  /** The first piece, decoded: what a system reads that knows no further pieces. Empty for HL7's null. */
  readonly value: string
  /** All of it, decoded, separators left as text: for prose in which someone forgot to escape. */
  readonly text: string
  /** Sent as `""`: the sender asks to delete the value. */
  readonly isNull: boolean
}
