import access from './access'
import array from './array'
import common from './common'
import conditions from './conditions'
import copyRefusals from './copy-refusals'
import events from './events'
import failures from './failures'
import refusals from './refusals'

export default { common, array, access, conditions, events, failures, refusals: { ...refusals, ...copyRefusals } }
