/** What holds the focus, at any depth of shadow roots; undefined when nothing does. */
export function deepActive(): Element | undefined {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return active && active !== document.body ? active : undefined
}

/** The first element inside that asks for the focus by `autofocus`, at any depth. */
export function findAutofocus(root: ParentNode): HTMLElement | undefined {
  const asked = root.querySelector<HTMLElement>('[autofocus]')
  if (asked) return asked
  for (const each of root.querySelectorAll('*')) {
    const found = each.shadowRoot ? findAutofocus(each.shadowRoot) : undefined
    if (found) return found
  }
  return undefined
}
