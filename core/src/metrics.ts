import type { IncomingMessage } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Figures of this process in Prometheus' text form, for a scraper on the same machine only. */
export interface Metrics {
  request(): void
  /** Only a loopback peer that names a loopback host and came through no proxy. */
  mayRead(request: Request, incoming: IncomingMessage | undefined): boolean
  text(): string
}

export function makeMetrics(): Metrics {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let requests = 0
  return {
    request: () => void requests++,
    mayRead(request, incoming) {
      const { headers } = request
      const peer = incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
      const host = (incoming?.headers.host ?? '').replace(/:\d+$/, '')
      const forwarded = [...headers.keys()].some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'))
      return !forwarded && isLoopback(peer) && isLoopback(host)
    },
    text() {
      const { rss, heapUsed } = process.memoryUsage()
      return [
        ...gauge('tessera_requests_total', 'counter', 'Requests since the start', requests),
        ...gauge('process_resident_memory_bytes', 'gauge', 'Resident memory', rss),
        ...gauge('nodejs_heap_used_bytes', 'gauge', 'Heap in use', heapUsed),
        ...gauge(
          'nodejs_eventloop_delay_p99_seconds',
          'gauge',
          'Delay of the event loop, 99th percentile',
          delay.percentile(99) / 1e9,
        ),
        ...gauge('process_uptime_seconds', 'gauge', 'Seconds since the start', process.uptime()),
        '',
      ].join('\n')
    },
  }
}

const isLoopback = (name: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(name)

const gauge = (name: string, type: string, help: string, value: number): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  `${name} ${value}`,
]
