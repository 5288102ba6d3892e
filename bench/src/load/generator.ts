/** The load process: runs one burst after the other as the parent asks, and answers with what it saw. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Burst, Outcome } from './burst.js'
import { openConnection, type Connection } from './connection.js'
import { requestsOf } from './requests.js'

process.on('message', (burst: Burst) => {
  run(burst).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

async function run(burst: Burst): Promise<Outcome> {
  const connections = await Promise.all(Array.from({ length: burst.connections }, () => openConnection(burst.port)))
  const next = requestsOf(burst)
  const latencies: number[] = []
  const outcome: Outcome = { done: 0, seconds: 0, failed: {}, firstFailure: '', p50: 0, p99: 0, max: 0, locations: [] }
  const started = performance.now()
  const until = started + burst.milliseconds
  await Promise.all(connections.map((connection) => work(connection, burst, next, until, outcome, latencies)))
  outcome.seconds = (performance.now() - started) / 1000
  for (const connection of connections) connection.close()
  latencies.sort((one, other) => one - other)
  const quantile = (part: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0
  return { ...outcome, p50: quantile(0.5), p99: quantile(0.99), max: latencies.at(-1) ?? 0 }
}

async function work(
  connection: Connection,
  burst: Burst,
  next: () => Buffer | string | undefined,
  until: number,
  outcome: Outcome,
  latencies: number[],
): Promise<void> {
  for (let begun = performance.now(); begun < until;) {
    const request = next()
    if (request === undefined) return
    const sent = performance.now()
    const { status, text } = await connection.send(request, burst.collect === true)
    const now = performance.now()
    latencies.push(now - sent)
    if (status >= 200 && status < 300) outcome.done++
    else {
      outcome.failed[status] = (outcome.failed[status] ?? 0) + 1
      if (!outcome.firstFailure) outcome.firstFailure = text.slice(0, 300)
      if (status === 0) return
    }
    if (burst.collect)
      for (const [, location] of text.matchAll(/"location":"(?:[^"]*\/)?([A-Za-z]+\/[\w.-]+)(?:\/_history\/\d+)?"/g))
        if (location) outcome.locations.push(location)
    const rest = burst.every === undefined ? 0 : burst.every - (now - sent)
    if (rest > 0) await sleep(rest)
    begun = performance.now()
  }
}
