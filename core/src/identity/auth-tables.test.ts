import { oauthProvider } from '@better-auth/oauth-provider'
import { getAuthTables } from 'better-auth/db'
import { jwt } from 'better-auth/plugins/jwt'
import { getTableColumns } from 'drizzle-orm'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import * as tables from './auth-tables.js'
import { CONTROL_STEPS } from './control-schema.js'

describe("better-auth's tables", () => {
  const wanted = getAuthTables({ plugins: [jwt(), oauthProvider({ loginPage: '/', consentPage: '/' })] })
  const db = new Database(':memory:')
  for (const step of CONTROL_STEPS) db.exec(step)

  it.each(Object.values(wanted).map((table) => [table.modelName, Object.keys(table.fields)] as const))(
    '%s has the columns that the library asks for, in drizzle and in the file',
    (name, fields) => {
      const table = Object.entries(tables).find(([key]) => key === name)?.[1]
      expect(Object.keys(table ? getTableColumns(table) : {}).sort()).toEqual(['id', ...fields].sort())
      const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(name)
      expect(columns).toEqual(
        expect.arrayContaining(['id', ...fields].map((column) => expect.objectContaining({ name: column }))),
      )
      expect(columns.length).toBe(fields.length + 1)
    },
  )
})
