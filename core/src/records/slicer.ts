/** How long one write may hold the loop at once, ms. */
const SLICE = 2

/** Gives the loop back every few milliseconds, so that a large Bundle or resource doesn't hold up reads. */
export function slicer(): () => Promise<void> | void {
  let since = performance.now()
  return () => {
    if (performance.now() - since < SLICE) return
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now()
        resolve()
      }),
    )
  }
}
