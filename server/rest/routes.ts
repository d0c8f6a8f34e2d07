/** Every call of the REST interface: method and path, and what it asks. From this table routes answer and OpenAPI is made. */
import { recheck } from '../array/conditions/commands'
import { listConditions } from '../array/conditions/queries'
import { listCopySources, listCopyTargets } from '../array/copies/candidates-queries'
import { createCopy, recopyCopy, removeCopy, stopCopy, updateCopy } from '../array/copies/commands'
import { getCopy, listCopies } from '../array/copies/queries'
import {
  createConsistencyGroup,
  deleteConsistencyGroup,
  prepareConsistencyGroup,
  startConsistencyGroup,
  stopConsistencyGroup,
  updateConsistencyGroup,
} from '../array/consistency-groups/commands'
import { getConsistencyGroup, listConsistencyGroups } from '../array/consistency-groups/queries'
import type { Command, Query } from '../array/door/command'
import { listEvents } from '../array/events/queries'
import { getArray, updateArray } from '../array/facts/queries'
import { createHostGroup, deleteHostGroup, updateHostGroup } from '../array/host-groups/commands'
import { getHostGroup, listHostGroups } from '../array/host-groups/queries'
import { createHost, deleteHost, updateHost } from '../array/hosts/commands'
import { getConnectGuide } from '../array/hosts/connect-guide'
import { getHost, listHosts } from '../array/hosts/queries'
import { synthesize, synthesizeInstantCopy } from '../array/identities/commands'
import { getIdentities } from '../array/identities/queries'
import { createInstantCopy, deleteInstantCopy, updateInstantCopy } from '../array/instant-copies/commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from '../array/instant-copies/drive-commands'
import { listInstantCopySources, listInstantCopyTargets } from '../array/instant-copies/candidates-queries'
import { previewInstantCopyPair } from '../array/instant-copies/pair-preview'
import { previewConsistencyGroup, previewInstantCopy } from '../array/instant-copies/preview'
import { getInstantCopy, listInstantCopies } from '../array/instant-copies/queries'
import { listUnknownInitiators } from '../array/initiators/queries'
import { createMapping, deleteMapping } from '../array/mappings/commands'
import { getMapping, listMappings } from '../array/mappings/queries'
import { listMappingDisks } from '../array/mappings/disks-query'
import { listMappingTargets } from '../array/mappings/targets-query'
import { listOperations } from '../array/operations/queries'
import { createPool, deletePool, importPool, updatePool } from '../array/pools/commands'
import { getPool, inspectPath, listPools } from '../array/pools/queries'
import { cancelRollback, resumeRollback, rollbackSnapshot, updateRollback } from '../array/rollbacks/commands'
import { clearReservations } from '../array/reservations/commands'
import { getReservations } from '../array/reservations/queries'
import { closeSession, listEndedSessions, listSessions } from '../array/sessions/queries'
import {
  createSnapshot,
  createSnapshots,
  deleteSnapshot,
  disableSnapshot,
  recreateSnapshot,
  recreateSnapshots,
  updateSnapshot,
} from '../array/snapshots/commands'
import { listSourceImages } from '../array/snapshots/images-queries'
import { getSnapshot, listSnapshots } from '../array/snapshots/queries'
import { listSnapshotSources } from '../array/snapshots/sources-queries'
import { createVirtualDisk, deleteVirtualDisk, forgetOrigin, updateVirtualDisk } from '../array/virtual-disks/commands'
import { getVirtualDiskContents } from '../array/virtual-disks/contents-query'
import { getVirtualDisk, getVirtualDiskStatistics, listVirtualDisks } from '../array/virtual-disks/queries'
import {
  changePasswordCommand,
  createTokenCommand,
  createUserCommand,
  deleteUserCommand,
  endSignInCommand,
  revokeTokenCommand,
  setUserPasswordCommand,
  updateUserCommand,
} from '../identity/commands'
import { listSignInsQuery, listTokensQuery, listUsersQuery } from '../identity/queries'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export interface Route {
  method: Method
  /** Below /api/v1. `{id}` is the one parameter that a path can have. */
  path: string
  asks: Command | Query
  status: 200 | 201 | 204
}

const read = (path: string, asks: Query): Route => ({ method: 'GET', path, asks, status: 200 })
const create = (path: string, asks: Command): Route => ({ method: 'POST', path, asks, status: 201 })
/** An action on an object; answers the object as it is afterwards. */
const act = (path: string, asks: Command): Route => ({ method: 'POST', path, asks, status: 200 })
const change = (path: string, asks: Command): Route => ({ method: 'PATCH', path, asks, status: 200 })
const remove = (path: string, asks: Command): Route => ({ method: 'DELETE', path, asks, status: 204 })

