import { z } from 'zod'
import {
  ASSESSMENT,
  HISTORY,
  OBJECTIVE,
  PLAN,
  PROGRESS_NOTE,
  REASON,
  SUBJECTIVE,
  TELEPHONE_NOTE,
  WELL_VISIT_NOTE,
} from './codes.js'

const loinc = z.string().regex(/^\d{1,7}-\d$/, 'a LOINC code, 18776-5')

const section = z.object({
  title: z.string().trim().min(1).max(60).describe('Heading'),
  code: loinc.describe('LOINC code of the section'),
  required: z.boolean().default(false).describe('Must not be empty when the note is signed'),
  text: z.string().max(4000).default('').describe('What it begins with; .phrases and {placeholders} are filled in'),
})

const template = z.object({
  title: z.string().trim().min(1).max(60).describe('Name'),
  code: loinc.default(PROGRESS_NOTE).describe('LOINC code of the kind of note'),
  sections: z.array(section).min(1).max(20),
})

const phrase = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,30}$/, 'lower-case letters and digits')
    .describe('What is typed after the dot'),
  text: z
    .string()
    .min(1)
    .max(4000)
    .describe('What it becomes; {vitals} and the like are filled in, *** is a gap to fill'),
})

const strictness = (usual: 'refuse' | 'warn' | 'off') => z.enum(['refuse', 'warn', 'off']).default(usual)

const SOAP = {
  title: 'SOAP',
  code: PROGRESS_NOTE,
  sections: [
    { title: 'Subjective', code: SUBJECTIVE, required: true, text: '' },
    { title: 'Objective', code: OBJECTIVE, required: false, text: '.vitals' },
    { title: 'Assessment', code: ASSESSMENT, required: true, text: '' },
    { title: 'Plan', code: PLAN, required: true, text: '' },
  ],
}

const WELL_VISIT = {
  title: 'Well visit',
  code: WELL_VISIT_NOTE,
  sections: [
    { title: 'Since the last visit', code: HISTORY, required: true, text: '' },
    {
      title: 'Medicines and allergies',
      code: '10160-0',
      required: false,
      text: 'Takes: {meds}\nAllergies: {allergies}',
    },
    { title: 'Examination', code: OBJECTIVE, required: true, text: '.vitals' },
    { title: 'Assessment', code: ASSESSMENT, required: false, text: '' },
    { title: 'Plan', code: PLAN, required: true, text: 'Next well visit in ***' },
  ],
}

const PHONE_CALL = {
  title: 'Phone call',
  code: TELEPHONE_NOTE,
  sections: [
    { title: 'Reason for the call', code: REASON, required: true, text: '' },
    { title: 'What was said', code: HISTORY, required: false, text: '' },
    { title: 'Advice and plan', code: PLAN, required: true, text: '' },
  ],
}

const PHRASES = [
  { name: 'heart', text: 'Heart: regular rate and rhythm, no murmur.' },
  { name: 'lungs', text: 'Lungs: clear on both sides, no wheeze.' },
  { name: 'feet', text: 'Feet: skin whole, pulses present, monofilament felt at *** of 10 points.' },
  { name: 'followup', text: 'Come back in *** for ***. Call sooner if ***.' },
]

/** What a clinic sets about visit notes; becomes the admin form. */
export const noteSettings = z.object({
  templates: z
    .array(template)
    .min(1)
    .max(40)
    .default([SOAP, WELL_VISIT, PHONE_CALL])
    .describe('Templates of visit notes'),
  phrases: z.array(phrase).max(500).default(PHRASES).describe('Phrases: .name becomes a text while typing'),
  checks: z
    .object({
      required: strictness('refuse').describe('A section that the template requires is empty'),
      plan: strictness('refuse').describe('The plan is empty'),
      gaps: strictness('refuse').describe('A gap (***) is left'),
      problem: strictness('warn').describe('The assessment names no problem of the chart'),
      carried: strictness('warn').describe('Text was carried forward and not touched'),
      vitals: strictness('off').describe('No vital signs were taken at the visit'),
    })
    .prefault({})
    .describe('Checks when a note is signed'),
  endVisit: z.boolean().default(true).describe('Signing the note ends a visit that is in progress'),
})

export type NoteSettings = z.infer<typeof noteSettings>
export type NoteTemplate = z.infer<typeof template>
export type Phrase = z.infer<typeof phrase>
export type CheckName = keyof NoteSettings['checks']
