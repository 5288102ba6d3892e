/** HL7 times in a clinic's zone. */
export interface ClinicTime {
  /**
   * A DTM or TS as a FHIR dateTime of the same precision: `2024` → 2024, `20241012` → 2024-10-12,
   * `202410120930` → 2024-10-12T09:30:00-04:00. A time without an offset is the clinic's. Undefined for what is no
   * time, such as zeros.
   */
  toFhir(dtm: string): string | undefined
  /** An instant or FHIR date as a DTM: an instant becomes the clinic's wall time with its offset; a date stays one. */
  fromFhir(dateTime: string): string
}

const DTM = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d{1,9})?)?)?)?)?)?(?:([+-])(\d{2})(\d{2}))?$/

/**
 * @param zone  IANA zone of the clinic
 * @throws RangeError if there is no such zone
 */
export function clinicTime(zone: string): ClinicTime {
  const offsetAt = offsets(zone)
  return {
    toFhir(dtm) {
      const parts = DTM.exec(dtm.trim())
      if (!parts) return undefined
      const [, year = '', month, day, hour, minute = '00', second = '00', fraction = '', sign, hours, minutes] = parts
      if (!isDate(year, month, day)) return undefined
      const date = [year, month, day].filter((part) => part !== undefined).join('-')
      if (hour === undefined) return date
      if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
      const wall = `${date}T${hour}:${minute}:${second}${fraction}`
      if (sign) return isOffset(hours, minutes) ? `${wall}${sign}${hours}:${minutes}` : undefined
      return wall + offsetText(offsetOfWall(Date.parse(`${date}T${hour}:${minute}:${second}Z`), offsetAt), ':')
    },
    fromFhir(dateTime) {
      if (!dateTime.includes('T')) return dateTime.replaceAll('-', '')
      const instant = Date.parse(dateTime)
      const offset = offsetAt(instant)
      const wall = new Date(instant + offset * 60_000).toISOString()
      const fraction = /\.\d+/.exec(dateTime)?.[0] ?? ''
      return wall.slice(0, 19).replaceAll(/[-T:]/g, '') + fraction.slice(0, 5) + offsetText(offset, '')
    },
  }
}

/** The date of a DTM, whole or partial, without its time: for birth dates. */
export function dtmToDate(dtm: string): string | undefined {
  const [, year = '', month, day] = DTM.exec(dtm.trim()) ?? []
  return isDate(year, month, day) ? [year, month, day].filter((part) => part !== undefined).join('-') : undefined
}

/** Minutes east of Greenwich at an instant. */
function offsets(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  return (instant) => {
    const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
  }
}

/** Of the two offsets around a change of clocks the one that gives this wall time back; the earlier if none does. */
function offsetOfWall(wall: number, offsetAt: (instant: number) => number): number {
  const candidates = [offsetAt(wall - 86_400_000), offsetAt(wall + 86_400_000)]
  return candidates.find((offset) => offsetAt(wall - offset * 60_000) === offset) ?? candidates[0] ?? 0
}

function offsetText(offset: number, separator: string): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`
}

const isOffset = (hours = '', minutes = ''): boolean =>
  Number(minutes) < 60 && Number(hours) * 60 + Number(minutes) <= 14 * 60

function isDate(year: string, month = '01', day = '01'): boolean {
  if (!/^\d{4}$/.test(year) || year === '0000') return false
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(8, 10) === day
}
