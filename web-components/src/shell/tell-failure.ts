import type { ResolvedContribution } from '@tessera/sdk'

/** What a plugin did wrong, for whoever looks into the browser's console: the page goes on, and shows it in its place. */
export function tellFailure({ plugin, id }: ResolvedContribution, error: unknown): void {
  // eslint-disable-next-line no-console -- the console is where a plugin's author looks
  console.error(`${plugin}:${id} failed`, error)
}
