import { msg, str } from '@lit/localize'
import { formatNumber, type Place } from '@tessera/web-components'
import { html, nothing } from 'lit'
import type { MappingKind, MessageState, QueuedMessage } from '../../domain/api.js'

export function stateChip(state: MessageState) {
  switch (state) {
    case 'error':
      return html`<tessera-chip kind="danger" icon="octagon-x">${msg('Error')}</tessera-chip>`
    case 'waiting':
      return html`<tessera-chip kind="abnormal" icon="circle-help">${msg('Waits for its patient')}</tessera-chip>`
    case 'filed':
      return html`<tessera-chip kind="bare" icon="circle-check">${msg('Filed')}</tessera-chip>`
    case 'refused':
      return html`<tessera-chip icon="ban">${msg('Refused')}</tessera-chip>`
    case 'dismissed':
      return html`<tessera-chip icon="x">${msg('Dismissed')}</tessera-chip>`
  }
}

/** What the sender was told (HL7 table 0008). */
export function ackWords(ack: QueuedMessage['ack']): string {
  const words: Record<QueuedMessage['ack'], string> = {
    AA: msg('accepted (AA)'),
    AE: msg('error (AE)'),
    AR: msg('refused (AR)'),
  }
  return words[ack]
}

/** Codes of a message's type in words, where clinics meet them. */
export function typeWords(type: string): string {
  const [kind = '', event = ''] = type.split('^')
  const words: Record<string, string> = {
    ORU: msg('Result'),
    OML: msg('Order'),
    ORM: msg('Order'),
    VXU: msg('Immunization'),
    RDE: msg('Prescription'),
    PPR: msg('Problem'),
    ADT: event === 'A40' ? msg('Two records are one patient') : msg('Patient and visit'),
  }
  return words[kind] ?? (type ? msg('Message') : msg('No readable message'))
}

export const senderWords = ({ sender }: Pick<QueuedMessage, 'sender'>): string =>
  sender.split('|').filter(Boolean).join(', ') || msg('unknown sender')

/** `1,204 bytes`, `48 kB`, `1.2 MB` */
export function sizeWords(size: number, place: Place): string {
  if (size < 10_000) return msg(str`${formatNumber(size, place)} bytes`)
  return size < 1_000_000
    ? msg(str`${formatNumber(Math.round(size / 1000), place)} kB`)
    : msg(str`${formatNumber(Math.round(size / 100_000) / 10, place)} MB`)
}

export const reusedChip = ({ flag }: Pick<QueuedMessage, 'flag'>) =>
  flag === 'control-id-reused'
    ? html`<tessera-chip kind="abnormal" icon="copy">${msg('Control id used before')}</tessera-chip>`
    : nothing

/** What a field holds, for people who don't know its number. */
export function placeWords(place: string): string {
  const words: Record<string, string> = {
    'OBX-2': msg('type of the value'),
    'OBX-3': msg('which test'),
    'OBX-5': msg('the value'),
    'OBX-6': msg('unit'),
    'OBX-11': msg('status of the result'),
    'OBR-25': msg('status of the report'),
    'OBR-4': msg('which test was ordered'),
    'PID-8': msg('sex'),
    'PID-7': msg('birth date'),
    'MSH-9': msg('type of the message'),
    message: msg('the whole message'),
    record: msg('the record that it would become'),
  }
  const known = words[place]
  return known ? (/^[A-Z]/.test(place) ? `${place}, ${known}` : known) : place
}

export function kindWords(kind: MappingKind): string {
  const words: Record<MappingKind, string> = {
    code: msg('Test code'),
    unit: msg('Unit'),
    status: msg('Status'),
    sex: msg('Sex'),
  }
  return words[kind]
}

/** What a code of that kind may mean here; empty where it is typed. */
export function targetsOf(kind: MappingKind): readonly (readonly [value: string, label: string])[] {
  switch (kind) {
    case 'status':
      return [
        ['F', msg('Final')],
        ['P', msg('Preliminary')],
        ['C', msg('Corrected')],
        ['I', msg('Specimen in the laboratory, result awaited')],
        ['X', msg('Canceled')],
      ]
    case 'sex':
      return [
        ['female', msg('Female')],
        ['male', msg('Male')],
        ['other', msg('Other')],
        ['unknown', msg('Unknown')],
      ]
    default:
      return []
  }
}
