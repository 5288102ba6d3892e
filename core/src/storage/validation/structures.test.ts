/** The generated structures against another program's model of R4 (fhirpath.js): the definitions package adds its own. */
import r4 from 'fhirpath/fhir-context/r4'
import { expect, test } from 'vitest'
import { STRUCTURES } from '../../generated/structures.js'
import { TYPE_NAMES } from '../definitions.js'
import { shapeOf, Kind } from './shape.js'

const paths = r4.path2Type as unknown as Record<string, string | { code: string; refType: string[] }>
const elsewhere = r4.pathsDefinedElsewhere as Record<string, string>
const structures = Object.values(STRUCTURES).flatMap((text) => Object.keys(JSON.parse(text) as object))

test('every element is one of R4', () => {
  const foreign = structures.flatMap((name) =>
    [...shapeOf(name).members].flatMap(([json, member]) => {
      if (json.startsWith('_') || member.kind === Kind.ResourceType || member.type.includes('.')) return []
      return (paths[`${name}.${json}`] ?? paths[`${name}.${member.element}`] ?? elsewhere[`${name}.${member.element}`])
        ? []
        : [`${name}.${json}`]
    }),
  )
  expect(foreign).toEqual([])
})

test('no element of R4 is missing', () => {
  const known = new Set(
    structures.flatMap((name) => [...shapeOf(name).members.keys()].map((json) => `${name}.${json}`)),
  )
  const parents = new Set(structures)
  const missing = Object.keys(paths).filter((path) => {
    const parent = path.slice(0, path.lastIndexOf('.'))
    const abstract = /^(Element|BackboneElement|Resource|DomainResource|MetadataResource)\./.test(path)
    return (
      parents.has(parent) &&
      !abstract &&
      !known.has(path) &&
      ![...shapeOf(parent).members.values()].some((each) => `${parent}.${each.element}` === path)
    )
  })
  expect(missing).toEqual([])
})

test('references lead to the types of R4', () => {
  const differ = structures.flatMap((name) =>
    [...shapeOf(name).members].flatMap(([json, member]) => {
      const known = paths[`${name}.${json}`]
      if (member.type !== 'Reference' || typeof known !== 'object') return []
      const targets = known.refType
        .filter((each) => each !== 'Resource')
        .sort()
        .join()
      return targets === (member.targets ?? []).join() ? [] : [`${name}.${json}`]
    }),
  )
  expect(differ).toEqual([])
})

test('there are the 146 resource types of R4', () => {
  expect(TYPE_NAMES).toHaveLength(146)
  expect([...TYPE_NAMES].sort()).toEqual(TYPE_NAMES)
  for (const type of TYPE_NAMES) expect(paths).toHaveProperty([`${type}.id`])
})
