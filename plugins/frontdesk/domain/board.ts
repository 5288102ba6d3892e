import type { Encounter, Extension } from 'fhir/r4.js'

/** Extension on Encounter: where on the board the visit is, since when, in which room. */
export const BOARD = 'urn:tessera:board'

export const LANES = ['arrived', 'roomed', 'with-provider', 'leaving', 'left'] as const
export type Lane = (typeof LANES)[number]

/** What FHIR calls it while a visit is in a lane. */
const STATUS: Readonly<Record<Lane, Encounter['status']>> = {
  arrived: 'arrived',
  roomed: 'triaged',
  'with-provider': 'in-progress',
  leaving: 'in-progress',
  left: 'finished',
}

export interface Place {
  lane: Lane
  room?: string
  /** When the visit came into the lane (FHIR instant). */
  since?: string
}

/**
 * Where a visit is. The status decides when something else than the board has changed it; the extension tells lanes of
 * the same status apart.
 *
 * @returns undefined for what isn't on a board: planned, cancelled, entered in error
 */
export function placeOf(encounter: Encounter): Place | undefined {
  const told = toldPlace(encounter)
  if (told && STATUS[told.lane] === encounter.status) return told
  const lane = LANES.find((each) => STATUS[each] === encounter.status)
  if (!lane) return undefined
  const since =
    encounter.statusHistory
      ?.map(({ period }) => period.end ?? '')
      .sort()
      .at(-1) || encounter.period?.start
  return { lane, ...(told?.room ? { room: told.room } : {}), ...(since ? { since } : {}) }
}

function toldPlace({ extension }: Encounter): Place | undefined {
  const parts = extension?.find(({ url }) => url === BOARD)?.extension ?? []
  const part = (url: string): Extension | undefined => parts.find((each) => each.url === url)
  const lane = LANES.find((each) => each === part('lane')?.valueCode)
  if (!lane) return undefined
  const room = part('room')?.valueString
  const since = part('since')?.valueInstant
  return { lane, ...(room ? { room } : {}), ...(since ? { since } : {}) }
}

export function boardExtension({ lane, room, since }: Place): Extension {
  return {
    url: BOARD,
    extension: [
      { url: 'lane', valueCode: lane },
      ...(since ? [{ url: 'since', valueInstant: since }] : []),
      ...(room ? [{ url: 'room', valueString: room }] : []),
    ],
  }
}

/**
 * The visit in another lane. A status that ends goes into its history with the time it took; leaving the clinic ends the
 * visit; coming back from `left` opens it again.
 *
 * @param at FHIR instant
 */
export function moveTo(encounter: Encounter, lane: Lane, at: string, room?: string): Encounter {
  const was = placeOf(encounter)
  const status = STATUS[lane]
  const stays = room ?? was?.room
  const place: Place = { lane, since: was?.lane === lane ? (was.since ?? at) : at, ...(stays ? { room: stays } : {}) }
  const { end: _end, ...open } = encounter.period ?? {}
  const since = encounter.statusHistory?.at(-1)?.period.end ?? encounter.period?.start
  return {
    ...encounter,
    status,
    period: lane === 'left' ? { ...open, end: at } : open,
    ...(status === encounter.status
      ? {}
      : {
          statusHistory: [
            ...(encounter.statusHistory ?? []),
            { status: encounter.status, period: { ...(since ? { start: since } : {}), end: at } },
          ],
        }),
    extension: [...(encounter.extension ?? []).filter(({ url }) => url !== BOARD), boardExtension(place)],
  }
}
