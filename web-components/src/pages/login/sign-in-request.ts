import { msg, str } from '@lit/localize'

export type SignInAnswer = { ok: true; userId?: string } | { ok: false; text: string; field?: 'email' | 'password' }

/** Asks the server to sign a person in; every failure comes back as words. */
export async function signIn(email: string, password: string): Promise<SignInAnswer> {
  let answer: Response
  try {
    answer = await fetch('/auth/sign-in/email', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ email, password }),
    })
  } catch {
    return { ok: false, text: msg('The server did not answer. Check the line and sign in again.') }
  }
  if (answer.ok) return { ok: true, ...(await userOf(answer)) }
  if (answer.status === 429) return { ok: false, text: tooManyTries(answer) }
  if (answer.status >= 500) return { ok: false, text: msg('The server could not sign you in. Try again in a minute.') }
  return { ok: false, field: 'password', text: msg('Email and password do not go together. Check both and try again.') }
}

function tooManyTries(answer: Response): string {
  const seconds = Number(answer.headers.get('retry-after') ?? answer.headers.get('x-retry-after'))
  if (!(seconds > 0)) return msg('Too many tries. Wait a few minutes, then try again.')
  return seconds < 90
    ? msg(str`Too many tries. Try again in ${Math.ceil(seconds)} seconds.`)
    : msg(str`Too many tries. Try again in ${Math.ceil(seconds / 60)} minutes.`)
}

async function userOf(answer: Response): Promise<{ userId?: string }> {
  try {
    const body: unknown = await answer.json()
    const user = typeof body === 'object' && body !== null ? (body as { user?: { id?: unknown } }).user : undefined
    return typeof user?.id === 'string' ? { userId: user.id } : {}
  } catch {
    return {}
  }
}

/** Where to go after signing in: a path of our own, never another site. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  // A second slash or a backslash would name another host; the parser has the last word.
  const url = new URL(next, location.origin)
  return next.startsWith('/') && url.origin === location.origin && !url.pathname.startsWith('/auth/')
    ? url.pathname + url.search + url.hash
    : '/'
}
