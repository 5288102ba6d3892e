import fc from 'fast-check'

// One seed for all properties, as in the tests that run in Node; the values come through the configuration.
const { seed, depth } = (globalThis as unknown as { TESSERA_TEST: { seed?: string; depth?: string } }).TESSERA_TEST
fc.configureGlobal({ ...(seed ? { seed: Number(seed) } : {}), ...(depth === 'deep' ? { numRuns: 2000 } : {}) })
