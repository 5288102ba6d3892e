/**
 * How children grow: medians by age, drawn by hand in the shape that every growth chart has, and scaled by how this
 * child compares to the median.
 */
import type { Sex } from './families.js'
import type { Random } from './random.js'

/** Years; then length cm, weight kg for boys and girls at each. */
const AGES = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
const CURVES: Record<Sex, { height: readonly number[]; weight: readonly number[] }> = {
  male: {
    height: [
      50, 61, 67.5, 72, 76, 82, 87.5, 95.5, 102.5, 109, 115.5, 122, 128, 133, 138.5, 143.5, 149, 156, 163.5, 169.5, 173,
      175, 176,
    ],
    weight: [
      3.4, 6.2, 7.9, 9, 9.8, 11.1, 12.4, 14.4, 16.4, 18.5, 20.8, 23.2, 25.8, 28.7, 32, 36, 40.5, 45.5, 51, 56, 60.5, 64,
      67,
    ],
  },
  female: {
    height: [
      49.3, 60, 66, 70.5, 74.5, 81, 86, 94.5, 101.5, 108, 115, 121.5, 127.5, 133, 138.5, 144.5, 151, 157, 160, 161.8,
      162.5, 163, 163,
    ],
    weight: [
      3.3, 5.8, 7.3, 8.4, 9.2, 10.4, 11.8, 13.9, 15.9, 18, 20.3, 22.9, 25.8, 29.2, 33, 37.2, 41.8, 46, 49.6, 52.2, 54.2,
      55.8, 57,
    ],
  },
}
const HEAD: readonly (readonly [number, number])[] = [
  [0, 34.6],
  [0.25, 40.3],
  [0.5, 43.2],
  [0.75, 45],
  [1, 46.2],
  [1.5, 47.5],
  [2, 48.4],
  [3, 49.5],
]
const INCH = 2.54

export const adultHeight = (source: Random, sex: Sex): number => source.normal(sex === 'male' ? 176 : 162.5, 6)
export const sizeFactor = (source: Random): number => source.normal(1, 0.035)

/** Height in cm and weight in kg of a child. `final` is the height it will have. */
export function childSize(age: number, sex: Sex, final: number, size: number): { height: number; weight: number } {
  const curve = CURVES[sex]
  const median = sex === 'male' ? 176 : 163
  const tall = 1 + (final / median - 1) * Math.min(1, 0.4 + age / 20)
  return { height: along(curve.height, age) * tall, weight: along(curve.weight, age) * tall * tall * size ** 2 }
}

/** Head circumference in cm, to three years. */
export function headSize(age: number, size: number): number {
  const next = HEAD.findIndex(([years]) => years >= age)
  const [fromAge, from] = HEAD[Math.max(0, next - 1)] ?? [0, 34.6]
  const [toAge, to] = HEAD[next === -1 ? HEAD.length - 1 : next] ?? [3, 49.5]
  const part = toAge === fromAge ? 0 : (age - fromAge) / (toAge - fromAge)
  return (from + (to - from) * part) * (1 + (size - 1) / 2)
}

function along(values: readonly number[], age: number): number {
  const next = AGES.findIndex((each) => each >= age)
  if (next <= 0) return values[next === 0 ? 0 : values.length - 1] ?? 0
  const [fromAge = 0, toAge = 1] = [AGES[next - 1], AGES[next]]
  const [from = 0, to = 0] = [values[next - 1], values[next]]
  return from + ((to - from) * (age - fromAge)) / (toAge - fromAge)
}

export const pounds = (kilograms: number): number => kilograms * 2.20462
export const inches = (centimetres: number): number => centimetres / INCH
