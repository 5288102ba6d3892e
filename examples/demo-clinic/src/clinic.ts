import { openChart, type Chart, type Ref } from './chart.js'
import { PAYERS } from './codes/billing.js'
import { coded, hl7, hl7Coding, NPI, SNOMED } from './codes/systems.js'
import type { Person } from './families.js'
import { random } from './random.js'

/** Where somebody is seen: the Organization and its Location. */
export interface Place {
  organization: Ref
  location: Ref
  /** `meta.source` of what came from there; none for our own. */
  source?: string
}

export const clinicRef: Ref = { reference: 'Organization/demo-maple-street', display: 'Maple Street Clinic' }
export const HERE: Place = {
  organization: clinicRef,
  location: { reference: 'Location/demo-maple-street', display: 'Maple Street Clinic' },
}
export const HOSPITAL: Place = {
  organization: { reference: 'Organization/demo-riverside', display: 'Riverside Hospital' },
  location: { reference: 'Location/demo-riverside-emergency', display: 'Riverside Hospital, Emergency' },
  source: 'https://riverside.example/fhir',
}
export const IMAGING: Place = {
  organization: { reference: 'Organization/demo-lakeside', display: 'Lakeside Imaging' },
  location: { reference: 'Location/demo-lakeside', display: 'Lakeside Imaging' },
  source: 'https://lakeside.example/fhir',
}

interface Member {
  id: string
  given: string[]
  family: string
  credential: string
  sex: 'female' | 'male'
  npi: string
  role: readonly [code: string, display: string]
  specialty?: readonly [code: string, display: string]
  /** Where, if not here. */
  at?: Place
}

const STAFF: readonly Member[] = [
  {
    id: 'demo-okafor',
    given: ['Adaeze'],
    family: 'Okafor',
    credential: 'MD',
    sex: 'female',
    npi: '1999000015',
    role: ['doctor', 'Doctor'],
    specialty: ['419772000', 'Family practice'],
  },
  {
    id: 'demo-lindqvist',
    given: ['Per'],
    family: 'Lindqvist',
    credential: 'MD',
    sex: 'male',
    npi: '1999000023',
    role: ['doctor', 'Doctor'],
    specialty: ['419772000', 'Family practice'],
  },
  {
    id: 'demo-rahman',
    given: ['Sadia'],
    family: 'Rahman',
    credential: 'NP',
    sex: 'female',
    npi: '1999000031',
    role: ['doctor', 'Doctor'],
    specialty: ['394537008', 'Pediatric specialty'],
  },
  {
    id: 'demo-park',
    given: ['Jisoo'],
    family: 'Park',
    credential: 'RN',
    sex: 'female',
    npi: '1999000049',
    role: ['nurse', 'Nurse'],
  },
  {
    id: 'demo-riverside-castell',
    given: ['Emeka'],
    family: 'Castell',
    credential: 'MD',
    sex: 'male',
    npi: '1999000072',
    role: ['doctor', 'Doctor'],
    specialty: ['773568002', 'Emergency medicine'],
    at: HOSPITAL,
  },
]

const named = (member: Member): Ref => ({
  reference: `Practitioner/${member.id}`,
  display:
    member.credential === 'MD'
      ? `Dr. ${member.given[0]} ${member.family}`
      : `${member.given[0]} ${member.family}, ${member.credential}`,
})

const refOf = (id: string): Ref => {
  const member = STAFF.find((each) => each.id === id)
  if (!member) throw new RangeError(`No ${id} works here`)
  return named(member)
}

export const OKAFOR = refOf('demo-okafor')
export const LINDQVIST = refOf('demo-lindqvist')
export const RAHMAN = refOf('demo-rahman')
export const NURSE = refOf('demo-park')
/** Who sees our patients at Riverside's emergency department. */
export const ATTENDING = refOf('demo-riverside-castell')
const DOCTORS = [OKAFOR, LINDQVIST, RAHMAN, OKAFOR] as const

/** Whose panel this person is on. */
export const doctorOf = (person: Person): Ref => DOCTORS[person.index % DOCTORS.length] ?? OKAFOR

