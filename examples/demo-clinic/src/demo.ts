import type { DemoDefinition } from '@tessera/sdk'
import { clinicBundle } from './clinic.js'
import { clinicDay } from './dates.js'
import { openDiary } from './diary.js'
import { families } from './families.js'
import { tellByHand } from './by-hand.js'
import { ines } from './ines.js'
import { mora } from './mora.js'
import { tell } from './story.js'
import { walter } from './walter.js'

/** People that screens, tests and tours look for by name. They come first. */
const KNOWN = [ines, walter, mora]

/**
 * Maple Street Clinic: a small family practice that does not exist. Own generator, own names, no data of anybody.
 * The same `today` gives the same bytes; another day of the same weekday gives the same people with every date moved.
 */
export const demo: DemoDefinition = {
  *bundles({ patients, today }) {
    const day = clinicDay(today)
    const diary = openDiary()
    yield clinicBundle()
    for (const known of KNOWN.slice(0, patients)) yield tellByHand(known(day), day, diary)
    let left = patients - KNOWN.length
    if (left <= 0) return
    for (const person of families(day, KNOWN.length)) {
      yield tell(person, day, diary)
      if (--left === 0) return
    }
  },
  people: [
    { email: 'admin@demo.test', name: 'Robin Castellane', roles: ['owner', 'admin'] },
    {
      email: 'doctor@demo.test',
      name: 'Adaeze Okafor',
      roles: ['clinician'],
      practitioner: 'Practitioner/demo-okafor',
    },
    { email: 'nurse@demo.test', name: 'Jisoo Park', roles: ['nurse'], practitioner: 'Practitioner/demo-park' },
    { email: 'frontdesk@demo.test', name: 'Tomasz Wren', roles: ['frontdesk'] },
    { email: 'biller@demo.test', name: 'Priscilla Odum', roles: ['biller'] },
    { email: 'patient@demo.test', name: 'Ines Morales', roles: ['patient'], patient: 'Patient/demo-ines-morales' },
  ],
}
