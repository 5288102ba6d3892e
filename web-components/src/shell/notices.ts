import type { StreamEvent } from './event-stream.js'

export interface ShownNotice {
  text: string
  path?: string
  urgent: boolean
  at: Date
  seen: boolean
}

/** How many stand under the bell; what must not be missed is a Task. */
const MOST = 20

/** With one more in front; the same text at the same path takes the place of the earlier one. */
export function withNotice(
  notices: readonly ShownNotice[],
  { text, path, kind }: Extract<StreamEvent, { name: 'notify' }>,
  at: Date,
): ShownNotice[] {
  const others = notices.filter((each) => each.text !== text || each.path !== path)
  return [{ text, ...(path ? { path } : {}), urgent: kind === 'urgent', at, seen: false }, ...others].slice(0, MOST)
}
