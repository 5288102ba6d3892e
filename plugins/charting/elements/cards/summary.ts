/** The cards of the chart's summary, in the order in which they stand. */
export { ChangesCard } from './changes-card.js'
export { VitalsCard } from './vitals-card.js'
export { ProblemsCard } from './problems-card.js'
export { ResultsCard } from './results-card.js'
export { VisitsCard } from './visits-card.js'
export { MedicinesCard } from './medicines-card.js'
export { AllergiesCard } from './allergies-card.js'
export { ImmunizationsCard } from './immunizations-card.js'
