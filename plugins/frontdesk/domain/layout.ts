import { overlaps, type Span } from './hours.js'

/** Where a block stands in its column: the `index`th of `of` beside one another. */
export interface Beside {
  index: number
  of: number
}

/**
 * Blocks that overlap stand side by side: each takes the first place that is free, and all that hang together are as
 * narrow as the widest row of them needs.
 *
 * @param spans in order of their start
 */
export function sideBySide(spans: readonly Span[]): Beside[] {
  const places: Beside[] = []
  let group: number[] = []
  let end = -1
  const close = () => {
    const of = Math.max(...group.map((i) => (places[i]?.index ?? 0) + 1), 1)
    for (const i of group) places[i] = { index: places[i]?.index ?? 0, of }
    group = []
  }
  for (const [i, span] of spans.entries()) {
    if (span[0] >= end && group.length > 0) close()
    const taken = new Set(
      group.filter((other) => overlaps(spans[other] ?? [0, 0], span)).map((other) => places[other]?.index),
    )
    let index = 0
    while (taken.has(index)) index++
    places[i] = { index, of: 1 }
    group.push(i)
    end = Math.max(end, span[1])
  }
  if (group.length > 0) close()
  return places
}
