import type { HostContext, ResolvedContribution } from '@tessera/sdk'
import type { Command } from './find/finder.js'
import { loadExport } from './load-module.js'
import { tellFailure } from './tell-failure.js'

/** Opens the workspace of an action, or runs its function with the host; a failure is told and goes no further. */
export async function runContribution(
  contribution: ResolvedContribution,
  host: HostContext,
  failed: string,
): Promise<void> {
  if (contribution.workspace) {
    host.workspaces.open(contribution.workspace)
    return
  }
  try {
    const run = await loadExport(contribution)
    // A command's export is a function of the host (contributions.ts); what it returns may be awaited.
    await (run as (host: HostContext) => unknown)(host)
  } catch (error) {
    tellFailure(contribution, error)
    host.notify({ kind: 'error', text: failed })
  }
}

export const contributedCommand = (contribution: ResolvedContribution, host: HostContext, failed: string): Command => ({
  id: `${contribution.plugin}:${contribution.id}`,
  label: contribution.label,
  ...(contribution.icon ? { icon: contribution.icon } : {}),
  ...(contribution.keybinding ? { keys: contribution.keybinding.split(/[ +]/).map((key) => key.toUpperCase()) } : {}),
  run: () => void runContribution(contribution, host, failed),
})
