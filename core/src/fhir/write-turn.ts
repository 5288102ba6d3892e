/** Writes that are prepared in one turn of the loop: a millisecond or two of work. */
const A_TURN = 2

let waiting: (() => void)[] = []
let scheduled = false

/**
 * Waits until this write's turn: when many arrive at once they are taken a few at a time, with a look at the sockets in
 * between, so that a read never waits for all of them.
 */
export function writeTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    schedule()
  })
}

function schedule(): void {
  if (scheduled) return
  scheduled = true
  // the turn in between is for reads: what they left to be audited is committed before the next writes
  setImmediate(() => setImmediate(take))
}

function take(): void {
  scheduled = false
  const taken = waiting.slice(0, A_TURN)
  waiting = waiting.slice(A_TURN)
  for (const resolve of taken) resolve()
  if (waiting.length > 0) schedule()
}
