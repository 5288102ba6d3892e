import { patientHeader } from '../fhir-client.js'
import type { Http } from '../http.js'
import { emptyDesk, parseDesk, type Desk } from './desk.js'

/** What stands open beside each chart is a draft of its own on the server, so that it comes back in any browser. */
export interface KeptDesks {
  /** The desk of a patient as it was left; empty when there is none. */
  load(patient: string): Promise<Desk>
  save(patient: string, desk: Desk): void
}

const DELAY = 800
const keyOf = (patient: string) => `shell.panels.${patient}`

/**
 * @param base `/clinics/{slug}/ui/drafts`
 * @param keys of all drafts, asked once: a chart without panels costs no request of its own
 */
export function keptDesks(http: Http, base: string, keys: () => Promise<ReadonlySet<string>>): KeptDesks {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const url = (patient: string) => `${base}/${encodeURIComponent(keyOf(patient))}`

  const send = async (patient: string, desk: Desk) => {
    try {
      const headers = { 'content-type': 'application/json', ...patientHeader(patient) }
      if (desk.panels.length > 0)
        // Whoever moved a panel last is right: no version is asked for.
        await http(url(patient), {
          method: 'PUT',
          headers,
          body: JSON.stringify({ patient: `Patient/${patient}`, ...desk }),
        })
      else await http(url(patient), { method: 'DELETE', headers, allow: [404] })
    } catch {
      // A panel is opened again by hand; what was written in it is a draft of its own.
    }
  }

  return {
    load: async (patient) => {
      if (!(await keys()).has(keyOf(patient))) return emptyDesk
      try {
        const answer = await http(url(patient), { allow: [404] })
        return answer.ok ? parseDesk(await answer.json()) : emptyDesk
      } catch {
        return emptyDesk
      }
    },
    save: (patient, desk) => {
      clearTimeout(timers.get(patient))
      timers.set(
        patient,
        setTimeout(() => void send(patient, desk), DELAY),
      )
    },
  }
}
