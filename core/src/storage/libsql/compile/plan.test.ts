import Database from 'libsql'
import { describe, expect, test } from 'vitest'
import type { AccessFilter } from '../../../access/access.js'
import { parseSearch } from '../../search/parse.js'
import { connect, type Connection } from '../driver.js'
import { SCHEMA } from '../schema.js'
import type { Fragment } from './fragment.js'
import { compileCompartment } from './compartment.js'
import { compileCount, compileProbe, compileSearch } from './select.js'
import { runSelect } from './run.js'

const ALL: AccessFilter = { others: 'all', types: {} }
const OWN: AccessFilter = { others: { patients: ['p1'] }, types: {} }

const query = (text: string) => {
  const [type = '', rest = ''] = text.split(/\?(.*)/s)
  return parseSearch(type, rest, { timezone: 'UTC', now: 0 }).query
}

function plan(statement: Fragment): string[] {
  const db = clinic()
  const steps = db.all(`EXPLAIN QUERY PLAN ${statement.sql}`, statement.params).map((row) => String(row[3]))
  db.close()
  return steps
}

function clinic(): Connection {
  const db = connect(new Database(':memory:'))
  db.exec(SCHEMA)
  return db
}

/** A scan of a table of ours; lists of keys, CTEs and json_each are short. */
const scans = (steps: string[]): string[] =>
  steps.filter(
    (step) =>
      /^SCAN/.test(step) && !/^SCAN (x|m|h|o|j|q|g|w|k\d+|CONSTANT ROW|json_each|\(subquery-\d+\))(?!\w)/.test(step),
  )
const sorts = (steps: string[]): string[] => steps.filter((step) => step.includes('TEMP B-TREE'))

