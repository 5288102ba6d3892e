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
          const wrong = 'error' in answer ? answer.error : failures(answer)
          if (wrong || 'error' in answer) fail(new Error(wrong))
          else settle(answer)
        })
        child.send({ ...burst, seed: seed++ })
      }),
    close: () => child.disconnect(),
  }
}

/** A rate of refusals would be worth nothing: any answer that isn't 2xx ends the bench. */
function failures({ failed, done, firstFailure }: Outcome): string {
  const counts = Object.entries(failed).map(([status, count]) => `${count} answers of status ${status}`)
  return counts.length > 0 ? `${counts.join(', ')} beside ${done} good ones: ${firstFailure}` : ''
}
