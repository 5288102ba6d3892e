import type { Principal } from '@tessera/sdk'
import type { OpenClinic } from './clinic.js'

/** Hono variables of requests below `/clinics/:clinic`. */
export interface ClinicEnv {
  Variables: {
    open: OpenClinic
    principal: Principal
    /** Client address; a forwarded one only behind a trusted proxy. */
    ip: string
    requestId: string
  }
}