describe('plans that stay flat, whatever the size of the clinic', () => {
  test.each([
    ['Observation?patient=p1&code=http://loinc.org|8867-4&date=ge2024-01-01&_sort=-date'],
    ['Observation?subject=Patient/p1&code=http://loinc.org|8867-4&date=2024&_sort=date'],
    ['Observation?patient=p1&category=urn:c|laboratory'],
    ['Observation?code=http://loinc.org|8867-4&_sort=-date'],
    ['Observation?code=http://loinc.org|8867-4&value-quantity=gt7'],
    ['Observation?code-value-quantity=http://loinc.org|8867-4$gt7'],
    ['Patient?identifier=urn:mrn|17'],
    ['Encounter?status=urn:s|finished&_sort=-date'],
    ['Observation?_sort=-_lastUpdated'],
    ['Observation?_lastUpdated=gt2024-01-01'],
    ['Observation?encounter=e1&code=urn:s|x'],
    ['Patient?'],
  ])('%s reads one range in order', (text) => {
    for (const filter of [ALL, OWN]) {
      for (const compiled of [
        compileSearch(query(text), filter),
        compileSearch({ ...query(text), after: cursorOf(text, filter) }, filter),
      ]) {
        const steps = plan(compiled)
        expect(scans(steps)).toEqual([])
        // of one patient's resources a page is sorted where no index has the order
        if (filter === ALL || !text.includes('_lastUpdated')) expect(sorts(steps)).toEqual([])
      }
    }
  })

  test('patient, code and date probe the full key of the code', () => {
    const steps = plan(
      compileSearch(query('Observation?patient=p1&code=http://loinc.org|8867-4&date=ge2024-01-01&_sort=-date'), ALL),
    )
    expect(steps[0]).toMatch(/^SEARCH k1 USING PRIMARY KEY \(pat=\? AND t=\?/)
    expect(steps.join('\n')).toMatch(/SEARCH k\d USING PRIMARY KEY \(p=\? AND code=\? AND sys=\? AND d=\? AND rid=\?\)/)
  })

  test.each([
    ['Observation?date=ge2024-01-01'],
    ['Encounter?_sort=-date'],
    ['Patient?name=smith&_sort=family,-birthdate'],
    ['Patient?name:contains=mit&general-practitioner.name=x'],
    ['Patient?_has:Observation:patient:code=urn:s|x'],
    ['Observation?patient.name=smith&code=urn:s|x,urn:s|y'],
    ['Observation?subject=p1&performer=Practitioner/d1,Practitioner/d2'],
    ['Observation?patient=p1,p2&_sort=-date'],
    ['Observation?value-quantity=gt7|urn:u|mg'],
    ['Observation?code:not=urn:s|x&patient:missing=false'],
    ['RiskAssessment?probability=gt0.5'],
    ['ValueSet?url:below=http://x/'],
    ['Patient?_id=p1,p2'],
  ])('%s scans no table', (text) => {
    for (const filter of [ALL, OWN]) {
      expect(scans(plan(compileSearch(query(text), filter)))).toEqual([])
      expect(scans(plan(compileCount(query(text), filter, 1000)))).toEqual([])
      expect(scans(plan(compileProbe(query(text), filter)))).toEqual([])
    }
  })

  test('a compartment is one range in order', () => {
    for (const after of [undefined, Buffer.from(JSON.stringify(['compartment', 96, 5, 7])).toString('base64url')]) {
      const steps = plan(compileCompartment('p1', OWN, { count: 10, ...(after ? { after } : {}) }))
      expect(scans(steps)).toEqual([])
      expect(sorts(steps)).toEqual([])
    }
  })

  test('the text of a statement depends on the shape of the search, not on its values', () => {
    const text = (search: string, filter: AccessFilter) => compileSearch(query(search), filter).sql
    expect(text('Observation?patient=p1&code=a|b&date=ge2024', ALL)).toBe(
      text('Observation?patient=p2&code=c|d&date=ge2020-05-06', ALL),
    )
    expect(text('Observation?code=a|b,c|d', OWN)).toBe(
      text('Observation?code=a|b,e|f', { others: { patients: ['x'] }, types: {} }),
    )
    expect(text('Observation?code=a|b', ALL)).toBe(text('Condition?code=a|b', ALL))
  })
})

describe('pages', () => {
  test('a cursor that is none, or of another search, is refused', () => {
    const db = clinic()
    for (const after of [
      'x',
      '!',
      Buffer.from('[]').toString('base64url'),
      Buffer.from('["date-",1]').toString('base64url'),
      Buffer.from('["id","a",{}]').toString('base64url'),
    ]) {
      expect(() => runSelect(db, { ...query('Patient?'), after }, ALL)).toThrow(
        expect.objectContaining({ status: 400 }),
      )
    }
    db.close()
  })

  test('no value breaks a statement', () => {
    const db = clinic()
    const odd = ["'; DROP TABLE res; --", '"', '\\', '%', '{"$":1}', '💥', 'x'.repeat(4000), '-1', '1e308', 'true']
    for (const value of odd) {
      const text = encodeURIComponent(value)
      for (const search of [
        `Patient?name=${text}`,
        `Patient?name:exact=${text}`,
        `Patient?identifier=${text}`,
        `Patient?_id=${text}`,
        `ValueSet?url:below=${text}`,
        `Patient?_has:Observation:patient:code=${text}|${text}`,
      ]) {
        expect(runSelect(db, query(search), OWN).matches).toEqual([])
      }
    }
    expect(
      runSelect(
        db,
        query(
          `Observation?code=${Array.from({ length: 100 }, (_, i) => `s|${i}`).join()}&combo-code=${Array.from({ length: 100 }, (_, i) => `s|${i}`).join()}`,
        ),
        ALL,
      ).matches,
    ).toEqual([])
    db.close()
  })
})

/** Of the right form for the search's own order. */
function cursorOf(text: string, filter: AccessFilter): string {
  const { order, sortValues } = compileSearch(query(text), filter)
  return Buffer.from(JSON.stringify([order, ...Array.from({ length: sortValues }, () => 0), 1])).toString('base64url')
}
