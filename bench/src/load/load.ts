import { fork } from 'node:child_process'
import type { Burst, Outcome } from './burst.js'

/** A load process. Bursts in different processes may run at once. */
export interface Load {
  run(burst: Omit<Burst, 'seed'>): Promise<Outcome>
  close(): void
}

export function startLoad(): Load {
  const child = fork(new URL('./generator.js', import.meta.url), { serialization: 'advanced' })
  let seed = 1
  return {
    run: (burst) =>
      new Promise((settle, fail) => {
        const gone = () => fail(new Error('The load process ended'))
        child.once('exit', gone)
        child.once('message', (answer: Outcome | { error: string }) => {
          child.off('exit', gone)
          if ('error' in answer) fail(new Error(answer.error))
          else settle(checked(answer))
        })
        child.send({ ...burst, seed: seed++ })
      }),
    close: () => child.disconnect(),
  }
}

/** A rate of refusals would be worth nothing: any answer that isn't 2xx ends the bench. */
function checked(outcome: Outcome): Outcome {
  const failures = Object.entries(outcome.failed)
  if (failures.length > 0)
    throw new Error(
      `${failures.map(([status, count]) => `${count} answers of status ${status}`).join(', ')} beside ${outcome.done} good ones: ${outcome.firstFailure}`,
    )
  return outcome
}
