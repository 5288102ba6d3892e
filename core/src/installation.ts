import { fileURLToPath } from 'node:url'

/** Where this program lies. Holds for the sources, the compiled files and the bundle alike: each is one level below. */
export const CORE: string = fileURLToPath(new URL('../', import.meta.url))

/** Root of the repository: relative paths and the default data folder are meant from here. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url))
