import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pretty } from './index.js'

it('pretty text is what JSON.stringify indents, with numbers as they were spelt', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    }),
  )
  expect(pretty('{"a":[1.00,{}],"b":"x:{\\",y"}')).toBe('{\n  "a": [\n    1.00,\n    {}\n  ],\n  "b": "x:{\\",y"\n}')
})