export const ROUTES: readonly Route[] = [
  read('/array', getArray),
  change('/array', updateArray),

  read('/pools', listPools),
  create('/pools', createPool),
  create('/pools/import', importPool),
  read('/pools/inspect', inspectPath),
  read('/pools/{id}', getPool),
  change('/pools/{id}', updatePool),
  remove('/pools/{id}', deletePool),

  read('/virtual-disks', listVirtualDisks),
  create('/virtual-disks', createVirtualDisk),
  read('/virtual-disks/{id}', getVirtualDisk),
  change('/virtual-disks/{id}', updateVirtualDisk),
  remove('/virtual-disks/{id}', deleteVirtualDisk),
  read('/virtual-disks/{id}/statistics', getVirtualDiskStatistics),
  read('/virtual-disks/{id}/contents', getVirtualDiskContents),
  read('/virtual-disks/{id}/images', listSourceImages),
  read('/virtual-disks/{id}/mapping-targets', listMappingTargets),
  read('/virtual-disks/{id}/reservations', getReservations),
  remove('/virtual-disks/{id}/reservations', clearReservations),
  act('/virtual-disks/{id}/forget-origin', forgetOrigin),
  read('/virtual-disks/{id}/identities', getIdentities),
  act('/virtual-disks/{id}/synthesize', synthesize),

  read('/snapshots', listSnapshots),
  create('/snapshots', createSnapshot),
  read('/snapshots/sources', listSnapshotSources),
  create('/snapshots/at-one-instant', createSnapshots),
  act('/snapshots/at-one-instant/recreate', recreateSnapshots),
  read('/snapshots/{id}', getSnapshot),
  change('/snapshots/{id}', updateSnapshot),
  remove('/snapshots/{id}', deleteSnapshot),
  act('/snapshots/{id}/disable', disableSnapshot),
  act('/snapshots/{id}/recreate', recreateSnapshot),
  act('/snapshots/{id}/rollback', rollbackSnapshot),
  change('/snapshots/{id}/rollback', updateRollback),
  act('/snapshots/{id}/rollback/resume', resumeRollback),
  act('/snapshots/{id}/rollback/cancel', cancelRollback),

  read('/copies', listCopies),
  create('/copies', createCopy),
  read('/copies/sources', listCopySources),
  read('/copies/targets', listCopyTargets),
  read('/copies/{id}', getCopy),
  change('/copies/{id}', updateCopy),
  remove('/copies/{id}', removeCopy),
  act('/copies/{id}/stop', stopCopy),
  act('/copies/{id}/recopy', recopyCopy),

  read('/instant-copies', listInstantCopies),
  create('/instant-copies', createInstantCopy),
  read('/instant-copies/sources', listInstantCopySources),
  read('/instant-copies/targets', listInstantCopyTargets),
  read('/instant-copies/preview', previewInstantCopyPair),
  read('/instant-copies/{id}', getInstantCopy),
  read('/instant-copies/{id}/preview', previewInstantCopy),
  change('/instant-copies/{id}', updateInstantCopy),
  remove('/instant-copies/{id}', deleteInstantCopy),
  act('/instant-copies/{id}/prepare', prepareInstantCopy),
  act('/instant-copies/{id}/start', startInstantCopy),
  act('/instant-copies/{id}/stop', stopInstantCopy),
  act('/instant-copies/{id}/synthesize', synthesizeInstantCopy),

  read('/consistency-groups', listConsistencyGroups),
  create('/consistency-groups', createConsistencyGroup),
  read('/consistency-groups/{id}', getConsistencyGroup),
  read('/consistency-groups/{id}/preview', previewConsistencyGroup),
  change('/consistency-groups/{id}', updateConsistencyGroup),
  remove('/consistency-groups/{id}', deleteConsistencyGroup),
  act('/consistency-groups/{id}/prepare', prepareConsistencyGroup),
  act('/consistency-groups/{id}/start', startConsistencyGroup),
  act('/consistency-groups/{id}/stop', stopConsistencyGroup),

  read('/hosts', listHosts),
  create('/hosts', createHost),
  read('/hosts/{id}', getHost),
  change('/hosts/{id}', updateHost),
  remove('/hosts/{id}', deleteHost),
  read('/hosts/{id}/connect', getConnectGuide),

  read('/initiators/unknown', listUnknownInitiators),

  read('/host-groups', listHostGroups),
  create('/host-groups', createHostGroup),
  read('/host-groups/{id}', getHostGroup),
  change('/host-groups/{id}', updateHostGroup),
  remove('/host-groups/{id}', deleteHostGroup),

  read('/mappings', listMappings),
  create('/mappings', createMapping),
  read('/mappings/disks', listMappingDisks),
  read('/mappings/{id}', getMapping),
  remove('/mappings/{id}', deleteMapping),

  read('/sessions', listSessions),
  read('/sessions/ended', listEndedSessions),
  remove('/sessions/{id}', closeSession),
  read('/operations', listOperations),
  read('/conditions', listConditions),
  act('/conditions/recheck', recheck),
  read('/events', listEvents),

  read('/users', listUsersQuery),
  create('/users', createUserCommand),
  change('/users/{id}', updateUserCommand),
  remove('/users/{id}', deleteUserCommand),
  act('/users/{id}/password', setUserPasswordCommand),
  act('/password', changePasswordCommand),
  read('/sign-ins', listSignInsQuery),
  remove('/sign-ins/{id}', endSignInCommand),
  read('/tokens', listTokensQuery),
  create('/tokens', createTokenCommand),
  act('/tokens/{id}/revoke', revokeTokenCommand),
]
