/** What the host's page shares with all plugins: never bundled, so that there is one Lit. */
export declare const SHARED: RegExp

/** Builds the screens of a plugin into `ui/`: modules, chunks, `.br` files and `files.json`. */
export declare function buildPlugin(options: {
  /** Folder of the plugin's package. */
  root: string
  /** Sources as contributions name them, `./elements/problems-card.ts`. */
  entries: readonly (string | undefined)[]
  /** Default `dist/ui`. */
  outDir?: string
}): Promise<Record<string, { integrity: string; imports: string[] }>>
