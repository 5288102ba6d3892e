import { PATIENT, type Burst } from './burst.js'

/** Gives one whole HTTP request after the other, made beforehand as far as it can be; nothing when there are no more. */
export function requestsOf({ work, headers, port, seed }: Burst): () => Buffer | string | undefined {
  let state = seed >>> 0
  // mulberry32: the same bursts ask for the same things
  const below = (count: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count
  }
  const head = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${headers}`
  switch (work.kind) {
    case 'get': {
      const { paths } = work
      return () => `${head('GET', paths[below(paths.length)] ?? '/')}\r\n`
    }
    case 'create': {
      const made = work.bodies.map((body) => {
        const at = body.indexOf(PATIENT)
        const start = `${head('POST', work.path)}Content-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
        return { before: start + body.slice(0, at), after: body.slice(at + PATIENT.length) }
      })
      return () => {
        const body = made[below(made.length)]
        return body && body.before + (work.patients[below(work.patients.length)] ?? PATIENT) + body.after
      }
    }
    case 'post': {
      let place = 0
      return () => {
        const body = work.bodies[place++]
        if (body === undefined) return undefined
        const length = Buffer.byteLength(body)
        return Buffer.from(
          `${head('POST', work.path)}Content-Type: application/fhir+json\r\nContent-Length: ${length}\r\n\r\n${body}`,
        )
      }
    }
  }
}