/** What all charts refer to: organizations, places, people, payers, what the clinic offers. All at fixed ids. */
export function clinicBundle(): string {
  const chart = openChart(random(1))
  organization(
    chart,
    clinicRef,
    'prov',
    'Healthcare Provider',
    '1999000007',
    '12 Maple Street',
    'Maple Falls',
    '12099',
    10,
  )
  organization(
    chart,
    HOSPITAL.organization,
    'prov',
    'Healthcare Provider',
    '1999000056',
    '400 Riverside Drive',
    'Ashford Mills',
    '12098',
    20,
  )
  organization(
    chart,
    IMAGING.organization,
    'prov',
    'Healthcare Provider',
    '1999000064',
    '7 Lakeside Plaza',
    'Lake Verity',
    '12097',
    30,
  )
  for (const [place, payer] of PAYERS.entries())
    organization(
      chart,
      { reference: `Organization/${payer.id}`, display: payer.name },
      'ins',
      'Insurance Company',
      '',
      `PO Box ${5100 + place}`,
      'Ashford Mills',
      '12098',
      40 + place,
    )
  location(chart, HERE, 'HOSP', '12 Maple Street', 'Maple Falls', '12099')
  location(chart, HOSPITAL, 'ER', '400 Riverside Drive', 'Ashford Mills', '12098')
  location(chart, IMAGING, 'RADDX', '7 Lakeside Plaza', 'Lake Verity', '12097')
  for (const room of [1, 2, 3, 4])
    chart.add({
      resourceType: 'Location',
      id: `demo-room-${room}`,
      status: 'active',
      name: `Room ${room}`,
      mode: 'instance',
      physicalType: hl7('location-physical-type', 'ro', 'Room'),
      managingOrganization: clinicRef,
      partOf: HERE.location,
    })
  for (const member of STAFF) practitioner(chart, member)
  for (const doctor of [OKAFOR, LINDQVIST, RAHMAN])
    chart.add({
      resourceType: 'Schedule',
      id: `${idOf(doctor)}-schedule`,
      active: true,
      serviceType: [coded(SNOMED, '419772000', 'Family practice')],
      actor: [doctor, HERE.location],
    })
  chart.add({
    resourceType: 'HealthcareService',
    id: 'demo-family-practice',
    active: true,
    providedBy: clinicRef,
    type: [coded(SNOMED, '419772000', 'Family practice')],
    location: [HERE.location],
    name: 'Family practice',
  })
  return chart.text()
}

const idOf = (ref: Ref) => ref.reference.slice(ref.reference.indexOf('/') + 1)

function organization(
  chart: Chart,
  ref: Ref,
  code: string,
  display: string,
  npi: string,
  line: string,
  city: string,
  postalCode: string,
  phone: number,
): void {
  chart.add({
    resourceType: 'Organization',
    id: idOf(ref),
    active: true,
    ...(npi ? { identifier: [{ system: NPI, value: npi }] } : {}),
    type: [hl7('organization-type', code, display)],
    name: ref.display ?? '',
    telecom: [{ system: 'phone', value: `(518) 555-01${phone}`, use: 'work' }],
    address: [{ use: 'work', line: [line], city, state: 'NY', postalCode, country: 'US' }],
  })
}

function location(chart: Chart, place: Place, code: string, line: string, city: string, postalCode: string): void {
  chart.add({
    resourceType: 'Location',
    id: idOf(place.location),
    status: 'active',
    name: place.location.display ?? '',
    mode: 'instance',
    type: [hl7('v3-RoleCode', code)],
    address: { use: 'work', line: [line], city, state: 'NY', postalCode, country: 'US' },
    managingOrganization: place.organization,
  })
}

function practitioner(chart: Chart, member: Member): void {
  const place = member.at ?? HERE
  const { display } = named(member)
  chart.add({
    resourceType: 'Practitioner',
    id: member.id,
    identifier: [{ system: NPI, value: member.npi }],
    active: true,
    name: [
      {
        use: 'official',
        family: member.family,
        given: member.given,
        suffix: [member.credential],
        ...(display ? { text: display } : {}),
      },
    ],
    telecom: [
      {
        system: 'email',
        value: `${member.family.toLowerCase()}@${place === HERE ? 'maplestreet' : 'riverside'}.example`,
        use: 'work',
      },
    ],
    gender: member.sex,
    qualification: [{ code: { coding: [hl7Coding('v2-0360', member.credential)], text: member.credential } }],
  })
  chart.add({
    resourceType: 'PractitionerRole',
    id: `${member.id}-role`,
    active: true,
    practitioner: named(member),
    organization: place.organization,
    code: [hl7('practitioner-role', ...member.role)],
    ...(member.specialty ? { specialty: [coded(SNOMED, ...member.specialty)] } : {}),
    location: [place.location],
    telecom: [{ system: 'phone', value: place === HERE ? '(518) 555-0110' : '(518) 555-0120', use: 'work' }],
  })
}
