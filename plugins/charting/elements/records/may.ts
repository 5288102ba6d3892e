import type { HostContext } from '@tessera/sdk'

/** Whether this person may write it; the server decides again. */
export const isClinician = ({ user }: HostContext): boolean => user.roles.includes('clinician')
export const givesCare = ({ user }: HostContext): boolean =>
  user.roles.includes('clinician') || user.roles.includes('nurse')

/** Opens the panel in which a record is ended with a reason. */
export const openEnd = (
  host: HostContext,
  type: string,
  id: string | undefined,
  how: 'stop' | 'not-taking' | 'withdraw' | 'cancelled' = 'withdraw',
): void => host.workspaces.open('charting:end', { type, id, how })
