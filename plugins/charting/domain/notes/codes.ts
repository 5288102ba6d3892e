/** LOINC codes of notes and their sections. */
export const PROGRESS_NOTE = '11506-3'
export const WELL_VISIT_NOTE = '34117-2'
export const TELEPHONE_NOTE = '34748-4'
export const SUBJECTIVE = '61150-9'
export const OBJECTIVE = '61149-1'
export const ASSESSMENT = '51848-0'
export const PLAN = '18776-5'
export const ASSESSMENT_AND_PLAN = '51847-2'
export const REASON = '29299-5'
export const HISTORY = '10164-2'
export const ADDENDUM = '55107-7'

/** What LOINC calls them, for `Coding.display`. */
export const LOINC_NAMES: Readonly<Record<string, string>> = {
  [PROGRESS_NOTE]: 'Progress note',
  [WELL_VISIT_NOTE]: 'History and physical note',
  [TELEPHONE_NOTE]: 'Telephone encounter Note',
  [SUBJECTIVE]: 'Subjective Narrative',
  [OBJECTIVE]: 'Objective Narrative',
  [ASSESSMENT]: 'Evaluation note',
  [PLAN]: 'Plan of care note',
  [ASSESSMENT_AND_PLAN]: 'Evaluation + Plan note',
  [REASON]: 'Reason for visit Narrative',
  [HISTORY]: 'History of Present illness Narrative',
  [ADDENDUM]: 'Addendum Document',
}
