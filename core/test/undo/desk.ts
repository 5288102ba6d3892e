import {
  allow,
  definePlugin,
  isCommitError,
  pluginTables,
  ROLES,
  type ChangeSet,
  type Resource,
  type RowWrite,
} from '@tessera/sdk'

const db = pluginTables('desk')

const tables = {
  /** One row for each provider and time, kept by the before-handlers of Appointment. */
  step: db.table(
    'step',
    { provider: db.text().key(), at: db.instant().key(), appointment: db.text() },
    { undo: 'restore' },
  ),
  thing: db.table(
    'thing',
    {
      id: db.text().key(),
      patient: db.record('Patient').null(),
      place: db.text().null().uniquely(),
      content: db.json().null(),
      at: db.instant().null(),
      n: db.integer().null(),
    },
    { undo: 'restore' },
  ),
  entry: db.table('entry', { id: db.text().key(), of: db.text(), amount: db.cents() }, { undo: 'append' }),
  seal: db.table('seal', { id: db.text().key() }, { undo: 'refuse' }),
}

interface Slot extends Resource {
  status?: string
  start?: string
  description?: string
}

const stepOf = (resource: Resource | undefined): { provider: string; at: string } | undefined => {
  // only Appointments are told
  const { status, start, description } = (resource ?? {}) as Slot
  return status === 'booked' && start && description ? { provider: description, at: start } : undefined
}

/** A front desk in small, with a table of each kind; `POST /commit` takes any change-set. */
export const desk = definePlugin(() => ({
  id: 'desk',
  version: '1.0.0',
  title: 'Desk',
  access: ['user/*.cruds', 'system/*.cruds'],
  tables,
  routes: (app) =>
    app
      .post('/commit', allow({ roles: [...ROLES] }), async (c) => {
        const set: ChangeSet = await c.req.json()
        try {
          return c.json(await c.get('ctx').commit(set))
        } catch (error) {
          if (!isCommitError(error)) throw error
          return c.json({ issues: error.issues }, 409)
        }
      })
      .get('/rows/:table', allow({ roles: [...ROLES] }), async (c) =>
        c.json({ rows: await c.get('ctx').tables.find(c.req.param('table'), { limit: 1000 }) }),
      ),
  on: {
    'Appointment.beforeCreate': (_ctx, { id, after }) => {
      const step = stepOf(after)
      return step ? { rows: [{ table: 'step', insert: { ...step, appointment: id } }] } : {}
    },
    'Appointment.beforeUpdate': (_ctx, { id, before, after }) => {
      const [old, step] = [stepOf(before), stepOf(after)]
      const rows: RowWrite[] = []
      if (old && JSON.stringify(old) !== JSON.stringify(step)) rows.push({ table: 'step', delete: old })
      if (step && JSON.stringify(old) !== JSON.stringify(step))
        rows.push({ table: 'step', insert: { ...step, appointment: id } })
      return { rows }
    },
    'Goal.beforeDelete': () => ({ refuse: 'Goals stay.' }),
  },
  reverse: (_ctx, rows) =>
    rows.map(({ row }): RowWrite => ({
      table: 'entry',
      insert: { id: `not-${String(row['id'])}`, of: row['of'], amount: -Number(row['amount']) },
    })),
  base: import.meta.url,
}))
