/**
 * A printed document as plain data. Everything a person reads arrives here as finished words: dates, numbers and
 * names are formatted by the caller, except the stamps that every page carries.
 */
export interface PrintDocument {
  /** Title of the document, on the first page and in the reader's window. */
  readonly title: string
  /** A line under the title: what it is for, a number, a state. */
  readonly subtitle?: string
  readonly clinic: { readonly name: string; readonly lines?: readonly string[] }
  /** On every page; leave out for what is about no patient. */
  readonly patient?: PrintPatient
  /** Who printed it, as a person's name. */
  readonly printedBy: string
  /** Instant, ISO 8601 with offset. */
  readonly printedAt: string
  /** IANA zone of the clinic; stamps are shown in it. */
  readonly timezone: string
  /** BCP 47; `en-US` unless given. Also the language a screen reader uses. */
  readonly locale?: string
  /** `letter` unless given. */
  readonly paper?: 'letter' | 'a4'
  readonly body: readonly Block[]
  /** The words that pages carry, where they are not to be English. */
  readonly words?: Partial<PrintWords>
}

export interface PrintWords {
  readonly patient: string
  readonly born: string
  readonly sex: string
  readonly mrn: string
  readonly continued: string
  readonly signedBy: string
  page(page: number, pages: number): string
  printed(by: string, at: string): string
}

export interface PrintPatient {
  readonly name: string
  /** FHIR date, whole or partial. */
  readonly birthDate: string
  /** As a word: 'Female'. */
  readonly sex?: string
  readonly mrn?: string
}

/** A piece of running text. */
export interface Run {
  readonly text: string
  readonly bold?: boolean
  /** Quiet ink for what is context. */
  readonly muted?: boolean
  /** A black chip with a word, for a status: High, Critical, Allergy. */
  readonly chip?: boolean
}

/** Text is a string or runs of it; a line feed breaks the line. */
export type Text = string | readonly (string | Run)[]

export type Block =
  Heading | Paragraph | List | KeyValues | Table | Barcode | Signature | Signed | Callout | Rule | Spacer | PageBreak

export interface Heading {
  readonly kind: 'heading'
  /** 1 for sections, 2 and 3 below them; 1 unless given. */
  readonly level?: 1 | 2 | 3
  readonly text: string
}

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly text: Text
  /** `large` for the one thing to read, `small` for the fine print. */
  readonly size?: 'small' | 'normal' | 'large'
}

export interface List {
  readonly kind: 'list'
  readonly ordered?: boolean
  readonly items: readonly Text[]
}

/** Pairs of a label and a value, in columns (two unless given). */
export interface KeyValues {
  readonly kind: 'keyValues'
  readonly columns?: 1 | 2 | 3
  readonly items: readonly { readonly label: string; readonly value: Text }[]
}

export interface Table {
  readonly kind: 'table'
  /** Says what the table holds; spoken by screen readers and shown above when `showCaption`. */
  readonly caption?: string
  readonly showCaption?: boolean
  readonly columns: readonly Column[]
  /** A cell for each column; missing ones are empty. */
  readonly rows: readonly (readonly Text[])[]
  /** Shown when there is no row. */
  readonly empty?: string
}

export interface Column {
  readonly title: string
  /** Share of the width relative to the others; 1 unless given. */
  readonly width?: number
  /** `end` for numbers; `start` unless given. */
  readonly align?: 'start' | 'center' | 'end'
}

export interface Barcode {
  readonly kind: 'barcode'
  readonly symbology: 'code128' | 'qr'
  /** What a scanner reads. Code 128 takes ASCII. */
  readonly value: string
  /** Text below; the value unless given, none when empty. */
  readonly caption?: string
  readonly align?: 'start' | 'center' | 'end'
  /** Width of one module in points: 1 for Code 128, 2.2 for QR unless given. */
  readonly module?: number
}

/** Empty lines to sign on, side by side. */
export interface Signature {
  readonly kind: 'signature'
  readonly lines: readonly { readonly label: string; readonly hint?: string }[]
}

/** What says that a document was signed electronically. */
export interface Signed {
  readonly kind: 'signed'
  readonly by: string
  /** Instant of signing. */
  readonly at: string
  /** NPI, role, licence: one line below the name. */
  readonly credentials?: string
  /** 'Electronically signed by' unless given. */
  readonly statement?: string
}

/** A framed remark; `strong` has a black bar for what must not be missed. */
export interface Callout {
  readonly kind: 'callout'
  readonly tone?: 'quiet' | 'strong'
  readonly title?: string
  readonly text: Text
}

export interface Rule {
  readonly kind: 'rule'
}

export interface Spacer {
  readonly kind: 'spacer'
  /** Points; 12 unless given. */
  readonly height?: number
}

export interface PageBreak {
  readonly kind: 'pageBreak'
}
