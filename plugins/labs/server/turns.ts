/** Runs what has the same name one after the other. */
export type Turns = <T>(name: string, act: () => Promise<T>) => Promise<T>

export function turns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (name, act) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(act, act)
    last.set(
      name,
      mine.catch(() => undefined),
    )
    return mine
  }
}
