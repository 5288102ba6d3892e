import type { Contribution } from '@tessera/sdk'

export const resultsContributions: Contribution[] = []
