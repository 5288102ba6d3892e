import type { HostContext } from '@tessera/sdk'

/** `Ctrl/⌘K` → Register a patient */
export const register = (host: HostContext): void => host.navigate('register')
