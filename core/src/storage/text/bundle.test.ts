import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../refusal.js'
import { parseBundle, parseBundleInSlices, referencesToResolve, rewriteReferences } from './index.js'

const SYNTHEA = join(import.meta.dirname, '../../../../../shared/data/synthea/gsd2019')

const bundle = (entry: string, type = 'transaction') =>
  `{ "resourceType": "Bundle", "type": "${type}", "entry": [ ${entry} ] }`

function refusal(text: string): Refusal {
  try {
    parseBundle(text)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was taken')
}

describe('a Bundle', () => {
  it('gives its entries with the text of their resources', () => {
    const { type, entries } = parseBundle(
      bundle(`{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation", "valueQuantity":{"value": 1.00}, "id":"a"},
        "request":{"method":"POST","url":"Observation","ifNoneExist":"identifier=x"}},
        {"request":{"method":"GET","url":"Patient/1"},"search":{"mode":"match"}},
        {"request":{"method":"PUT","url":"Patient/1","ifMatch":"W/\\"2\\""}, "resource":{"resourceType":"Patient","contained":[{"resourceType":"Group"}]}}`),
    )
    expect(type).toBe('transaction')
    expect(entries.map(({ request }) => request)).toEqual([
      { method: 'POST', url: 'Observation', ifNoneExist: 'identifier=x' },
      { method: 'GET', url: 'Patient/1' },
      { method: 'PUT', url: 'Patient/1', ifMatch: 'W/"2"' },
    ])
    expect(entries[0]).toMatchObject({
      fullUrl: 'urn:uuid:1',
      resource: { id: 'a', rest: ',"valueQuantity":{"value":1.00}', tree: { id: 'a' } },
    })
    expect(entries[1]?.resource).toBeUndefined()
    expect(entries[2]?.resource?.rest).toBe(',"contained":[{"resourceType":"Group"}]')
  })

  it.each([
    [
      'a broken entry',
      '{"resource":{"resourceType":"Patient"}},\n{"resource":{"resourceType":"Patient",}}',
      'Bundle.entry[1].resource',
      /line 2, column 39/,
    ],
    [
      'a key twice',
      '{"resource":{"resourceType":"Patient","active":true,"active":false}}',
      'Bundle.entry[0].resource.active',
      /twice/,
    ],
    [
      'a key of the entry twice',
      '{"resource":{"resourceType":"Patient"},"resource":{"resourceType":"Patient"}}',
      'Bundle.entry[0].resource',
      /twice/,
    ],
    ['a number in place of a resource', '{"resource":0}', 'Bundle.entry[0].resource', /object/],
    [
      'a number beside a resource',
      '{"resource":{"resourceType":"Patient"}},{"resource":0}',
      'Bundle.entry[1].resource',
      /object/,
    ],
    [
      'a number after the last',
      '{"resource":{"resourceType":"Patient"}},{"resource":1}',
      'Bundle.entry[1].resource',
      /object/,
    ],
    [
      'a list in place of a resource',
      '{"resource":[{"resourceType":"Patient"}]}',
      'Bundle.entry[0].resource',
      /object/,
    ],
    ['no type', '{"resource":{"resourceType":"Patient"}},{"resource":{}}', 'Bundle.entry[1].resource', /resourceType/],
    [
      'a bad id',
      '{"resource":{"resourceType":"Patient","id":"/"}}',
      'Bundle.entry[0].resource.ofType(Patient).id',
      /An id/,
    ],
    ['a request without url', '{"request":{"method":"GET"}}', 'Bundle.entry[0].request.url', /url/],
    ['a fullUrl that is none', '{"fullUrl":5}', 'Bundle.entry[0].fullUrl', /fullUrl/],
  ])('%s is refused and named', (_, entry, expression, message) => {
    const { issues } = refusal(bundle(entry))
    expect(issues[0]?.expression).toEqual([expression])
    expect(issues[0]?.diagnostics).toMatch(message)
  })

  it.each([
    ['another type', '{"resourceType":"Patient"}'],
    ['no type', '{"resourceType":"Bundle"}'],
    ['a list', '[{"resource":{"resourceType":"Patient"}}]'],
    [
      'entries in a list of lists',
      '{"resourceType":"Bundle","type":"batch","entry":[[{"resource":{"resourceType":"Patient"}}]]}',
    ],
    [
      'two entry lists',
      '{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"}}],"entry":[{"resource":{"resourceType":"Patient"}}]}',
    ],
    [
      'malformed around',
      '{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"}{"resourceType":"Patient"}}]}',
    ],
    ['unbalanced', '{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"]}]}'],
  ])('%s is refused', (_, text) => {
    expect(refusal(text).status).toBe(400)
  })

  it('has resources of 64 levels, not of 65', () => {
    const nested = (levels: number) =>
      bundle(`{"resource":{"resourceType":"Patient","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}}`)
    expect(parseBundle(nested(64)).entries).toHaveLength(1)
    expect(refusal(nested(65)).message).toMatch(/deeper/)
  })
})

describe('references', () => {
  const parsed = parseBundle(
    bundle(`{"resource":{"resourceType":"Observation","meta":{"source":"urn:uuid:b"},"subject":{"reference":"urn:uuid:a"},
      "performer":[{"reference":"Practitioner?identifier=http:\\/\\/x|1"},{"reference":"Practitioner/2"}],
      "valueString":"say \\"urn:uuid:a\\" or \\"reference\\":\\"urn:uuid:a\\"","identifier":[{"value":"urn:uuid:a"}],"instantiatesUri":["urn:oid:1.2"],"valueQuantity":{"value":1.0}}}`),
  ).entries[0]?.resource

  it('lists what must be resolved', () => {
    expect(parsed && [...referencesToResolve(parsed).keys()].toSorted()).toEqual([
      'Practitioner?identifier=http://x|1',
      'urn:oid:1.2',
      'urn:uuid:a',
      'urn:uuid:b',
    ])
  })

  it('are replaced in text and tree, and nothing else is: an identifier that looks like one stays', () => {
    const known: Record<string, string> = {
      'urn:uuid:a': 'Patient/1',
      'urn:uuid:b': 'Device/2',
      'Practitioner?identifier=http://x|1': 'Practitioner/3',
    }
    const done = parsed && rewriteReferences(parsed, (value) => known[value])
    expect(done?.meta).toBe(',"source":"Device/2"')
    expect(done?.rest).toBe(
      ',"subject":{"reference":"Patient/1"},"performer":[{"reference":"Practitioner/3"},{"reference":"Practitioner/2"}],"valueString":"say \\"urn:uuid:a\\" or \\"reference\\":\\"urn:uuid:a\\"","identifier":[{"value":"urn:uuid:a"}],"instantiatesUri":["urn:oid:1.2"],"valueQuantity":{"value":1.0}',
    )
    expect(done?.tree).toMatchObject({ subject: { reference: 'Patient/1' }, meta: { source: 'Device/2' } })
  })

  it('leave a resource without any as it is', () => {
    expect(parsed && rewriteReferences(parsed, () => undefined)).toBe(parsed)
  })
})

describe.skipIf(!existsSync(SYNTHEA))('Synthea (../shared/data, skipped when absent)', () => {
  it('each entry equals what JSON.parse gives', async () => {
    for (const name of readdirSync(SYNTHEA)
      .filter((each) => each.includes('.json'))
      .slice(0, 8)) {
      const bytes = readFileSync(join(SYNTHEA, name))
      const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
      const whole = JSON.parse(text.toString()) as { entry: { resource: unknown }[] }
      const { entries } = await parseBundleInSlices(text)
      expect(entries.map(({ resource }) => resource?.tree)).toEqual(whole.entry.map(({ resource }) => resource))
      expect(entries.map(({ resource }) => JSON.parse(resource?.json ?? '') as unknown)).toEqual(
        whole.entry.map(({ resource }) => resource),
      )
    }
  })
})
