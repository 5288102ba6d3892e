/**
 * The smallest HL7 v2 that a laboratory gets along with, written apart from `@tessera/hl7v2`: the simulator must not
 * share the mistakes of what it tests.
 */
export type Segment = string[]

/** Fields by their number in the standard: `segment[0]` is the name, `msh[9]` is MSH-9. */
export function read(message: string): Segment[] {
  return message
    .split(/[\r\n]+/)
    .filter(Boolean)
    .map((line) => {
      const fields = line.split('|')
      return fields[0] === 'MSH' ? ['MSH', '|', ...fields.slice(1)] : fields
    })
}

export const component = (field: string | undefined, n: number): string => field?.split('^')[n - 1] ?? ''

export const write = (segments: readonly Segment[]): string =>
  segments
    .map((segment) => (segment[0] === 'MSH' ? ['MSH', ...segment.slice(2)].join('|') : segment.join('|')))
    .map((line) => `${line}\r`)
    .join('')

/** A time as HL7 writes it, in UTC with its offset. */
export const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}+0000`

const START = 0x0b
const END = 0x1c
const RETURN = 0x0d

export const framed = (message: string): Buffer =>
  Buffer.concat([Buffer.from([START]), Buffer.from(message, 'utf8'), Buffer.from([END, RETURN])])

/** Cuts a stream into messages. */
export function unframer(): (chunk: Buffer) => string[] {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const found: string[] = []
    for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END)) {
      const start = rest.indexOf(START)
      if (start >= 0 && start < end) found.push(rest.subarray(start + 1, end).toString('utf8'))
      rest = rest.subarray(end + 1)
    }
    return found
  }
}
