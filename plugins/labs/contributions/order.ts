import type { Contribution } from '@tessera/sdk'

export const orderContributions: Contribution[] = []
