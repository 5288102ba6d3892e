export { fhirCors } from './cors.js'
export { fhirError, outcomeText } from './errors.js'
export { fhirRoutes, type FhirParts } from './routes.js'
