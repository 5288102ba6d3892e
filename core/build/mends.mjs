/**
 * What the definitions package changed in R4's structures, put back to R4 4.0.1. `structures.test.ts` compares the
 * outcome with another program's model of R4.
 */

const ADDED = {
  Meta: 'project author onBehalfOf account accounts compartment',
  Binary: 'url',
  DeviceDefinition: 'classification bodySite',
  ObservationDefinition: 'publisher',
  ResearchStudy:
    'name label studyDesign region descriptionSummary classifier associatedParty progressStatus whyStopped recruitment comparisonGroup outcomeMeasure result',
  'ResearchStudy.objective': 'description',
}

const TARGETS = {
  'AuditEvent.source.observer': 'Device Organization Patient Practitioner PractitionerRole RelatedPerson',
  'MeasureReport.subject': 'Device Group Location Patient Practitioner PractitionerRole RelatedPerson',
  'ResearchStudy.site': 'Location',
}

/** R4's EvidenceVariable.characteristic; the package has R5's. [name, min, max, types, required binding?] */
const CHARACTERISTIC = [
  ['id', 0, 1, 'string'],
  ['extension', 0, Infinity, 'Extension'],
  ['modifierExtension', 0, Infinity, 'Extension'],
  ['description', 0, 1, 'string'],
  ['definition[x]', 1, 1, 'Reference canonical CodeableConcept Expression DataRequirement TriggerDefinition'],
  ['usageContext', 0, Infinity, 'UsageContext'],
  ['exclude', 0, 1, 'boolean'],
  ['participantEffective[x]', 0, 1, 'dateTime Period Duration Timing'],
  ['timeFromStart', 0, 1, 'Duration'],
  ['groupMeasure', 0, 1, 'code', 'http://hl7.org/fhir/ValueSet/group-measure'],
]

/** @param {Map<string, import('./definitions.mjs').Structure>} structures changed in place */
export function mend(structures) {
  for (const [name, added] of Object.entries(ADDED)) {
    const structure = structures.get(name)
    for (const each of added.split(' ')) structures.delete(`${name}.${each}`)
    structure.elements = structure.elements.filter((each) => !added.split(' ').includes(each.name))
  }
  for (const [path, targets] of Object.entries(TARGETS))
    elementAt(structures, path).types[0].targets = targets.split(' ')
  elementAt(structures, 'Bundle.entry.response.outcome').types = [{ code: 'Resource', targets: null }]
  for (const name of structures.keys()) if (name.startsWith('EvidenceVariable.characteristic.')) structures.delete(name)
  structures.get('EvidenceVariable.characteristic').elements = CHARACTERISTIC.map(
    ([name, min, max, types, binding]) => ({
      name: name.replace('[x]', ''),
      choice: name.endsWith('[x]'),
      min,
      max,
      types: types.split(' ').map((code) => ({ code, targets: code === 'Reference' ? ['Group'] : null })),
      binding: binding ?? null,
    }),
  )
}

function elementAt(structures, path) {
  const cut = path.lastIndexOf('.')
  return structures.get(path.slice(0, cut)).elements.find((each) => each.name === path.slice(cut + 1))
}
