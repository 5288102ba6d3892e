import type { HostContext } from '@tessera/sdk'
import { loadItems } from './tasks.js'

export interface InboxCount {
  count: number
  /** Something is urgent or overdue. */
  urgent: boolean
}

/** What the badge in the rail says; undefined while it isn't known. */
export async function countInbox(host: HostContext, signal: AbortSignal): Promise<InboxCount | undefined> {
  try {
    const items = await loadItems(host, new Date(), signal)
    return { count: items.length, urgent: items.some(({ urgent, overdue }) => urgent || overdue) }
  } catch {
    // The Inbox itself says what is wrong.
    return undefined
  }
}
