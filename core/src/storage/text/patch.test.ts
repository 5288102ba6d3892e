import type { JsonPatchOperation } from '@tessera/sdk'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../refusal.js'
import { parsePatch, patchText } from './index.js'

const STORED =
  '{"resourceType":"Observation","id":"o","meta":{"versionId":"1"},"status":"final","note":[{"text":"a\\/b"},{"text":"\\u00e9"}],"valueQuantity":{"value":1.00,"unit":"mg"}}'

const status = (run: () => unknown): number => {
  try {
    run()
  } catch (error) {
    if (error instanceof Refusal) return error.status
    throw error
  }
  return 200
}
const patched = (...operations: JsonPatchOperation[]) => patchText(STORED, operations)

describe('a JSON Patch', () => {
  it('keeps the spelling of what it does not touch and of what it puts in', () => {
    const operations = parsePatch(
      '[{"op":"replace","path":"/status","value":"amended"},{"op":"add","path":"/referenceRange","value":[{"low":{"value": 0.10}}]}]',
    )
    expect(patchText(STORED, operations)).toBe(
      `${STORED.replace('"final"', '"amended"').slice(0, -1)},"referenceRange":[{"low":{"value":0.10}}]}`,
    )
  })

  it.each<[JsonPatchOperation, string]>([
    [{ op: 'add', path: '/note/0', value: { text: 'x' } }, '"note":[{"text":"x"},{"text":"a\\/b"}'],
    [{ op: 'add', path: '/note/-', value: { text: 'x' } }, '{"text":"\\u00e9"},{"text":"x"}]'],
    [{ op: 'replace', path: '/note/1', value: { text: 'x' } }, '"note":[{"text":"a\\/b"},{"text":"x"}]'],
    [{ op: 'remove', path: '/note/0' }, '"note":[{"text":"\\u00e9"}]'],
    [{ op: 'move', path: '/note/1', from: '/note/0' }, '"note":[{"text":"\\u00e9"},{"text":"a\\/b"}]'],
    [{ op: 'copy', path: '/bodySite', from: '/valueQuantity' }, '"bodySite":{"value":1.00,"unit":"mg"}'],
    [{ op: 'test', path: '/valueQuantity', value: { unit: 'mg', value: 1 } }, '"value":1.00'],
    [{ op: 'test', path: '/note/1/text', value: 'é' }, '"status":"final"'],
  ])('%j', (operation, part) => {
    expect(patched(operation)).toContain(part)
  })

  it.each<JsonPatchOperation>([
    { op: 'test', path: '/status', value: 'amended' },
    { op: 'replace', path: '/nothing', value: 1 },
    { op: 'remove', path: '/note/2' },
    { op: 'remove', path: '' },
    { op: 'add', path: '/note/9', value: {} },
    { op: 'add', path: '/status/x', value: {} },
    { op: 'move', path: '/note/0/a', from: '/note' },
    { op: 'replace', path: '/id', value: 'other' },
    { op: 'replace', path: '', value: [] },
  ])('%j is refused with 422', (operation) => {
    expect(status(() => patched(operation))).toBe(422)
  })

  it.each([
    '{}',
    '[1]',
    '[{"op":"jump","path":"/a"}]',
    '[{"op":"add","path":"/a"}]',
    '[{"op":"add","value":1}]',
    '[{"op":"add","op":"add","path":"/a","value":1}]',
    '[',
    '',
  ])('%s is no patch', (text) => {
    expect(status(() => parsePatch(text))).toBe(400)
  })

  it('with a path that is no pointer is refused', () => {
    expect(status(() => patched({ op: 'remove', path: 'note' }))).toBe(400)
  })

  it('can neither blow the resource up nor nest it without end', () => {
    const doubling = Array.from({ length: 60 }, (): JsonPatchOperation => ({ op: 'copy', path: '/note/-', from: '' }))
    expect(status(() => patched(...doubling))).toBeGreaterThanOrEqual(413)
    const nesting = Array.from({ length: 60 }, (_, i): JsonPatchOperation => ({
      op: 'copy',
      path: '/x'.repeat(i + 1),
      from: '',
    }))
    expect(status(() => patched(...nesting))).toBe(422)
  })
})
