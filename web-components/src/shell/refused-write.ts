import { RequestProblem, type Http } from './http.js'

/** The other patient that a `wrong-patient` refusal names ("The chart of Patient/a is open, but … Patient/b …"). */
export function otherPatient(problem: RequestProblem, open: string): string | undefined {
  const named = [...problem.message.matchAll(/Patient\/([A-Za-z0-9\-.]{1,64})/g)].map(([, id]) =>
    id?.replace(/\.$/, ''),
  )
  return named.find((id) => id !== undefined && id !== open)
}

export const isWrongPatient = (error: unknown): error is RequestProblem =>
  error instanceof RequestProblem && error.status === 409 && error.code === 'wrong-patient'

/** A write that belongs to another patient is told of, and still fails for who asked for it. */
export const tellingRefusals =
  (http: Http, told: (refusal: RequestProblem, body: unknown) => void): Http =>
  async (url, init) => {
    try {
      return await http(url, init)
    } catch (error) {
      if (isWrongPatient(error)) told(error, init?.body)
      throw error
    }
  }

/** What a person wrote in a refused body: its texts of more than one word, so that they can be copied. */
export function writtenText(body: unknown): string {
  if (typeof body !== 'string') return ''
  try {
    return textsOf(JSON.parse(body)).join('\n\n')
  } catch {
    return body
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return /\S\s+\S/.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}
