/** @tessera/testing: a real clinic for tests, without network. Elements: `@tessera/testing/element`. */
export { freePort, testClinic, type TestClinic, type TestClinicOptions, type TestPerson } from './clinic.js'
export { RequestRefused, type Caller, type FhirCaller } from './caller.js'
