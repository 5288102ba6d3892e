import { isCommitError } from '@tessera/sdk'

/**
 * What kind of failure it was, for logs, the queue and the admin: name, code and place. The message is left out, since
 * plugins put names of patients into it.
 *
 * @example failureOf(new TypeError('Ana Test has no …')) // 'TypeError at import.js:12'
 */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a value that is no Error was thrown'
  if (isCommitError(error)) {
    const codes = error.issues.map(({ code, details }) => details ?? code)
    return `refused with ${error.status} (${[...new Set(codes)].join(', ')})`
  }
  const code = 'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(error.code)
  const place = /^ +at .*[/\\]([\w.-]+\.[cm]?[jt]s):(\d+)/m.exec(framesOf(error))
  const name = /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error'
  return [name, ...(code ? [String(error.code)] : []), ...(place ? [`at ${place[1]}:${place[2]}`] : [])].join(' ')
}

/** The stack without what it begins with: the message may have several lines, each of which could look like a frame. */
function framesOf({ name, message, stack = '' }: Error): string {
  const head = [`${name}: ${message}`, message === '' ? name : ''].find((each) => each !== '' && stack.startsWith(each))
  return head === undefined ? '' : stack.slice(head.length)
}
