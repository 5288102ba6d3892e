import type { PrintDocument } from './document.js'

/**
 * A tagged PDF of the document; the same document gives the same bytes. What draws it is loaded with the first page, so
 * that a server that prints nothing starts without it.
 *
 * @throws RangeError when a barcode can't hold its value
 */
export const pdf = async (document: PrintDocument): Promise<Uint8Array> => (await import('./pdf.js')).pdf(document)

export type {
  Barcode,
  Block,
  Callout,
  Column,
  Heading,
  KeyValues,
  List,
  PageBreak,
  Paragraph,
  PrintDocument,
  PrintPatient,
  PrintWords,
  Rule,
  Run,
  Signature,
  Signed,
  Spacer,
  Table,
  Text,
} from './document.js'
