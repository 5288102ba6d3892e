import { groupResults, type Message } from '@tessera/hl7v2'
import type { HumanName } from 'fhir/r4.js'
import type { Identity } from './mapped.js'
import { humanNames } from './datatypes.js'
import { patientIdentifiers } from './patient.js'
import { present, text, type Reading } from './reading.js'
import { orderNumbers } from './report.js'
import { dtmToDate } from '@tessera/hl7v2'

/** What a message says of its patient and of the orders it answers. */
export function identityOf(reading: Reading): Identity {
  const pid = reading.message.segment('PID')
  const name = pid ? nameToMatch(humanNames(pid, 5)) : undefined
  const birth = text(pid, 7)
  const birthDate = birth === undefined ? undefined : dtmToDate(birth)
  const groups = groupResults(reading.message).patients.flatMap(({ orders }) => orders)
  const orders = groups.flatMap((order) => {
    const { placer, filler } = orderNumbers(reading, order)
    return present([placer, filler])
  })
  const tests = present(groups.map(({ obr }) => text(obr, 4, 2) ?? text(obr, 4)))
  return {
    identifiers: pid ? patientIdentifiers(reading, pid) : [],
    ...(name?.family ? { family: name.family } : {}),
    ...(name?.given?.[0] ? { given: name.given[0] } : {}),
    ...(birthDate ? { birthDate } : {}),
    orders: orders.filter(
      (each, at) => orders.findIndex(({ value, system }) => value === each.value && system === each.system) === at,
    ),
    tests: [...new Set(tests)],
  }
}

const nameToMatch = (names: readonly HumanName[]): HumanName | undefined =>
  names.find(({ use }) => use === 'official') ?? names[0]

/** Whether a message is one of several patients: it can't be filed as a whole. */
export const patientsIn = (message: Message): number => {
  const ids = message.segments('PID').map((pid) => `${pid.rawField(3)}|${pid.rawField(5)}`)
  return new Set(ids).size
}
