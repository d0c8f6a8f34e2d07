import access from './access'
import array from './array'
import common from './common'
import conditions from './conditions'
import copyRefusals from './copy-refusals'
import events from './events'
import failures from './failures'
import refusals from './refusals'
import copies from './copies'
import eventLog from './event-log'
import snapshots from './snapshots'
import shell from './shell'
import virtualDisks from './virtual-disks'
import words from './words'

export default {
  access,
  array,
  common,
  conditions,
  events,
  failures,
  refusals: { ...refusals, ...copyRefusals },
  copies,
  eventLog,
  snapshots,
  shell,
  virtualDisks,
  words,
}
