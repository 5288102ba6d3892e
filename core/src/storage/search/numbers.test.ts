import { describe, expect, test } from 'vitest'
import { numberInterval } from './numbers.js'

describe('a number as what it stands for', () => {
  // R4 search §3.1.1.4.3
  test.each([
    ['100', 99.5, 100.5],
    ['100.00', 99.995, 100.005],
    ['1e2', 95, 105],
    ['5.4', 5.35, 5.45],
    ['-5.4', -5.45, -5.35],
    ['0', -0.5, 0.5],
    ['1.50e-3', 0.001495, 0.001505],
  ])('%s', (text, lo, hi) => {
    expect(numberInterval(text)).toEqual({ value: Number(text), lo, hi })
  })

  test.each(['', 'x', '1.', '.5', '1e', 'NaN', 'Infinity', '0x10', '1,5', '1e999'])('%s is none', (text) => {
    expect(numberInterval(text)).toBeNull()
  })
})
