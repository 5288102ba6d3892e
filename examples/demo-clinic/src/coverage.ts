import type { Chart, Ref } from './chart.js'
import { PAYERS, type Payer } from './codes/billing.js'
import { hl7 } from './codes/systems.js'
import { ageOn, dateOf, dayOf, yearOf, type Day } from './dates.js'
import type { Person } from './families.js'
import { random, seedOf } from './random.js'

export interface Insured {
  coverage: Ref
  payer: Payer
}

/** Who pays for this person. A household keeps one plan; a few have none. */
export function addCoverage(chart: Chart, patient: Ref, person: Person, today: Day): Insured | undefined {
  const home = random(seedOf(hash(person.household.line + person.household.phone), 0))
  const draw = home.next()
  const age = ageOn(person.birth, today)
  const kind = age >= 65 ? 'senior' : draw < 0.24 ? 'medicaid' : draw > 0.95 ? undefined : 'commercial'
  if (!kind) return undefined
  const payer = home.pick(PAYERS.filter((each) => each.kind === kind))
  const child = age < 18
  const member = `${payer.name.charAt(0)}${String(home.int(100_000_000, 999_999_999))}`
  const coverage = chart.add({
    resourceType: 'Coverage',
    identifier: [
      {
        system: `https://${payer.id.replace('demo-payer-', '')}.example/member`,
        value: `${member}${child ? '-02' : '-01'}`,
      },
    ],
    status: 'active',
    type: hl7('v3-ActCode', kind === 'medicaid' ? 'PUBLICPOL' : kind === 'senior' ? 'RETIRE' : 'EHCPOL'),
    subscriberId: member,
    beneficiary: patient,
    relationship: hl7('subscriber-relationship', child ? 'child' : 'self', child ? 'Child' : 'Self'),
    period: { start: dateOf(Math.max(person.birth, dayOf(yearOf(today) - 5, 1, 1))) },
    payor: [{ reference: `Organization/${payer.id}`, display: payer.name }],
    class: [
      {
        type: hl7('coverage-class', 'group', 'Group'),
        value: `G-${home.int(1000, 9999)}`,
        name: `${payer.name} group plan`,
      },
    ],
  })
  return { coverage, payer }
}

const hash = (text: string): number => {
  let sum = 7
  for (let place = 0; place < text.length; place++) sum = (Math.imul(sum, 31) + text.charCodeAt(place)) >>> 0
  return sum
}
