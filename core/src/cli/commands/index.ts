import type { Command } from '../command.js'
import { auditVerify } from './audit.js'
import { clientCreate } from './client.js'
import { clinicCreate } from './clinic.js'
import { importFiles } from './import.js'
import { pluginDisable, pluginEnable, pluginList } from './plugin.js'
import { userCreate } from './user.js'

/** Commands that work on an open house, in this process or in the server that holds the folder. */
export const COMMANDS: readonly Command[] = [
  clinicCreate,
  userCreate,
  clientCreate,
  importFiles,
  auditVerify,
  pluginList,
  pluginEnable,
  pluginDisable,
]
