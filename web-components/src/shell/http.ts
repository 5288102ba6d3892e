/** An answer that isn't a success, or no answer at all (`status` 0). */
export class RequestProblem extends Error {
  constructor(
    readonly status: number,
    /** Stable code such as `wrong-patient`, else the issue code or an empty text. */
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'RequestProblem'
  }
}

export interface HttpOptions {
  /** Asks for the password again; resolves once the same person is signed in. */
  signInAgain(): Promise<void>
  /** The line works, or has dropped. */
  onLine(online: boolean): void
  fetch?: typeof fetch
}

/** A request on our own origin. @throws RequestProblem unless the status is in `allow` or a success */
export type Http = (url: string, init?: RequestInit & { allow?: readonly number[] }) => Promise<Response>

/** One way out of the shell: signs in again on 401 and repeats, tells whether the line works, turns failures into words. */
export function makeHttp({ signInAgain, onLine, fetch: send = fetch.bind(globalThis) }: HttpOptions): Http {
  return async function http(url, { allow = [], ...init } = {}) {
    const once = async () => {
      try {
        const answer = await send(url, { credentials: 'same-origin', ...init })
        onLine(true)
        return answer
      } catch (error) {
        if (init.signal?.aborted || (error instanceof DOMException && error.name === 'AbortError')) throw error
        onLine(false)
        throw new RequestProblem(0, 'offline', 'The line dropped.')
      }
    }
    let answer = await once()
    if (answer.status === 401) {
      await signInAgain()
      answer = await once()
    }
    if (answer.ok || allow.includes(answer.status)) return answer
    throw await problemOf(answer)
  }
}

interface ProblemBody {
  issue?: { code?: string; diagnostics?: string; details?: { text?: string; coding?: { code?: string }[] } }[]
  code?: string
  details?: string
  detail?: string
  title?: string
}

/** OperationOutcome on FHIR, problem+json elsewhere. */
async function problemOf(answer: Response): Promise<RequestProblem> {
  const body = await readJson(answer)
  const issue = body.issue?.[0]
  const code =
    issue?.details?.coding?.[0]?.code ?? issue?.details?.text ?? body.code ?? body.details ?? issue?.code ?? ''
  return new RequestProblem(answer.status, code, issue?.diagnostics ?? body.detail ?? body.title ?? answer.statusText)
}

async function readJson(answer: Response): Promise<ProblemBody> {
  try {
    const body: unknown = await answer.json()
    // Every field of ProblemBody is optional and only shown as text.
    return typeof body === 'object' && body !== null ? (body as ProblemBody) : {}
  } catch {
    return {}
  }
}
