import { Hl7Context, Hl7Field } from '@medplum/core'
import type { Delimiters } from './delimiters.js'
import { unescapeText } from './escape.js'
import type { Component, Field, Segment } from './message.js'

/** How the segments of one message are read. */
export interface Reading {
  readonly delimiters: Delimiters
  readonly charset: string
  readonly context: Hl7Context
}

export const reading = (delimiters: Delimiters, charset: string): Reading => ({
  delimiters,
  charset,
  context: new Hl7Context(
    '\r',
    delimiters.field,
    delimiters.component,
    delimiters.repetition,
    delimiters.escape,
    delimiters.subcomponent,
  ),
})

/** HL7's explicit null. */
const NULL = '""'

/** Headers count their own delimiter as field 1. */
const isHeader = (name: string): boolean => name === 'MSH' || name === 'FHS' || name === 'BHS'

/**
 * A line that is split when it is first asked: a message may have very many, and most are never read. (A class, as
 * closures for each line would weigh ten times the line.)
 */
export class Line implements Segment {
  readonly name: string
  #raw: readonly string[] | undefined

  constructor(
    readonly text: string,
    readonly index: number,
    private readonly how: Reading,
  ) {
    const end = text.indexOf(how.delimiters.field)
    this.name = end < 0 ? text : text.slice(0, end)
  }

  get size(): number {
    return this.#fields().length - 1
  }

  rawField(n: number): string {
    return this.#fields()[n] ?? ''
  }

  field(n: number, repetition = 1): Field {
    return this.#repetitions(n)[repetition - 1] ?? empty(this.how)
  }

  fields(n: number): readonly Field[] {
    return this.rawField(n) === '' ? [] : this.#repetitions(n)
  }

  value(n: number, component = 1): string {
    return this.field(n).component(component).value
  }

  toString(): string {
    return this.text
  }

  #repetitions(n: number): readonly Field[] {
    const raw = this.rawField(n)
    // MSH-1 and MSH-2 are the delimiters themselves: nothing in them is split or escaped.
    if (n <= 2 && isHeader(this.name)) return [literal(raw)]
    return Hl7Field.parse(raw, this.how.context).components.map((components) => fieldOf(components, this.how))
  }

  #fields(): readonly string[] {
    if (this.#raw) return this.#raw
    const { field } = this.how.delimiters
    const pieces = this.text.split(field)
    this.#raw = isHeader(this.name) ? [this.name, field, ...pieces.slice(1)] : pieces
    return this.#raw
  }
}

const empty = (how: Reading): Field => fieldOf([''], how)

function fieldOf(raws: readonly string[], how: Reading): Field {
  const raw = raws.join(how.delimiters.component)
  return {
    raw,
    isNull: raw === NULL,
    get text() {
      return decode(raw, how)
    },
    get value() {
      return componentOf(raws[0] ?? '', how).value
    },
    get components() {
      return raws.map((each) => componentOf(each, how))
    },
    component: (n) => componentOf(raws[n - 1] ?? '', how),
  }
}

function componentOf(raw: string, how: Reading): Component {
  const pieces = raw.split(how.delimiters.subcomponent)
  const subcomponent = (n: number): string => decode(pieces[n - 1] ?? '', how)
  return {
    raw,
    isNull: raw === NULL,
    subcomponent,
    get text() {
      return decode(raw, how)
    },
    get value() {
      return subcomponent(1)
    },
    get subcomponents() {
      return pieces.map((piece) => decode(piece, how))
    },
  }
}

function literal(raw: string): Field {
  const only = { raw, isNull: false, text: raw, value: raw }
  const component: Component = { ...only, subcomponents: [raw], subcomponent: (n) => (n === 1 ? raw : '') }
  const nothing = { raw: '', isNull: false, text: '', value: '', subcomponents: [''], subcomponent: () => '' }
  return { ...only, components: [component], component: (n) => (n === 1 ? component : nothing) }
}

const decode = (raw: string, { delimiters, charset }: Reading): string =>
  raw === NULL ? '' : unescapeText(raw, delimiters, charset)
