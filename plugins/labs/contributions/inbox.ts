import type { Contribution } from '@tessera/sdk'

export const inboxContributions: Contribution[] = []
