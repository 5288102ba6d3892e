import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'

/** Records that the patient takes a medicine as another place prescribed it; says so with Undo, or why it could not be. */
export async function keepOutside(
  host: HostContext,
  record: { id: string; version: string },
  name: string,
): Promise<void> {
  try {
    const answer = await host.fetch('charting', 'records/medicines/keep', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ patient: host.patient?.id, record }),
    })
    // our own route
    const { change } = (await answer.json()) as { change: string }
    host.notify({
      text: msg(str`${name}: taken as prescribed elsewhere`),
      action: { label: msg('Undo'), run: () => void host.undo(change) },
    })
  } catch (error) {
    host.notify({
      kind: 'error',
      text: msg(
        str`Not recorded: ${error instanceof Error ? error.message : ''} Try again from the list of medicines.`,
      ),
    })
  }
}
