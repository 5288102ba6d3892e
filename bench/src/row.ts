/** One line of the result. */
export interface Row {
  name: string
  value: number
  unit: string
  /** Against the control or the limit that `goal` names. */
  ratio: number
  goal: string
  ok: boolean
  /** What else was seen, for people. */
  detail?: string
}

export interface Controls {
  /** Raw `node:http` hello, requests a second at 64 clients. */
  H: number
  /** Body-only inserts a second, FULL, 128 a commit, encrypted file. */
  B: number
  /** µs of JSON.parse of a resource of the mix. */
  J: number
  /** ms of a bare node start. */
  N: number
}

const spelt = (value: number, digits: number) => Number(value.toPrecision(digits))

export const row = (
  name: string,
  value: number,
  unit: string,
  ratio: number,
  goal: string,
  ok: boolean,
  detail?: string,
): Row => ({
  name,
  value: spelt(value, 4),
  unit,
  ratio: spelt(ratio, 3),
  goal,
  ok,
  ...(detail ? { detail } : {}),
})
