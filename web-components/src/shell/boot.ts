import type { HostContext, UiRegistry } from '@tessera/sdk'

export interface ClinicName {
  slug: string
  name: string
  timezone?: string
}

/** What the server's document says: inert JSON in `#tessera-boot` (README, "The document"). */
export interface Boot {
  page: 'shell' | 'login' | 'chooser'
  version: string
  clinic?: HostContext['clinic']
  clinics?: ClinicName[]
  user?: HostContext['user']
  registry?: UiRegistry
  /** Why a person is at the chooser: nothing for them at the address they asked for. */
  problem?: 'no-access'
}

/** @throws when the document has no boot data: it wasn't written by our server */
export function readBoot(): Boot {
  const text = document.getElementById('tessera-boot')?.textContent
  if (!text) throw new Error('The page has no #tessera-boot')
  // Same release as this script, from our own server: its shape is the document contract.
  return JSON.parse(text) as Boot
}
