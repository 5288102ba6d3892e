import type { HostContext } from '@tessera/sdk'
import { instantOf, instantText, minuteOfDay } from '../domain/clock.js'
import type { Board, Column, Day, Visit } from '../domain/day.js'
import { freeSpans } from '../domain/hours.js'
import type { Person } from '../domain/person.js'
import { settings } from '../domain/settings.js'

/** The zone of the clinic in `testElement`. */
export const ZONE = 'America/New_York'
const HOURS = [
  [480, 720],
  [780, 1020],
] as const

export const person = (id: string, display: string, birthDate: string): Person => ({
  id,
  display,
  birthDate,
  gender: 'female',
  mrn: `10${id.length}-${display.length}0`,
  phone: '(518) 555-0142',
})

export const ines = person('ines', 'Ines Morales', '1968-03-14')
const walter = person('walter', 'Walter Brandt', '1955-01-09')
const aisha = person('aisha', 'Aisha Karimi', '1979-04-02')
const linh = person('linh', 'Linh Tran', '1997-06-30')
const peter = person('peter', 'Peter Novak', '1962-11-02')
const noah = person('noah', 'Noah Feldman', '2018-02-02')
const ruth = person('ruth', 'Ruth Abara', '1960-08-08')

/** A day like the mock's: done, waiting, in a room, booked, missed, held. */
export function dayData(date: string, more: Partial<Day> = {}): Day {
  const visit = (
    at: readonly [number, number],
    patient: Person | undefined,
    title: string,
    rest: Partial<Visit> = {},
  ): Visit => ({
    id: `a-${patient?.id ?? 'held'}-${at[0]}`,
    version: 1,
    start: instantText(instantOf(date, at[0], ZONE)),
    end: instantText(instantOf(date, at[1], ZONE)),
    at,
    state: 'booked',
    type: 'follow-up',
    title,
    tone: 'chart-1',
    ...(patient ? { patient } : {}),
    ...rest,
  })
  const column = (practitioner: string, name: string, visits: Visit[]): Column => ({
    practitioner,
    name,
    hours: HOURS.map(([from, to]) => [from, to] as const),
    visits,
    free: freeSpans(
      HOURS,
      visits.filter(({ state }) => state !== 'missed').map(({ at }) => at),
      10,
    ),
  })
  const columns = [
    column('Practitioner/okafor', 'Dr. Amara Okafor', [
      visit([480, 510], aisha, 'Thyroid follow-up', { state: 'left' }),
      visit([580, 620], ines, 'Diabetes follow-up', {
        state: 'roomed',
        encounter: { id: 'e1', version: 1, room: 'Room 2' },
      }),
      visit([630, 650], linh, 'Urine symptoms', {
        state: 'arrived',
        tone: 'chart-4',
        encounter: { id: 'e2', version: 1 },
      }),
      visit([660, 690], peter, 'Anemia, new', { tone: 'chart-2' }),
    ]),
    column('Practitioner/lindqvist', 'Dr. Ben Lindqvist', [
      visit([540, 570], noah, 'Well child', { state: 'roomed', tone: 'chart-3' }),
      visit([570, 600], ruth, 'Knee pain', { state: 'missed' }),
      visit([615, 625], walter, 'INR check', { tone: 'chart-5' }),
      visit([660, 720], undefined, 'Held for skin biopsy', { tone: 'plain' }),
    ]),
    column('Practitioner/raman', 'Priya Raman, NP', [
      visit([510, 550], linh, 'Asthma review', { state: 'left' }),
      visit([600, 640], aisha, 'Prenatal, 20 weeks'),
      visit([600, 620], walter, 'Acute visit', { overbooked: 'Fever since last night', tone: 'chart-4' }),
    ]),
  ]
  const { visitTypes, cancelReasons } = settings.parse({})
  return {
    date,
    open: [480, 1020],
    step: 10,
    columns,
    booked: 10,
    done: 2,
    missed: 1,
    visitTypes,
    cancelReasons,
    ...more,
  }
}

export function boardData(now = Date.now()): Board {
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()
  return {
    rooms: ['Room 1', 'Room 2', 'Room 3', 'Room 4'],
    waitTooLong: 20,
    roomTooLong: 45,
    expected: [
      {
        id: 'a-peter',
        version: 1,
        start: new Date(now + 600_000).toISOString(),
        patient: peter,
        provider: 'Dr. Amara Okafor',
        title: 'Anemia, new',
      },
    ],
    visits: [
      {
        id: 'e3',
        version: 1,
        lane: 'arrived',
        since: ago(29),
        arrived: ago(29),
        patient: walter,
        provider: 'Priya Raman, NP',
        title: 'Wound check',
      },
      {
        id: 'e2',
        version: 1,
        lane: 'arrived',
        since: ago(4),
        arrived: ago(4),
        patient: linh,
        provider: 'Dr. Amara Okafor',
        title: 'Urine symptoms',
      },
      {
        id: 'e1',
        version: 1,
        lane: 'roomed',
        room: 'Room 2',
        since: ago(14),
        arrived: ago(20),
        patient: ines,
        provider: 'Dr. Amara Okafor',
        title: 'Diabetes follow-up',
      },
      {
        id: 'e4',
        version: 1,
        lane: 'with-provider',
        room: 'Room 1',
        since: ago(50),
        arrived: ago(70),
        patient: noah,
        provider: 'Dr. Ben Lindqvist',
        title: 'Well child',
      },
      {
        id: 'e5',
        version: 1,
        lane: 'left',
        since: ago(60),
        arrived: ago(100),
        patient: aisha,
        provider: 'Dr. Amara Okafor',
        title: 'Thyroid',
      },
    ],
  }
}

export interface Asked {
  path: string
  body?: Record<string, unknown>
  patient?: string
}

/**
 * The desk's routes over data in memory.
 *
 * @param answers by the path without its query: a body, or a response
 * @param asked fills with what was written
 */
export function deskFetch(answers: Record<string, unknown>, asked: Asked[] = []): HostContext['fetch'] {
  return (_plugin, path, init = {}) => {
    const [plain = ''] = path.split('?')
    if (init.method === 'POST') {
      const patient = new Headers(init.headers).get('tessera-patient')
      asked.push({ path, body: JSON.parse(String(init.body)), ...(patient ? { patient } : {}) })
    }
    const answer = answers[plain]
    if (typeof answer === 'function') return Promise.resolve(answer(path))
    if (answer === undefined) return Promise.resolve(Response.json({ detail: `no ${plain}` }, { status: 404 }))
    return Promise.resolve(Response.json(answer))
  }
}

/** Today in the clinic's zone, and the minute. */
export const nowThere = (): number => minuteOfDay(new Date(), ZONE)
