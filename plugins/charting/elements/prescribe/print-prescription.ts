import { msg, str } from '@lit/localize'
import type { HostContext } from '@tessera/sdk'

/**
 * Gives the prescription its number, since on paper it leaves the building, and offers the PDF. It can't be undone then,
 * only cancelled.
 */
export async function printPrescription(
  host: HostContext,
  record: { id: string; version: string },
  name: string,
): Promise<void> {
  const open = (path: string) =>
    void window.open(`/clinics/${host.clinic.slug}/api/charting/${path}`, '_blank', 'noopener')
  try {
    const answer = await host.fetch('charting', 'records/medicines/print', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ patient: host.patient?.id, record }),
    })
    // our own route
    const { path, number } = (await answer.json()) as { path: string; number: string }
    // a window that opens after an answer may be blocked: the way to it stays on the screen
    host.notify({
      text: msg(str`Prescription ${number} of ${name} is ready to print`),
      action: { label: msg('Open the PDF'), run: () => open(path) },
    })
    open(path)
  } catch (error) {
    host.notify({
      kind: 'error',
      text: msg(str`Not printed: ${error instanceof Error ? error.message : ''} Print it from the list of medicines.`),
    })
  }
}
