import type { Contribution } from '@tessera/sdk'

const CLINICIAN = "user.roles has 'clinician'"
const SCOPES = ['user/ServiceRequest.crus']

/** The panel in which tests are ordered, and the button that opens it. */
export const orderContributions: Contribution[] = [
  {
    id: 'order',
    point: 'patient.workspace',
    label: 'Order',
    icon: 'flask-conical',
    module: './elements/order/order-workspace.ts',
    export: 'OrderWorkspace',
    width: 'wide',
    when: CLINICIAN,
    scopes: SCOPES,
    events: ['Condition', 'Observation', 'ServiceRequest'],
  },
  {
    id: 'order-tests',
    point: 'patient.action',
    label: 'Order',
    description: 'Laboratory tests and sets',
    icon: 'flask-conical',
    order: 25,
    workspace: 'labs:order',
    when: CLINICIAN,
    scopes: SCOPES,
  },
]
