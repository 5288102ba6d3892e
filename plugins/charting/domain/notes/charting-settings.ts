import { z } from 'zod'
import { noteSettings } from './settings.js'

/** What a clinic sets about charting; becomes the admin form. */
export const chartingSettings = z.object({ notes: noteSettings.prefault({}).describe('Visit notes') })
