import { ROLES, type Principal, type Role } from '@tessera/sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TYPE_NAMES, typeNumber } from '../storage/definitions.js'
import type { Interaction } from './access.js'
import { admits, makeAccess } from './make-access.js'

const now = Date.UTC(2026, 0, 1)
const person = (more: Partial<Principal>): Principal => ({
  kind: 'user', id: 'u1', display: 'U', clinic: 'demo', roles: [], scopes: ['user/*.cruds'], links: [], purpose: 'TREAT', ...more,
}) // prettier-ignore
const client = (...scopes: string[]): Principal => person({ kind: 'client', id: 'c1', client: 'c1', roles: [], scopes })
const access = (principal: Principal, manifest?: readonly string[]) =>
  makeAccess(principal, { now, ...(manifest && { manifest }) })
const number = (type: string): number => typeNumber(type) ?? expect.fail(`${type} has no number`)

/** Typed by hand from DESIGN §4, apart from the code: role → what it may do, `r` including search. */
const DESIGN: Record<Exclude<Role, 'patient'>, string> = {
  owner: `cru Organization Practitioner PractitionerRole Location Schedule HealthcareService Questionnaire
          r Medication`,
  admin: `cru Organization Practitioner PractitionerRole Location Schedule HealthcareService Questionnaire
          r Medication`,
  privacyOfficer: `r AuditEvent Patient
          cru Consent
          r Organization Practitioner PractitionerRole Location Schedule HealthcareService Medication Questionnaire`,
  clinician: `crud AllergyIntolerance CarePlan CareTeam ClinicalImpression Composition Condition Device DiagnosticReport
            DocumentReference Encounter FamilyMemberHistory Flag Goal ImagingStudy Immunization List Media
            MedicationAdministration MedicationRequest MedicationStatement Observation Procedure QuestionnaireResponse
            ServiceRequest Specimen Patient RelatedPerson Appointment Task Communication Binary
          r Consent Provenance Coverage Claim Slot
          r Organization Practitioner PractitionerRole Location Schedule HealthcareService Medication Questionnaire`,
  nurse: `r CarePlan CareTeam ClinicalImpression Composition Condition Consent Device DiagnosticReport DocumentReference
            FamilyMemberHistory Flag Goal ImagingStudy List Media MedicationAdministration MedicationRequest
            MedicationStatement Procedure Provenance ServiceRequest Specimen Patient Appointment Slot Binary
          cru Observation AllergyIntolerance Immunization QuestionnaireResponse Encounter Communication Task
          r Organization Practitioner PractitionerRole Location Schedule HealthcareService Medication Questionnaire`,
  frontdesk: `cru Patient RelatedPerson Appointment Slot Encounter Coverage Communication Task
          r Organization Practitioner PractitionerRole Location Schedule HealthcareService Medication Questionnaire`,
  biller: `cru Account ChargeItem Claim ClaimResponse CoverageEligibilityRequest CoverageEligibilityResponse
            ExplanationOfBenefit Invoice PaymentNotice PaymentReconciliation Coverage Task
          r Patient Encounter Condition Procedure ServiceRequest
          r Organization Practitioner PractitionerRole Location Schedule HealthcareService Medication Questionnaire`,
}

function oracle(role: Exclude<Role, 'patient'>, type: string, interaction: Interaction): boolean {
  let letters = ''
  for (const word of DESIGN[role].split(/\s+/)) {
    if (/^c?r?u?d?$/.test(word)) letters = word
    else if (word === type) return letters.includes(interaction === 's' ? 'r' : interaction)
  }
  return false
}

const INTERACTIONS: Interaction[] = ['c', 'r', 'u', 'd', 's']

