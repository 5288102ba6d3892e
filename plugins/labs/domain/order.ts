import type { CodeableConcept, QuestionnaireResponse, Reference, ServiceRequest } from 'fhir/r4.js'
import type { CatalogueTest, OrderLine } from './api.js'
import { LABORATORY_ORDER, LOINC, ORDER_NUMBER, REQUISITION } from './systems.js'

/** What all tests of a requisition have in common. */
export interface OrderHead {
  /** Logical id. */
  patient: string
  requisition: string
  requester: Reference
  encounter?: string
  /** Instant. */
  authoredOn: string
  laboratory?: string
}

export interface OrderResources {
  request: ServiceRequest
  answers?: QuestionnaireResponse
  /** `urn:uuid:…` of the answers. */
  answersUrl?: string
}

/** The order of one test, with the diagnosis and the answers that are its own. */
export function orderOf(
  head: OrderHead,
  test: CatalogueTest,
  line: OrderLine,
  number: { value: string; answersUrl: string },
): OrderResources {
  const answers = answersOf(head, test, line)
  const { diagnosis } = line
  return {
    request: {
      resourceType: 'ServiceRequest',
      identifier: [{ system: ORDER_NUMBER, value: number.value }],
      requisition: { system: REQUISITION, value: head.requisition },
      status: 'active',
      intent: 'order',
      category: [{ coding: [LABORATORY_ORDER], text: 'Laboratory' }],
      priority: line.priority ?? 'routine',
      code: { coding: [{ system: LOINC, code: test.code, display: test.display }], text: test.name },
      subject: { reference: `Patient/${head.patient}` },
      ...(head.encounter ? { encounter: { reference: head.encounter } } : {}),
      occurrenceDateTime: head.authoredOn,
      authoredOn: head.authoredOn,
      requester: head.requester,
      ...(head.laboratory ? { performer: [{ display: head.laboratory }] } : {}),
      ...(diagnosis.reference
        ? {
            reasonReference: [
              { reference: diagnosis.reference, ...(diagnosis.text ? { display: diagnosis.text } : {}) },
            ],
          }
        : {}),
      // the code goes along: a laboratory bills by it and can't follow the reference
      ...(diagnosis.code || !diagnosis.reference ? { reasonCode: [conceptOf(diagnosis)] } : {}),
      ...(answers ? { supportingInfo: [{ reference: number.answersUrl, display: 'Answers at order' }] } : {}),
      ...(line.repeatReason ? { note: [{ text: `Repeated although there is a result: ${line.repeatReason}` }] } : {}),
    },
    ...(answers ? { answers, answersUrl: number.answersUrl } : {}),
  }
}

function conceptOf({ system, code, text }: OrderLine['diagnosis']): CodeableConcept {
  return {
    ...(code ? { coding: [{ ...(system ? { system } : {}), code, ...(text ? { display: text } : {}) }] } : {}),
    ...(text ? { text } : {}),
  }
}

function answersOf(
  head: OrderHead,
  test: CatalogueTest,
  { answers = {} }: OrderLine,
): QuestionnaireResponse | undefined {
  const item = (test.questions ?? []).flatMap(({ id, text, kind }) => {
    const value = answers[id]
    if (value === undefined || value === '') return []
    const answer =
      kind === 'yes-no'
        ? { valueBoolean: value === 'yes' }
        : kind === 'date'
          ? { valueDate: value }
          : { valueString: value }
    return [{ linkId: id, text, answer: [answer] }]
  })
  if (item.length === 0) return undefined
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: `urn:tessera:questionnaire:labs-${test.code}`,
    status: 'completed',
    subject: { reference: `Patient/${head.patient}` },
    ...(head.encounter ? { encounter: { reference: head.encounter } } : {}),
    authored: head.authoredOn,
    ...(head.requester.reference ? { author: { reference: head.requester.reference } } : {}),
    item,
  }
}

/** What is missing in a line, in words; undefined when it can be ordered. */
export function missingIn(test: CatalogueTest, line: OrderLine): string | undefined {
  const { reference, code, text } = line.diagnosis
  if (!reference && !code && !text) return `${test.name} needs its diagnosis.`
  for (const question of test.questions ?? []) {
    const answer = line.answers?.[question.id]
    if (question.required && !answer) return `${test.name}: “${question.text}” needs an answer.`
    if (answer && question.kind === 'yes-no' && !/^(yes|no)$/.test(answer))
      return `${test.name}: “${question.text}” is answered by yes or no.`
    if (answer && question.kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(answer))
      return `${test.name}: “${question.text}” is answered by a date.`
    if (answer && question.choices && !question.choices.includes(answer))
      return `${test.name}: “${question.text}” is answered by one of ${question.choices.join(', ')}.`
  }
  return undefined
}

/** Letters and digits that can't be taken for one another on paper or on the phone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** A number for what is ordered together: `261124-7K3QX9M2`. */
export function requisitionNumber(now: Date, random: () => number): string {
  const day = now.toISOString().slice(2, 10).replaceAll('-', '')
  const rest = Array.from({ length: 8 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)] ?? '2').join('')
  return `${day}-${rest}`
}
