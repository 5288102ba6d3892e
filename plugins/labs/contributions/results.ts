import type { Contribution } from '@tessera/sdk'

/**
 * Beside the chart's *Results*, the list of every result: *Labs* is what was ordered and is still waited for, how a test
 * went over time, and the reports as the laboratory sent them.
 */
export const resultsContributions: Contribution[] = [
  {
    id: 'labs-tab',
    point: 'patient.tab',
    path: 'labs',
    label: 'Labs',
    description: 'Open orders, trends and reports of the laboratory',
    icon: 'chart-line',
    order: 12,
    module: './elements/results/labs-tab.ts',
    export: 'LabsTab',
    when: "user.roles has 'clinician' || user.roles has 'nurse'",
    scopes: ['user/Observation.rs', 'user/DiagnosticReport.rs', 'user/ServiceRequest.rs'],
    events: ['ServiceRequest', 'DiagnosticReport', 'Observation', 'Task'],
  },
]
