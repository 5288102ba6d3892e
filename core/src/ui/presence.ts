/** Somebody who is there, as others see them. */
export interface Person {
  id: string
  display: string
}

/** Who is present at what, in one clinic. */
export interface PresenceList {
  /** @returns whether somebody came by this: others are told then */
  here(key: string, person: Person): boolean
  /** @returns whether somebody left by this */
  gone(key: string, person: string): boolean
  /** In the order in which they came. */
  people(key: string): Person[]
  /** Takes out who was silent for too long. @returns the keys at which people changed */
  sweep(): string[]
  readonly size: number
}

export interface PresenceLimits {
  /** ms after which somebody who says nothing is gone. */
  silence: number
  /** Keys at which one person can be. */
  keys: number
  /** Entries of a clinic. */
  entries: number
}

export const PRESENCE_LIMITS: PresenceLimits = { silence: 40_000, keys: 20, entries: 5_000 }

/**
 * Presence is told, never kept: a restart of the server begins with nobody, and browsers say again within 15 s that
 * they are there. What exceeds the limits takes the place of what was renewed longest ago.
 *
 * @param now ms since 1970
 */
export function presenceList(now: () => number, limits: PresenceLimits = PRESENCE_LIMITS): PresenceList {
  const byKey = new Map<string, Map<string, { person: Person; at: number }>>()
  /** `person key` in the order of renewal, oldest first. */
  const renewed = new Map<string, { key: string; id: string }>()

  const nameOf = (key: string, id: string) => `${id} ${key}`

  function drop(key: string, id: string): boolean {
    renewed.delete(nameOf(key, id))
    const there = byKey.get(key)
    const left = there?.delete(id) ?? false
    if (there?.size === 0) byKey.delete(key)
    return left
  }

  function oldestOf(id: string): { key: string; id: string } | undefined {
    const own = [...renewed.values()].filter((entry) => entry.id === id)
    return own.length >= limits.keys ? own[0] : undefined
  }

  return {
    get size() {
      return renewed.size
    },
    here(key, person) {
      const name = nameOf(key, person.id)
      const known = renewed.delete(name)
      if (!known) {
        const full = oldestOf(person.id) ?? (renewed.size >= limits.entries ? renewed.values().next().value : undefined)
        if (full) drop(full.key, full.id)
      }
      const there = byKey.get(key) ?? new Map<string, { person: Person; at: number }>()
      byKey.set(key, there.set(person.id, { person, at: now() }))
      renewed.set(name, { key, id: person.id })
      return !known
    },
    gone: drop,
    people: (key) => [...(byKey.get(key)?.values() ?? [])].map(({ person }) => person),
    sweep() {
      const changed = new Set<string>()
      for (const { key, id } of renewed.values()) {
        const at = byKey.get(key)?.get(id)?.at ?? 0
        // the rest was renewed later
        if (at > now() - limits.silence) break
        drop(key, id)
        changed.add(key)
      }
      return [...changed]
    },
  }
}
