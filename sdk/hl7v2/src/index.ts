export { acknowledge, type Acknowledgement, type AcknowledgementError } from './acknowledge.js'
export {
  buildMessage,
  compareVersions,
  type FieldDraft,
  type HeaderDraft,
  type MessageDraft,
  type SegmentDraft,
  type Value,
} from './build.js'
export { decodeBytes, encodeText, type Decoded } from './charset.js'
export { encodingCharacters, readDelimiters, STANDARD, type Delimiters } from './delimiters.js'
export { escapeText, unescapeText } from './escape.js'
export {
  groupResults,
  type ObservationGroup,
  type OrderGroup,
  type PatientGroup,
  type ResultGroups,
  type SpecimenGroup,
} from './groups.js'
export { MAX_SEGMENTS } from './lines.js'
export type { Component, Field, Message, Part, Party, Segment } from './message.js'
export { frame, MllpDecoder, type Frame } from './mllp.js'
export { parseBatch, parseMessage, type Batch } from './parse.js'
export { isProblem, type Problem, type ProblemCode } from './problem.js'
export { clinicTime, dtmToDate, type ClinicTime } from './time.js'
