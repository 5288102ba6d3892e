import { definePlugin, type Contribution } from '@tessera/sdk'

const contributes: Contribution[] = []

/** Orders, results and the lines to laboratories. */
export const labs = definePlugin(() => ({
  id: 'labs',
  version: '0.1.0',
  title: 'Laboratory',
  description: 'Orders, results and the lines to laboratories.',
  access: ['user/Patient.rs'],
  purpose: 'TREAT',
  contributes,
  base: import.meta.url,
}))