describe('the role matrix', () => {
  for (const role of Object.keys(DESIGN) as (keyof typeof DESIGN)[]) {
    test(`${role}: every type and interaction is as the design says`, () => {
      const made = access(person({ roles: [role] }))
      const differences = TYPE_NAMES.flatMap((type) =>
        INTERACTIONS.filter((interaction) => {
          const expected = oracle(role, type, interaction)
          const decided = made.decide(interaction, { type, id: 'x', patients: ['p1'], labels: 0 }).permit
          return made.may(interaction, type) !== expected || decided !== expected
        }).map((interaction) => `${interaction} ${type}`),
      )
      expect(differences).toEqual([])
    })
  }

  test('no role, scope or manifest writes an AuditEvent; only the privacy officer and the operator read them', () => {
    const everybody = [
      ...ROLES.map((role) => person({ roles: [role], links: [{ kind: 'self', reference: 'Patient/p1' }] })),
      client('system/*.cruds', 'system/AuditEvent.cruds'),
      person({ kind: 'system', scopes: [] }),
      person({ kind: 'system', scopes: [], plugin: 'labs' }),
    ]
    const readers = everybody.filter((each) => {
      const made = access(each, each.plugin ? ['system/*.cruds'] : undefined)
      for (const interaction of ['c', 'u', 'd'] as const) {
        expect(made.decide(interaction, { type: 'AuditEvent', patients: ['p1'], labels: 0 }).permit).toBe(false)
        expect(made.may(interaction, 'AuditEvent')).toBe(false)
      }
      return made.may('r', 'AuditEvent')
    })
    expect(readers.map(({ kind, roles, plugin }) => [kind, roles, plugin])).toEqual([
      ['user', ['privacyOfficer'], undefined],
      ['system', [], undefined],
    ])
  })

  test('several roles add up', () => {
    const both = access(person({ roles: ['frontdesk', 'biller'] }))
    expect(both.may('c', 'Appointment')).toBe(true)
    expect(both.may('c', 'Claim')).toBe(true)
    expect(both.may('r', 'Observation')).toBe(false)
  })

  test('no role, no access', () => {
    expect(access(person({})).decide('r', { type: 'Patient', patients: ['p1'], labels: 0 })).toEqual({
      permit: false,
      reason: 'role',
    })
  })
})

describe('the own compartment', () => {
  const patient = person({ kind: 'user', roles: ['patient'], links: [{ kind: 'self', reference: 'Patient/p1' }] })
  const facts = (...patients: string[]) => ({ type: 'Observation', patients, labels: 0 })

  test('a patient reads what is wholly theirs, and writes nothing yet', () => {
    const made = access(patient)
    expect(made.decide('r', facts('p1'))).toEqual({ permit: true, reason: 'self' })
    expect(made.decide('r', facts('p2'))).toEqual({ permit: false, reason: 'relationship' })
    expect(made.decide('r', facts('p1', 'p2'))).toEqual({ permit: false, reason: 'relationship' })
    expect(made.decide('r', facts())).toEqual({ permit: false, reason: 'relationship' })
    for (const type of ['Communication', 'Appointment', 'QuestionnaireResponse', 'Consent', 'Observation'])
      for (const interaction of ['c', 'u', 'd'] as const) expect(made.may(interaction, type)).toBe(false)
    expect(admits(made.filter('s'), number('Appointment'), ['p1'])).toBe(true)
    expect(admits(made.filter('s'), number('Practitioner'), [])).toBe(false)
  })

  test('a parent reads their own and the child’s, until the link ends', () => {
    const parent = person({
      roles: ['patient'],
      links: [
        { kind: 'self', reference: 'Patient/p1' },
        { kind: 'proxy', reference: 'Patient/p2', until: '2026-01-01T00:00:00Z' },
      ],
    })
    expect(access(parent).decide('r', facts('p1', 'p2')).permit).toBe(true)
    expect(makeAccess(parent, { now: now + 1 }).decide('r', facts('p2')).permit).toBe(false)
    expect(makeAccess(parent, { now: now + 1 }).decide('r', facts('p1')).permit).toBe(true)
  })

  test.each([
    ['an end that isn’t a time', { kind: 'self', reference: 'Patient/p1', until: 'soon' }],
    ['a link to a practitioner', { kind: 'practitioner', reference: 'Practitioner/p1' }],
    ['a self link to something else', { kind: 'self', reference: 'RelatedPerson/p1' }],
  ] as const)('%s opens nothing', (_, link) => {
    const made = access(person({ roles: ['patient'], links: [link] }))
    expect(made.may('r', 'Observation')).toBe(false)
    expect(made.filter('r')).toEqual({ types: {}, others: 'none' })
  })

  test('a patient role without a link sees nothing, a link without the role neither', () => {
    expect(access(person({ roles: ['patient'] })).decide('r', facts('p1'))).toEqual({
      permit: false,
      reason: 'relationship',
    })
    expect(access(person({ links: patient.links })).decide('r', facts('p1'))).toEqual({ permit: false, reason: 'role' })
  })

  test('for a clinician who is a patient too, the compartment only adds', () => {
    const both = access(person({ roles: ['clinician', 'patient'], links: patient.links }))
    expect(both.decide('u', facts('p2'))).toEqual({ permit: true, reason: 'base' })
    const invoice = (id: string) => both.decide('r', { type: 'Invoice', patients: [id], labels: 0 })
    expect([invoice('p1').permit, invoice('p2').permit]).toEqual([true, false])
    expect(both.may('u', 'Invoice')).toBe(false)
  })

  test('who comes as a patient leaves staff roles outside', () => {
    const made = access(person({ kind: 'patient', roles: ['clinician', 'patient'], links: patient.links }))
    expect(made.decide('r', facts('p2')).permit).toBe(false)
    expect(made.may('c', 'Observation')).toBe(false)
  })

  test('a `patient/` scope narrows a clinician to the own compartment', () => {
    const made = access(person({ roles: ['clinician'], scopes: ['patient/Observation.rs'], links: patient.links }))
    expect(made.decide('r', facts('p1')).permit).toBe(true)
    expect(made.decide('r', facts('p2'))).toEqual({ permit: false, reason: 'relationship' })
    expect(made.decide('u', facts('p1'))).toEqual({ permit: false, reason: 'scope' })
  })
})

