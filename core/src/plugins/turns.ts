/** Runs what concerns the same clinic one after the other. */
export function turns(): <T>(slug: string, act: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (slug, act) => {
    const turn = (last.get(slug) ?? Promise.resolve()).then(act, act)
    last.set(slug, turn)
    return turn
  }
}
