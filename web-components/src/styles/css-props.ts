import { nothing } from 'lit'
import { Directive, PartType, directive, type ElementPart, type PartInfo } from 'lit/directive.js'

class CssProps extends Directive {
  constructor(part: PartInfo) {
    super(part)
    if (part.type !== PartType.ELEMENT) throw new Error('cssProps stands in the tag: <i ${cssProps({…})}>')
  }

  render(_properties: Readonly<Record<string, string>>): typeof nothing {
    return nothing
  }

  override update(part: ElementPart, [properties]: [Readonly<Record<string, string>>]): typeof nothing {
    // Only elements with inline style stand in our templates.
    const { style } = part.element as HTMLElement | SVGElement
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value)
    return nothing
  }
}

/**
 * Sets CSS properties through the CSSOM, which a strict policy allows; lit's own `styleMap` writes a `style` attribute
 * first, which it blocks.
 *
 * @example html`<svg ${cssProps({ '--h': hue })}>…</svg>`
 */
export const cssProps = directive(CssProps)
