import type { Message, Segment } from './message.js'

/** Results or orders, as PID → ORC/OBR → OBX/NTE; every segment of the message is in it once, in its order. */
export interface ResultGroups {
  /** MSH, SFT and whatever comes before the first patient. */
  readonly head: readonly Segment[]
  readonly patients: readonly PatientGroup[]
}

export interface PatientGroup {
  readonly pid?: Segment
  /** The first PV1. */
  readonly visit?: Segment
  /** NTE about the patient. */
  readonly notes: readonly Segment[]
  /** OBX that stand before any order: about the patient. */
  readonly observations: readonly ObservationGroup[]
  readonly others: readonly Segment[]
  readonly orders: readonly OrderGroup[]
}

export interface OrderGroup {
  readonly orc?: Segment
  readonly obr?: Segment
  /** NTE about the order. */
  readonly notes: readonly Segment[]
  readonly observations: readonly ObservationGroup[]
  readonly specimens: readonly SpecimenGroup[]
  readonly others: readonly Segment[]
}

export interface SpecimenGroup {
  readonly spm: Segment
  readonly notes: readonly Segment[]
  /** OBX after SPM: about the specimen, by the standard. */
  readonly observations: readonly ObservationGroup[]
  readonly others: readonly Segment[]
}

export interface ObservationGroup {
  readonly obx: Segment
  /** NTE that follow the OBX. */
  readonly notes: readonly Segment[]
  readonly others: readonly Segment[]
}

/** Arrays that fill up while the segments pass by. */
type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? Growing<E>[] : T[K] }

/**
 * Groups ORU^R01, ORM^O01, OML^O21 and their like (HL7 v2.5.1 §7.3.1, §4.4): an NTE belongs to what stands before it,
 * an OBX to its order, or to the specimen if one stands between. An ORC opens an order, an OBR takes the place in it
 * or opens the next. Nothing is dropped, whatever the order of segments.
 */
export function groupResults(message: Message): ResultGroups {
  const head: Segment[] = []
  const patients: Growing<PatientGroup>[] = []
  let patient: Growing<PatientGroup> | undefined
  let order: Growing<OrderGroup> | undefined
  let specimen: Growing<SpecimenGroup> | undefined
  let observation: Growing<ObservationGroup> | undefined

  const openPatient = (pid?: Segment): Growing<PatientGroup> => {
    patient = { ...(pid ? { pid } : {}), notes: [], observations: [], others: [], orders: [] }
    patients.push(patient)
    order = specimen = observation = undefined
    return patient
  }
  const openOrder = (segments: { orc?: Segment; obr?: Segment }): void => {
    const owner = patient ?? openPatient()
    order = { ...segments, notes: [], observations: [], specimens: [], others: [] }
    owner.orders.push(order)
    specimen = observation = undefined
  }
  const openObservation = (obx: Segment): void => {
    const owner = specimen ?? order ?? patient ?? openPatient()
    observation = { obx, notes: [], others: [] }
    owner.observations.push(observation)
  }

  const keep = (segment: Segment, as: 'notes' | 'others'): void => {
    const owner = observation ?? specimen ?? order ?? patient
    const place = owner?.[as] ?? head
    place.push(segment)
  }

  for (const segment of message.segments()) {
    switch (segment.name) {
      case 'PID':
        openPatient(segment)
        break
      case 'ORC':
        openOrder({ orc: segment })
        break
      case 'OBR':
        if (order && !order.obr && order.observations.length === 0 && order.specimens.length === 0) order.obr = segment
        else openOrder({ obr: segment })
        break
      case 'SPM':
        if (!order) openOrder({})
        specimen = { spm: segment, notes: [], observations: [], others: [] }
        order?.specimens.push(specimen)
        observation = undefined
        break
      case 'OBX':
        openObservation(segment)
        break
      case 'NTE':
        keep(segment, 'notes')
        break
      case 'PV1':
        if (patient && !order && !patient.visit) patient.visit = segment
        else keep(segment, 'others')
        break
      default:
        keep(segment, 'others')
    }
  }
  return { head, patients }
}
