/** The note that a text was carried forward from. */
export interface Source {
  /** `Composition/{id}` */
  note: string
  /** Civil date of that note. */
  date: string
}

/**
 * A piece of a section's text. One that was carried forward says from where as long as it is word for word the old one;
 * one that a template's phrase made says which, so that it can be made anew from the chart until someone edits it.
 */
export interface Block {
  text: string
  from?: Source
  phrase?: string
}

/** The block after someone typed in it: a text of its own from the first changed letter on. */
export const edited = (block: Block, text: string): Block => (text === block.text ? block : { text })

/** What counts of a block's text: without what XML forbids, without space around lines that nobody sees. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+|\s+$/g, '')

/** Blocks with something to read in them. */
export const written = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block) => {
    const text = cleanText(block.text)
    return text.trim() === '' ? [] : [{ ...block, text }]
  })

/** The text of a section, its blocks as paragraphs. */
export const plainText = (blocks: readonly Block[]): string =>
  written(blocks)
    .map(({ text }) => text)
    .join('\n\n')

/** Whether two states of a section say the same, marks of carried text included. */
export const sameBlocks = (one: readonly Block[], other: readonly Block[]): boolean =>
  JSON.stringify(written(one).map(essence)) === JSON.stringify(written(other).map(essence))

const essence = ({ text, from }: Block) => [text, from?.note ?? '', from?.date ?? '']
