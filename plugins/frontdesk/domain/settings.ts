import { z } from 'zod'
import { parseHours } from './hours.js'

/** Tones of the look that tell visit types apart; colour stays a thin edge, the words say what it is. */
export const TONES = ['plain', 'chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'] as const

const code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens')

const hours = z
  .string()
  .refine((text) => parseHours(text) !== undefined, 'times such as 8:00-12:00, 13:00-17:00, or nothing when closed')

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const OPEN = '8:00-12:00, 13:00-17:00'

const week = z.object({
  mon: hours.default(OPEN),
  tue: hours.default(OPEN),
  wed: hours.default(OPEN),
  thu: hours.default(OPEN),
  fri: hours.default(OPEN),
  sat: hours.default(''),
  sun: hours.default(''),
})

const visitType = z.object({
  code,
  label: z.string().min(1).max(60),
  minutes: z.int().min(5).max(480).multipleOf(5),
  tone: z.enum(TONES).default('plain'),
  overbook: z.boolean().default(false).describe('May be put beside another visit, with a reason'),
})

const provider = z.object({
  practitioner: z.string().regex(/^Practitioner\/[A-Za-z0-9\-.]{1,64}$/, 'Practitioner/id'),
  hours: week.partial().default({}),
})

/** What a clinic sets for its front desk. */
export const settings = z.object({
  visitTypes: z
    .array(visitType)
    .min(1)
    .default([
      { code: 'follow-up', label: 'Follow-up', minutes: 20, tone: 'chart-1', overbook: false },
      { code: 'new-patient', label: 'New patient', minutes: 40, tone: 'chart-2', overbook: false },
      { code: 'physical', label: 'Physical', minutes: 40, tone: 'chart-3', overbook: false },
      { code: 'acute', label: 'Acute visit', minutes: 20, tone: 'chart-4', overbook: true },
      { code: 'nurse', label: 'Nurse visit', minutes: 10, tone: 'chart-5', overbook: true },
      { code: 'video', label: 'Video visit', minutes: 20, tone: 'plain', overbook: false },
    ]),
  hours: week.prefault({}).describe('Opening hours of the clinic'),
  providers: z.array(provider).default([]).describe('Who has a column, and hours that differ from the clinic’s'),
  step: z.literal([5, 10, 15]).default(10).describe('Minutes between times at the desk'),
  slotMinutes: z.literal([10, 15, 20, 30]).default(20).describe('Length of a free slot that others may book'),
  lookAhead: z.int().min(1).max(90).default(14).describe('Days for which free slots are kept'),
  cancelReasons: z
    .array(z.object({ code, label: z.string().min(1).max(60) }))
    .min(1)
    .default([
      { code: 'pat', label: 'Patient asked' },
      { code: 'prov', label: 'Provider not available' },
      { code: 'maint', label: 'Room or equipment not available' },
      { code: 'other', label: 'Other' },
    ]),
  rooms: z.array(z.string().min(1).max(40)).default(['Room 1', 'Room 2', 'Room 3', 'Room 4']),
  waitTooLong: z.int().min(1).max(600).default(20).describe('Minutes of waiting after which the board shows colour'),
  roomTooLong: z.int().min(1).max(600).default(45).describe('Minutes in a room after which the board shows colour'),
  mrnSystem: z.string().min(1).default('urn:tessera:mrn'),
  mrnFirst: z.int().min(1).default(100001),
})

export type Settings = z.output<typeof settings>
export type VisitType = Settings['visitTypes'][number]
export type Week = Settings['hours']
