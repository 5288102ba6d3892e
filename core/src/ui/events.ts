import type { Principal } from '@tessera/sdk'
import { Hono } from 'hono'
import type { Access } from '../access/access.js'
import type { OpenClinic } from '../clinic.js'
import type { ClinicEnv } from '../env.js'
import type { Principals } from '../identity/principals.js'
import { clinicStreams, type ClinicStreams, type StreamEvent } from './streams.js'

export interface EventsDeps {
  principals: Pick<Principals, 'of'>
  accessOf(principal: Principal): Access
  failed(error: unknown): void
  /** Calls back with the id of a person whose session ended or whose roles changed. */
  onRevoked?(listener: (id: string) => void): void
  /** ms between heartbeats; a proxy closes what is silent for a minute. */
  heartbeat?: number
  /** ms after which a stream's session is looked at again. */
  recheck?: number
}

export interface Events {
  /** To be mounted at `/clinics/:clinic/ui/events`. */
  routes: Hono<ClinicEnv>
  /** @param to who gets it, by what they may do now; everybody when left out */
  tell(slug: string, event: StreamEvent, data: object, to?: (access: Access) => boolean): void
  /** Ends all streams of the server. */
  close(): void
}

interface Session {
  slug: string
  request: Request
  principal: Principal
  access: Access
  write(text: string): void
  end(): void
}

/** Bytes that may wait for a slow reader; beyond that the stream ends, and the browser comes back for the present state. */
const BACKLOG = 256 * 1024
const encoder = new TextEncoder()

/** Server-sent events for the screens of all clinics: one timer for all heartbeats, one for all sessions. */
export function events(deps: EventsDeps): Events {
  const { heartbeat = 20_000, recheck = 30_000 } = deps
  const clinics = new WeakMap<OpenClinic, ClinicStreams>()
  const bySlug = new Map<string, ClinicStreams>()
  const sessions = new Set<Session>()
  const beat = setInterval(() => sessions.forEach((session) => session.write(': beat\n\n')), heartbeat)
  const look = setInterval(() => void lookAgain(), recheck)
  beat.unref()
  look.unref()

  /** A stream lives no longer than its session, and goes on with the roles that the person has now. */
  const lookAgain = async (person?: string): Promise<void> => {
    for (const session of sessions) {
      if (person !== undefined && session.principal.id !== person) continue
      try {
        const principal = await deps.principals.of(session.request, session.slug)
        if (typeof principal === 'string' || principal.id !== session.principal.id) session.end()
        else Object.assign(session, { principal, access: deps.accessOf(principal) })
      } catch (error) {
        deps.failed(error)
        session.end()
      }
    }
  }

  deps.onRevoked?.((person) => void lookAgain(person))

  const streamsOf = (open: OpenClinic): ClinicStreams => {
    const known = clinics.get(open) ?? clinicStreams(open, deps.failed)
    clinics.set(open, known)
    bySlug.set(open.clinic.slug, known)
    return known
  }

  const routes = new Hono<ClinicEnv>().get('/', (c) => {
    const open = c.get('open')
    const principal = c.get('principal')
    const request = identifying(c.req.raw)
    let stop = (): void => undefined
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const session: Session = {
            slug: open.clinic.slug,
            request,
            principal,
            access: deps.accessOf(principal),
            write(text) {
              if ((controller.desiredSize ?? 0) < -BACKLOG) return session.end()
              controller.enqueue(encoder.encode(text))
            },
            end() {
              if (!sessions.has(session)) return
              stop()
              controller.close()
            },
          }
          const remove = streamsOf(open).add({
            access: () => session.access,
            send: (text) => session.write(text),
            end: () => session.end(),
          })
          sessions.add(session)
          stop = () => {
            sessions.delete(session)
            remove()
          }
          session.write('retry: 2000\n\n')
        },
        cancel: () => stop(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
    )
    return c.body(body, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
  })

  return {
    routes,
    tell: (slug, event, data, to) => bySlug.get(slug)?.tell(event, data, to),
    close() {
      clearInterval(beat)
      clearInterval(look)
      for (const session of sessions) session.end()
    },
  }
}

/** What identifies the person, without holding on to the connection. */
const identifying = ({ url, headers }: Request): Request => new Request(url, { headers: new Headers(headers) })
