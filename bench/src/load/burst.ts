/** What the parent asks a load process for, and what it answers. Plain data, so that it crosses the process wall. */
export type Work =
  | { kind: 'get'; paths: string[] }
  /** One of the bodies, with one of the patients in the place of `PATIENT`. */
  | { kind: 'create'; path: string; bodies: string[]; patients: string[] }
  /** Each body once, in order. */
  | { kind: 'post'; path: string; bodies: string[] }

export interface Burst {
  port: number
  connections: number
  milliseconds: number
  /** Header lines, each ended by CRLF. */
  headers: string
  work: Work
  /** Ms from one request's start to the next on a connection; else as fast as it goes. */
  every?: number
  /** Keep the `location`s of the answers. */
  collect?: boolean
  seed: number
}

export interface Outcome {
  done: number
  seconds: number
  /** How many answers of each status were not 2xx; 0 = no answer. */
  failed: Record<number, number>
  /** Of one failed answer, to say what is wrong. */
  firstFailure: string
  p50: number
  p99: number
  max: number
  locations: string[]
}

/** What stands for the patient's id in a body. Of the length of a UUID, so that all requests are as long. */
export const PATIENT = '00000000-0000-4000-8000-00000000cafe'
