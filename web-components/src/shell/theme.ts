/** A preference of the screen, not of a person: the only thing that goes to browser storage. Read before first paint by `pages/theme.js`. */
const KEY = 'tessera-theme'

export function flipTheme(): void {
  const root = document.documentElement
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = dark ? 'light' : 'dark'
  try {
    localStorage.setItem(KEY, root.dataset.theme)
  } catch {
    // A browser that keeps nothing still shows the theme until the page is closed.
  }
}
