import { pluginTables } from '@tessera/sdk'

const { table, text, integer, record } = pluginTables('frontdesk')

/**
 * Undo asks `reverse`, which gives no rows: the steps follow the appointment through its before-handlers, undo
 * included, and a record number that was given once is never given again.
 */
export const tables = {
  /** The time of providers that is taken. The key lets an appointment touch its own rows only. */
  step: table(
    'step',
    {
      appointment: text().key(),
      practitioner: text().key(),
      step: integer().key(),
      lane: text(),
      patient: record('Patient').null(),
    },
    {
      unique: [['practitioner', 'step', 'lane']],
      indexes: [['practitioner', 'step']],
      undo: 'append',
    },
  ),
  counter: table('counter', { name: text().key(), value: integer() }, { undo: 'append' }),
}
