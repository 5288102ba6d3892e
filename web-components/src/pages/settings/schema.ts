/** What of JSON Schema 2020-12 the form understands; anything else is edited as JSON. */
export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  anyOf?: Schema[]
  readOnly?: boolean
}

export type Kind =
  'text' | 'area' | 'number' | 'toggle' | 'choice' | 'choices' | 'list' | 'group' | 'rows' | 'named' | 'json'

/** The server sends what zod makes of a plugin's settings; unknown parts come out as `json`. */
export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Without what JSON Schema wraps around a value that may be absent or is one of a few. */
export function plainSchema(schema: Schema): Schema {
  const options = schema.anyOf?.filter(({ type }) => type !== 'null')
  if (!options || options.length === 0) return schema
  const { anyOf: _wrapped, ...outer } = schema
  const [only] = options
  if (options.length === 1 && only) return { ...only, ...outer }
  if (options.every((each) => each.const !== undefined)) return { ...outer, enum: options.map((each) => each.const) }
  return schema
}

/** How a value of this schema is edited. */
export function kindOf(schema: Schema): Kind {
  if (schema.enum) return 'choice'
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type
  switch (type) {
    case 'boolean':
      return 'toggle'
    case 'number':
    case 'integer':
      return 'number'
    case 'string':
      return schema.format === 'textarea' || (schema.maxLength ?? 0) > 200 ? 'area' : 'text'
    case 'array':
      return arrayKind(schema.items)
    case 'object':
      if (schema.properties) return 'group'
      return isSchema(schema.additionalProperties) ? 'named' : 'json'
    default:
      return 'json'
  }
}

function arrayKind(items: Schema | undefined): Kind {
  if (!items) return 'json'
  const plain = plainSchema(items)
  const kind = kindOf(plain)
  if (kind === 'choice') return 'choices'
  if (kind === 'group') return 'rows'
  return kind === 'text' || kind === 'area' || kind === 'number' ? 'list' : 'json'
}

/** What stands in a new row. */
export function emptyValue(schema: Schema): unknown {
  const plain = plainSchema(schema)
  if (plain.default !== undefined) return structuredClone(plain.default)
  switch (kindOf(plain)) {
    case 'text':
    case 'area':
      return ''
    case 'toggle':
      return false
    case 'choice':
      return plain.enum?.[0]
    case 'choices':
    case 'list':
    case 'rows':
      return []
    case 'named':
      return {}
    case 'group':
      return Object.fromEntries(
        Object.entries(plain.properties ?? {})
          .filter(([key, each]) => plain.required?.includes(key) && each.default === undefined)
          .map(([key, each]) => [key, emptyValue(each)]),
      )
    default:
      return undefined
  }
}

/** `maxAgeDays` → "Max age days", where a schema has no title. */
export function labelOf(key: string, schema: Schema): string {
  if (schema.title) return schema.title
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The server's name of a place: `senders[0].host`. */
export const placeIn = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : path ? `${path}.${key}` : key