describe('scopes and manifests', () => {
  const observation = { type: 'Observation', patients: ['p1'], labels: 0 }

  test('a client’s system scopes are its grants, whatever the role matrix says', () => {
    expect(access(client('system/*.cruds')).decide('d', { type: 'Basic', patients: [], labels: 0 })).toEqual({
      permit: true,
      reason: 'non-patient',
    })
    const reader = access(client('system/Observation.rs', 'system/Patient.read'))
    expect(reader.decide('r', observation)).toEqual({ permit: true, reason: 'base' })
    expect(reader.decide('u', observation)).toEqual({ permit: false, reason: 'scope' })
    expect(reader.may('s', 'Patient')).toBe(true)
    expect(reader.may('r', 'Claim')).toBe(false)
  })

  test.each([
    ['a scope of a person', ['user/*.cruds']],
    ['a scope of a patient', ['patient/*.cruds']],
    ['a scope with filters', ['system/Observation.rs?category=laboratory']],
    ['what isn’t a scope', ['openid', 'system/*.', 'system/*.sr', 'everything']],
  ])('%s grants a client nothing', (_, scopes) => {
    expect(INTERACTIONS.some((interaction) => access(client(...scopes)).may(interaction, 'Observation'))).toBe(false)
  })

  test('a person’s `system/` scope grants nothing', () => {
    expect(access(person({ roles: ['clinician'], scopes: ['system/*.cruds'] })).may('r', 'Observation')).toBe(false)
  })

  test('a plugin does no more than its manifest and no more than the person', () => {
    const nurse = person({ roles: ['nurse'], plugin: 'labs' })
    const made = access(nurse, ['user/Observation.rs', 'system/Task.cruds', 'user/Claim.cruds', 'user/Flag.rs?x=y'])
    expect(made.may('r', 'Observation')).toBe(true)
    expect(made.decide('u', observation)).toEqual({ permit: false, reason: 'scope' })
    expect([made.may('u', 'Task'), made.may('d', 'Task')]).toEqual([true, false])
    expect(made.decide('r', { ...observation, type: 'Claim' })).toEqual({ permit: false, reason: 'role' })
    expect(made.may('r', 'Flag')).toBe(false)
    expect(made.may('r', 'Patient')).toBe(false)
  })

  test('a plugin that acts without a manifest gets nothing', () => {
    expect(access(person({ roles: ['clinician'], plugin: 'labs' })).may('r', 'Patient')).toBe(false)
    expect(access(person({ kind: 'system', plugin: 'labs' })).may('r', 'Patient')).toBe(false)
    expect(access(person({ kind: 'system', plugin: 'labs' }), []).may('r', 'Patient')).toBe(false)
  })

  test('the system on behalf of a plugin has its manifest’s system scopes; the operator has everything', () => {
    const job = access(person({ kind: 'system', plugin: 'labs', scopes: [] }), [
      'system/Observation.cruds',
      'user/Patient.cruds',
    ])
    expect(job.may('c', 'Observation')).toBe(true)
    expect(job.may('r', 'Patient')).toBe(false)
    const operator = access(person({ kind: 'system', scopes: [] }))
    expect(operator.decide('d', { type: 'Patient', patients: ['p1'], labels: 0 }).permit).toBe(true)
    expect(operator.filter('s').others).toBe('all')
  })
})

