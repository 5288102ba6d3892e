import fc from 'fast-check'

// One seed for all properties, printed by `npm test`; TESSERA_TEST_DEPTH=deep runs the large counts.
const { TESSERA_TEST_SEED: seed, TESSERA_TEST_DEPTH: depth } = process.env
fc.configureGlobal({ ...(seed ? { seed: Number(seed) } : {}), ...(depth === 'deep' ? { numRuns: 2000 } : {}) })
