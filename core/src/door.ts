import type { HttpBindings } from '@hono/node-server'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

type Fetch = (request: Request, bindings: HttpBindings) => Response | Promise<Response>

/** A listener whose adapter to Fetch is loaded late, since Node's fetch comes with it: a tenth of a start. */
export interface Door {
  listener: RequestListener
  /** Loads the adapter; requests that come before do so too, and wait for it. */
  load(): Promise<void>
}

/**
 * @param fetch answers all requests
 * @param early what `GET /health` says while the adapter isn't there; when it throws, `fetch` is asked
 */
export function makeDoor(fetch: Fetch, early?: () => Promise<object>): Door {
  let loading: Promise<RequestListener> | undefined
  let loaded: RequestListener | undefined
  const load = (): Promise<RequestListener> =>
    (loading ??= import('@hono/node-server').then(({ getRequestListener }) => {
      loaded = getRequestListener((request, bindings) =>
        // createServer of node:http gives no other
        fetch(request, bindings as HttpBindings),
      )
      return loaded
    }))
  const later = (incoming: IncomingMessage, outgoing: ServerResponse & { req: IncomingMessage }): void => {
    load().then(
      (listener) => listener(incoming, outgoing),
      (error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))),
    )
  }
  return {
    load: async () => void (await load()),
    listener(incoming, outgoing) {
      if (loaded) loaded(incoming, outgoing)
      else if (!early || incoming.method !== 'GET' || incoming.url !== '/health') later(incoming, outgoing)
      else
        early().then(
          (said) => {
            outgoing.setHeader('content-type', 'application/json')
            outgoing.end(JSON.stringify(said))
          },
          () => later(incoming, outgoing),
        )
    },
  }
}