test('decisions and filters agree on random principals and resources', () => {
  const scope = fc
    .tuple(
      fc.constantFrom('patient', 'user', 'user', 'system'),
      fc.constantFrom('*', 'Observation', 'Patient', 'Claim', 'Practitioner', 'AuditEvent', 'Basic', 'NoSuchType'),
      fc.constantFrom('rs', 'cruds', 'r', 's', 'cud', 'read', '*'),
      fc.constantFrom('', '', '', '?category=laboratory'),
    )
    .map(([context, type, letters, query]) => `${context}/${type}.${letters}${query}`)
  const ids = fc.constantFrom('p1', 'p2', 'p3')
  const link = fc.record(
    { kind: fc.constantFrom('self', 'proxy', 'practitioner'), reference: ids.map((id) => `Patient/${id}`), until: fc.constantFrom('2025-12-31T00:00:00Z', '2026-06-01T00:00:00Z', 'never') },
    { requiredKeys: ['kind', 'reference'] },
  ) // prettier-ignore
  const principal = fc.record(
    {
      kind: fc.constantFrom('user', 'patient', 'client', 'system'),
      roles: fc.uniqueArray(fc.constantFrom(...ROLES), { maxLength: 3 }),
      scopes: fc.oneof(fc.constant(['user/*.cruds']), fc.array(scope, { maxLength: 4 })),
      links: fc.array(link, { maxLength: 3 }),
      plugin: fc.constantFrom('labs', undefined, undefined, undefined),
    },
    { requiredKeys: ['kind', 'roles', 'scopes', 'links'] },
  )
  const resource = fc.record({
    type: fc.oneof(
      fc.constantFrom('Observation', 'Patient', 'Claim', 'Practitioner', 'Invoice'),
      fc.constantFrom(...TYPE_NAMES),
    ),
    patients: fc.uniqueArray(ids, { maxLength: 3 }),
  })
  let permitted = 0
  fc.assert(
    fc.property(
      principal,
      fc.option(fc.array(scope, { maxLength: 5 }), { nil: undefined }),
      fc.array(resource, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('r' as const, 's' as const),
      (who, manifest, resources, interaction) => {
        const made = access(person(who), manifest)
        expect(made.filter(interaction)).toBe(made.filter(interaction))
        for (const { type, patients } of resources) {
          const decision = made.decide(interaction, { type, patients, labels: 0 })
          expect(admits(made.filter(interaction), number(type), patients)).toBe(decision.permit)
          expect(decision.permit && !made.may(interaction, type)).toBe(false)
          permitted += Number(decision.permit)
        }
      },
    ),
    { numRuns: 2_000 },
  )
  expect(permitted).toBeGreaterThan(500)
})
