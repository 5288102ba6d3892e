/** Id of a control of a line, as a selector takes it. */
export const idOf = (code: string, part: string): string =>
  `t-${code.replace(/\W+/g, '-')}-${part.replace(/\W+/g, '-')}`
