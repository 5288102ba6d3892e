/** Resources of real test data are accepted; those that are wrong are named here. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ABSENT, bytesOf, DEEP, isAbsent, sharedData } from '../../../test/shared-data.js'
import { typeNumber } from '../definitions.js'
import { extractRows } from '../extract/extract.js'
import { validateResource } from './validate.js'

type Resource = { resourceType: string; entry?: { resource: Resource }[] }

describe.skipIf(isAbsent())(`real resources ${ABSENT}`, () => {
  test('of Synthea are valid and give rows', () => {
    expect(problems(files('synthea', DEEP ? 1 : 6))).toEqual([])
  }, 120_000)

  test('of Inferno are valid, but for a Period with "stop"', () => {
    expect(problems(files('inferno-patients', 1))).toEqual(['Observation.effective.ofType(Period).stop'])
  })

  test.each(['us_core_311', 'us_core_610', 'us_core_700'])(
    'of %s are valid, but for a hash that is no base64',
    (version) => {
      const examples = members(sharedData('us-core', `${version}.tgz`)).filter(([name]) =>
        /^package\/example\/.*\.json$/.test(name),
      )
      const resources = examples
        .map(([, text]) => JSON.parse(text) as Resource)
        .filter((each) => typeNumber(each.resourceType))
      expect(resources.length).toBeGreaterThan(50)
      expect(problems(resources)).toEqual(version === 'us_core_311' ? ['DiagnosticReport.presentedForm[0].hash'] : [])
    },
  )
})

/** Expressions of what is wrong; a resource that is right must give rows that are finite and unique. */
function problems(resources: Iterable<Resource>): string[] {
  const found: string[] = []
  for (const resource of resources) {
    const { issues } = validateResource(resource)
    found.push(...issues.map((each) => each.expression?.[0] ?? ''))
    const rows = extractRows(typeNumber(resource.resourceType) ?? 0, resource, { timezone: 'America/Chicago' })
    for (const [list, stride] of [
      [rows.tok, 3],
      [rows.ref, 3],
      [rows.date, 3],
      [rows.num, 5],
      [rows.str, 2],
      [rows.uri, 2],
      [rows.pat, 2],
    ] as const) {
      if (list.length % stride !== 0 || list.some((each) => typeof each === 'number' && !Number.isFinite(each)))
        found.push(`${resource.resourceType}: rows`)
      const texts = Array.from({ length: list.length / stride }, (_, i) =>
        JSON.stringify(list.slice(i * stride, (i + 1) * stride)),
      )
      if (new Set(texts).size !== texts.length) found.push(`${resource.resourceType}: rows twice`)
    }
    if (!Number.isInteger(rows.d)) found.push(`${resource.resourceType}: d`)
  }
  return found
}

/** Resources of every nth file of a folder. */
function* files(folder: string, nth: number): Generator<Resource> {
  const names = walk(sharedData(folder)).filter(
    (file) => /\.json(\.gz)?$/.test(file) && !file.endsWith('manifest.json'),
  )
  for (const file of names.filter((_, i) => i % nth === 0)) {
    const resource = JSON.parse(bytesOf(file).toString()) as Resource
    if (resource.resourceType !== 'Bundle') yield resource
    for (const entry of resource.entry ?? []) yield entry.resource
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

/** Files of a tar.gz. */
function members(file: string): [name: string, text: string][] {
  const tar = gunzipSync(readFileSync(file))
  const found: [string, string][] = []
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0[^]*$/, '')
    if (name === '') break
    const size = parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0
    found.push([name, tar.toString('utf8', at + 512, at + 512 + size)])
    at += 512 + Math.ceil(size / 512) * 512
  }
  return found
}
