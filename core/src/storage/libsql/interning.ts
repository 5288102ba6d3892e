import { refuseRow } from './set-failure.js'
import type { Connection } from './driver.js'

/** Upper bound of remembered entries; past it the memory is dropped and filled again from the file. */
const REMEMBERED = 200_000

/**
 * Numbers for texts that recur (systems, uris, units, actors) and internal ids of resources, remembered by the one
 * writer. What a failed change-set added is forgotten again: its rows are rolled back, so must be the memory.
 */
export interface Interning {
  /** 0 for ''. */
  uri(uri: string): number
  /** Id of a clinical code in tokdict; 0 for no code. */
  code(system: string, code: string): number
  /** Internal id of a resource; makes a stub when it doesn't exist yet. */
  rid(t: number, id: string): number
  /** A new internal id for a resource that is being created. */
  allocate(t: number, id: string): number
  /** A row to which an id is tied was found. */
  remember(t: number, id: string, rid: number): void
  /** Starts a journal; `undo` forgets all since. */
  begin(): void
  undo(): void
  /** After a failed COMMIT nothing is certain. */
  forgetAll(): void
}

export function makeInterning(db: Connection): Interning {
  const uris = new Map<string, number>()
  const codes = new Map<string, number>()
  const rids = new Map<string, number>()
  const journal: [Map<string, number>, string][] = []
  let next = newestRid(db)
  const put = (map: Map<string, number>, key: string, value: number) => {
    map.set(key, value)
    journal.push([map, key])
    return value
  }
  const trim = (map: Map<string, number>) => {
    if (map.size > REMEMBERED) map.clear()
  }

  function uri(text: string): number {
    if (text === '') return 0
    const known = uris.get(text)
    if (known !== undefined) return known
    const row = db.get('SELECT id FROM sys WHERE uri = ?', [text])
    if (row) return put(uris, text, Number(row[0]))
    const made = db.get('INSERT INTO sys(uri) VALUES (?) RETURNING id', [text])
    return put(uris, text, Number(made?.[0]))
  }

  function code(system: string, value: string): number {
    if (value === '') return 0
    const key = `${system}|${value}`
    const known = codes.get(key)
    if (known !== undefined) return known
    const sys = uri(system)
    const row = db.get('SELECT id FROM tokdict WHERE code = ? AND sys = ?', [value, sys])
    if (row) return put(codes, key, Number(row[0]))
    const made = db.get('INSERT INTO tokdict(sys, code) VALUES (?, ?) RETURNING id', [sys, value])
    return put(codes, key, Number(made?.[0]))
  }

  const ridKey = (t: number, id: string) => `${t}/${id}`

  function rid(t: number, id: string): number {
    const known = rids.get(ridKey(t, id))
    if (known !== undefined) return known
    const row = db.get('SELECT rid FROM res WHERE t = ? AND id = ?', [t, id])
    if (row) return put(rids, ridKey(t, id), Number(row[0]))
    const made = allocate(t, id)
    db.run(
      `INSERT INTO res(rid, t, id, ver, upd, del, d, xv, pat, lab, author) VALUES (?, ?, ?, 0, 0, 2, 0, 0, 0, 0, 0)`,
      [made, t, id],
    )
    return made
  }

  function allocate(t: number, id: string): number {
    if (next >= Number.MAX_SAFE_INTEGER) throw refuseRow('the clinic has used up its internal ids')
    return put(rids, ridKey(t, id), ++next)
  }

  return {
    uri,
    code,
    rid,
    allocate,
    remember: (t, id, value) => void put(rids, ridKey(t, id), value),
    begin() {
      journal.length = 0
      for (const map of [uris, codes, rids]) trim(map)
    },
    undo() {
      for (const [map, key] of journal) map.delete(key)
      journal.length = 0
      // ids of a rolled-back set may be given again: no row holds them
      next = newestRid(db)
    },
    forgetAll() {
      for (const map of [uris, codes, rids]) map.clear()
      journal.length = 0
      next = newestRid(db)
    },
  }
}

const newestRid = (db: Connection): number => Number(db.get('SELECT max(rid) FROM res')?.[0] ?? 0)
