/** Ctrl/⌘ K anywhere, and a slash where nobody types. */
export function asksToFind(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event
  if (key.toLowerCase() === 'k' && (ctrlKey || metaKey)) return true
  return key === '/' && !ctrlKey && !metaKey && !altKey && !isTyping(event)
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
