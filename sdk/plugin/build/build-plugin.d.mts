/** What the host's page shares with all plugins: never bundled, so that there is one Lit. */
export declare const SHARED: RegExp

/** Builds the screens of a plugin into `ui/`: modules, chunks, `.br` files and `files.json`. */
export declare function buildPlugin(options: {
  /** Folder of the plugin's package. */
  root: string
  /** Sources as contributions name them, `./elements/problems-card.ts`. */
  entries: readonly (string | undefined)[]
  /** Compiled definition that becomes `dist/bundle/plugin.js`, `dist/server/plugin.js`. */
  server?: string
  /** Of the screens, default `dist/ui`. */
  outDir?: string
}): Promise<Record<string, { integrity: string; imports: string[] }>>

/** Bundles compiled modules that a server loads; `@tessera/sdk`, `@tessera/print` and zod stay imports. */
export declare function bundleServer(options: {
  root: string
  /** Compiled modules, by name of the bundled one. */
  input: Record<string, string>
  /** Default `bundle`. */
  outDir?: string
  external?: readonly (string | RegExp)[]
  plugins?: readonly object[]
}): Promise<void>
