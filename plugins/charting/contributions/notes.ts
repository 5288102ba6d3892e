import type { Contribution } from '@tessera/sdk'

const CLINICIAN = "user.roles has 'clinician'"
const WRITES = ['user/Composition.cruds', 'user/DocumentReference.cruds']

/** What visit notes add to the screens. */
export const noteContributions: readonly Contribution[] = [
  {
    id: 'note',
    point: 'patient.workspace',
    label: 'Visit note',
    icon: 'file-pen-line',
    module: './elements/notes/note-workspace.ts',
    export: 'NoteWorkspace',
    width: 'wide',
    when: CLINICIAN,
    scopes: WRITES,
    events: ['Observation', 'Condition', 'AllergyIntolerance', 'MedicationRequest'],
  },
  {
    id: 'write-note',
    point: 'patient.action',
    label: 'Visit note',
    description: 'Write and sign the note of a visit',
    icon: 'file-pen-line',
    order: 20,
    workspace: 'charting:note',
    when: CLINICIAN,
    scopes: WRITES,
  },
  {
    id: 'notes-tab',
    point: 'patient.tab',
    path: 'notes',
    label: 'Notes',
    icon: 'file-text',
    order: 5,
    module: './elements/notes/notes-tab.ts',
    export: 'NotesTab',
    scopes: ['user/Composition.rs'],
    events: ['Composition'],
  },
  {
    id: 'timeline-tab',
    point: 'patient.tab',
    path: 'timeline',
    label: 'Timeline',
    icon: 'history',
    order: 2,
    module: './elements/notes/timeline/timeline-tab.ts',
    export: 'TimelineTab',
    when: "user.roles has 'clinician' || user.roles has 'nurse'",
    scopes: ['user/Encounter.rs', 'user/Condition.rs', 'user/Observation.rs', 'user/MedicationRequest.rs'],
    events: ['Encounter', 'Composition', 'Condition', 'MedicationRequest', 'Observation', 'Immunization'],
  },
]

/** Scopes that notes need beside those of the chart. */
export const noteAccess: readonly string[] = [
  'user/Appointment.rs',
  'user/Composition.cruds',
  'user/DocumentReference.cruds',
  'user/ServiceRequest.rs',
]

/** Own events: before a note is signed (others may refuse or warn), and after. */
export const noteEvents: Record<string, object> = {
  'charting:beforeSign': {
    type: 'object',
    properties: {
      patient: { type: 'string' },
      encounter: { type: 'string' },
      title: { type: 'string' },
      sections: {
        type: 'array',
        items: {
          type: 'object',
          properties: { title: { type: 'string' }, code: { type: 'string' }, text: { type: 'string' } },
          required: ['title', 'code', 'text'],
          additionalProperties: false,
        },
      },
    },
    required: ['patient', 'title', 'sections'],
    additionalProperties: false,
  },
  'charting:signed': {
    type: 'object',
    properties: {
      composition: { type: 'string' },
      document: { type: 'string' },
      patient: { type: 'string' },
      encounter: { type: 'string' },
      at: { type: 'string' },
    },
    required: ['composition', 'document', 'patient', 'at'],
    additionalProperties: false,
  },
}
