import type { PrintDocument } from './document.js'

/** A PDF of the document. */
export async function pdf(document: PrintDocument): Promise<Uint8Array> {
  await Promise.resolve()
  throw new RangeError(`cannot print ${document.title} yet`)
}
