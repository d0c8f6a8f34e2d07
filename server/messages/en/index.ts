import access from './access'
import array from './array'
import attention from './attention'
import common from './common'
import conditionCommands from './condition-commands'
import conditionSteps from './condition-steps'
import conditions from './conditions'
import consistencyGroups from './consistency-groups'
import contents from './contents'
import copies from './copies'
import copyRefusals from './copy-refusals'
import entry from './entry'
import eventLog from './event-log'
import events from './events'
import failures from './failures'
import help from './help'
import hostSteps from './host-steps'
import hosts from './hosts'
import instantCopies from './instant-copies'
import identities from './identities'
import { identityNotes, identityRefusals } from './identity-reasons'
import instantCopyRefusals from './instant-copy-refusals'
import overview from './overview'
import pools from './pools'
import refusals from './refusals'
import reservations from './reservations'
import rollbackFailures from './rollback-failures'
import rollbacks from './rollbacks'
import settings from './settings'
import shell from './shell'
import snapshots from './snapshots'
import virtualDisks from './virtual-disks'
import warnings from './warnings'
import words from './words'

export default {
  access,
  array,
  attention,
  common,
  conditionCommands,
  conditionSteps,
  conditions,
  consistencyGroups,
  contents,
  copies,
  entry,
  eventLog,
  events,
  failures,
  help,
  hostSteps,
  hosts,
  instantCopies,
  identities,
  identityNotes,
  identityRefusals,
  overview,
  pools,
  refusals: { ...refusals, ...copyRefusals, ...instantCopyRefusals },
  reservations,
  rollbackFailures,
  rollbacks,
  settings,
  shell,
  snapshots,
  virtualDisks,
  warnings,
  words,
}
