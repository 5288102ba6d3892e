import type { CommitFailure } from '../engine.js'

/** Thrown inside a savepoint: rolls the change-set back and becomes its outcome. */
export class SetFailure extends Error {
  constructor(readonly outcome: CommitFailure) {
    super(outcome.why)
  }
}

export const refuseRow = (diagnostics: string): SetFailure => new SetFailure({ ok: false, why: 'invalid', diagnostics })
