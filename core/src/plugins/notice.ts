import type { Notice, Principal } from '@tessera/sdk'
import { refuse } from '../refusal.js'

/** Characters of a notice. */
const TEXT = 300

/**
 * @throws Refusal 400 when it names nobody, says nothing or too much, or leads out of the clinic's screens
 */
export function checkNotice(notice: Notice): Notice {
  const { to, text, path, kind = 'info' } = notice
  const { practitioners = [], roles = [] } = to
  if (practitioners.length === 0 && roles.length === 0)
    throw refuse(400, 'required', 'A notice says whom it is for: practitioners or roles.', { expression: 'to' })
  if (text.trim() === '' || text.length > TEXT)
    throw refuse(400, 'value', `The text of a notice has 1 to ${TEXT} characters.`, { expression: 'text' })
  // `//` and `/\\` lead to another host
  if (path !== undefined && !/^\/(?![/\\])[^\s]{0,500}$/.test(path))
    throw refuse(400, 'value', 'The path of a notice is a page of the shell, /inbox.', { expression: 'path' })
  return { to: { practitioners, roles }, text, ...(path === undefined ? {} : { path }), kind }
}

/** Whether a notice is for this person: one of the roles, or the practitioner that one of the links names. */
export function concernsPerson({ to }: Notice, { kind, roles, links }: Principal): boolean {
  if (kind !== 'user' && kind !== 'patient') return false
  return (
    (to.roles ?? []).some((role) => roles.includes(role)) ||
    links.some(
      (link) => link.kind === 'practitioner' && (to.practitioners ?? []).some((each) => each === link.reference),
    )
  )
}
