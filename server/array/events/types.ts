/**
 * Every kind of event: how severe it is, what noun it is about, and the parameters of its sentence, which are kept as
 * its data. Texts: server/messages/<language>/events.ts.
 */
import type { ParamTable } from '../door/params'
import type { Noun, Severity } from './schema'

interface Definition {
  severity: Severity
  noun: Noun
  params: ParamTable
}

export const EVENTS = {
  array_started: { severity: 'info', noun: 'array', params: { version: 'text' } },
  array_renamed: { severity: 'info', noun: 'array', params: { from: 'text', to: 'text' } },
  array_settings_changed: { severity: 'info', noun: 'array', params: { copies: 'count', kept: 'count' } },
  array_rechecked: { severity: 'info', noun: 'array', params: { count: 'count' } },
  array_unfinished_undone: { severity: 'warning', noun: 'array', params: { what: 'text' } },
  array_unfinished_done: { severity: 'warning', noun: 'array', params: { what: 'text' } },
  host_refused: { severity: 'warning', noun: 'array', params: { address: 'text', detail: 'text' } },

  command_refused: {
    severity: 'info',
    noun: 'array',
    params: { command: 'text', code: 'text', reason: 'refusal', fields: 'text', count: 'count' },
  },
  command_denied: {
    severity: 'warning',
    noun: 'array',
    params: { command: 'text', code: 'text', reason: 'refusal', fields: 'text', count: 'count' },
  },
  token_refused: { severity: 'warning', noun: 'array', params: { address: 'text', count: 'count' } },

  pool_created: { severity: 'info', noun: 'pool', params: { pool: 'text', path: 'text' } },
  pool_imported: { severity: 'info', noun: 'pool', params: { pool: 'text', path: 'text', count: 'count' } },
  pool_renamed: { severity: 'info', noun: 'pool', params: { from: 'text', to: 'text' } },
  pool_deleted: { severity: 'info', noun: 'pool', params: { pool: 'text', path: 'text' } },
  pool_missing: { severity: 'critical', noun: 'pool', params: { pool: 'text', path: 'text', detail: 'text' } },
  pool_returned: { severity: 'info', noun: 'pool', params: { pool: 'text', path: 'text' } },
  pool_full: { severity: 'critical', noun: 'pool', params: { pool: 'text' } },
  pool_space_returned: { severity: 'info', noun: 'pool', params: { pool: 'text' } },
  pool_folder_damaged: { severity: 'warning', noun: 'pool', params: { pool: 'text', folder: 'text', detail: 'text' } },

  virtual_disk_created: {
    severity: 'info',
    noun: 'virtualDisk',
    params: { disk: 'text', capacity: 'bytes', pool: 'text' },
  },
  virtual_disk_renamed: { severity: 'info', noun: 'virtualDisk', params: { from: 'text', to: 'text' } },
  virtual_disk_grown: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text', from: 'bytes', to: 'bytes' } },
  virtual_disk_read_only_set: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text' } },
  virtual_disk_origin_forgotten: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text', original: 'text' } },
  virtual_disk_identities_given: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text', changes: 'text' } },
  virtual_disk_read_only_cleared: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text' } },
  virtual_disk_deleted: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text' } },
  virtual_disk_adopted: { severity: 'warning', noun: 'virtualDisk', params: { disk: 'text', pool: 'text' } },
  virtual_disk_twin: { severity: 'warning', noun: 'pool', params: { pool: 'text', disk: 'text', other: 'text' } },
  virtual_disk_missing: { severity: 'critical', noun: 'virtualDisk', params: { disk: 'text', pool: 'text' } },
  virtual_disk_returned: { severity: 'info', noun: 'virtualDisk', params: { disk: 'text', pool: 'text' } },
  virtual_disk_name_restored: { severity: 'warning', noun: 'virtualDisk', params: { disk: 'text', found: 'text' } },
  virtual_disk_capacity_corrected: {
    severity: 'warning',
    noun: 'virtualDisk',
    params: { disk: 'text', from: 'bytes', to: 'bytes' },
  },
  virtual_disk_read_error: { severity: 'critical', noun: 'virtualDisk', params: { disk: 'text', detail: 'text' } },
  virtual_disk_write_error: { severity: 'critical', noun: 'virtualDisk', params: { disk: 'text', detail: 'text' } },

  snapshot_created: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_renamed: { severity: 'info', noun: 'snapshot', params: { from: 'text', to: 'text' } },
  snapshot_policy_changed: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text' } },
  snapshot_disabled: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_recreated: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_deleted: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_over_threshold: {
    severity: 'warning',
    noun: 'snapshot',
    params: { snapshot: 'text', percent: 'count', repository: 'text' },
  },
  snapshot_below_threshold: {
    severity: 'info',
    noun: 'snapshot',
    params: { snapshot: 'text', percent: 'count', repository: 'text' },
  },
  snapshot_room_again: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', repository: 'text' } },
  snapshot_repository_grown: {
    severity: 'info',
    noun: 'snapshot',
    params: { snapshot: 'text', repository: 'text', from: 'bytes', to: 'bytes' },
  },
  snapshot_full: { severity: 'critical', noun: 'snapshot', params: { snapshot: 'text', repository: 'text' } },
  snapshot_failed: {
    severity: 'critical',
    noun: 'snapshot',
    params: { snapshot: 'text', failure: 'failure', detail: 'text' },
  },
  snapshot_rollback_started: { severity: 'warning', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_rollback_found: { severity: 'warning', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_rollback_completed: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_rollback_paused: {
    severity: 'critical',
    noun: 'snapshot',
    params: { snapshot: 'text', source: 'text', failure: 'rollbackFailure', detail: 'text' },
  },
  snapshot_rollback_resumed: { severity: 'info', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_rollback_cancelled: { severity: 'warning', noun: 'snapshot', params: { snapshot: 'text', source: 'text' } },
  snapshot_rollback_priority_changed: {
    severity: 'info',
    noun: 'snapshot',
    params: { snapshot: 'text', source: 'text', priority: 'priority' },
  },
  snapshot_state_corrected: { severity: 'warning', noun: 'snapshot', params: { snapshot: 'text' } },

  copy_created: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_started: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_resumed: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_completed: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text', total: 'bytes' } },
  copy_failed: {
    severity: 'critical',
    noun: 'copy',
    params: { source: 'text', target: 'text', failure: 'failure', detail: 'text' },
  },
  copy_stopped: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_recopied: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_removed: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_priority_changed: {
    severity: 'info',
    noun: 'copy',
    params: { source: 'text', target: 'text', priority: 'priority' },
  },
  copy_target_read_only_set: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },
  copy_target_read_only_cleared: { severity: 'info', noun: 'copy', params: { source: 'text', target: 'text' } },

  instant_copy_created: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_renamed: { severity: 'info', noun: 'instantCopy', params: { from: 'text', to: 'text' } },
  instant_copy_rates_changed: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', copyRate: 'count', cleanRate: 'count' },
  },
  instant_copy_auto_delete_set: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_auto_delete_cleared: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_grouped: { severity: 'info', noun: 'instantCopy', params: { name: 'text', group: 'text' } },
  instant_copy_ungrouped: { severity: 'info', noun: 'instantCopy', params: { name: 'text', group: 'text' } },
  instant_copy_prepared: {
    severity: 'warning',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_in_use_overridden: {
    severity: 'warning',
    noun: 'instantCopy',
    params: { name: 'text', disk: 'text', hosts: 'text' },
  },
  instant_copy_started: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_resumed: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_completed: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_stopping: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_stopped: {
    severity: 'warning',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_split: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_moved: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text', newSource: 'text' },
  },
  instant_copy_suspended: {
    severity: 'critical',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },
  instant_copy_adopted: { severity: 'warning', noun: 'instantCopy', params: { name: 'text', source: 'text', target: 'text' } },
  instant_copy_state_corrected: { severity: 'warning', noun: 'instantCopy', params: { name: 'text' } },
  instant_copy_failed: {
    severity: 'critical',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text', failure: 'failure', detail: 'text' },
  },
  instant_copy_halted: {
    severity: 'warning',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text', failure: 'failure', detail: 'text' },
  },
  instant_copy_deleted: {
    severity: 'info',
    noun: 'instantCopy',
    params: { name: 'text', source: 'text', target: 'text' },
  },

  consistency_group_created: { severity: 'info', noun: 'consistencyGroup', params: { group: 'text' } },
  consistency_group_renamed: { severity: 'info', noun: 'consistencyGroup', params: { from: 'text', to: 'text' } },
  consistency_group_changed: { severity: 'info', noun: 'consistencyGroup', params: { group: 'text' } },
  consistency_group_prepared: { severity: 'warning', noun: 'consistencyGroup', params: { group: 'text', count: 'count' } },
  consistency_group_started: { severity: 'info', noun: 'consistencyGroup', params: { group: 'text', count: 'count' } },
  consistency_group_stopped: { severity: 'warning', noun: 'consistencyGroup', params: { group: 'text', count: 'count' } },
  consistency_group_deleted: { severity: 'info', noun: 'consistencyGroup', params: { group: 'text' } },

  host_created: { severity: 'info', noun: 'host', params: { host: 'text' } },
  host_updated: { severity: 'info', noun: 'host', params: { host: 'text' } },
  host_chap_secret_removed: { severity: 'warning', noun: 'host', params: { host: 'text', identifier: 'text' } },
  host_deleted: { severity: 'info', noun: 'host', params: { host: 'text' } },
  host_group_created: { severity: 'info', noun: 'hostGroup', params: { hostGroup: 'text' } },
  host_group_updated: { severity: 'info', noun: 'hostGroup', params: { hostGroup: 'text' } },
  host_group_deleted: { severity: 'info', noun: 'hostGroup', params: { hostGroup: 'text' } },
  mapping_created: { severity: 'info', noun: 'mapping', params: { disk: 'text', to: 'text', lun: 'count' } },
  mapping_deleted: { severity: 'info', noun: 'mapping', params: { disk: 'text', to: 'text', lun: 'count' } },
  reservations_cleared: { severity: 'warning', noun: 'virtualDisk', params: { disk: 'text', lost: 'text' } },
  session_closed_by_user: { severity: 'info', noun: 'session', params: { host: 'text', disk: 'text' } },

  set_up: { severity: 'info', noun: 'user', params: { user: 'text' } },
  signed_in: { severity: 'info', noun: 'user', params: { user: 'text' } },
  sign_in_failed: { severity: 'warning', noun: 'user', params: { email: 'text' } },
  signed_out: { severity: 'info', noun: 'user', params: { user: 'text' } },
  sign_in_ended: { severity: 'info', noun: 'user', params: { user: 'text' } },
  user_created: { severity: 'info', noun: 'user', params: { user: 'text', role: 'role' } },
  user_renamed: { severity: 'info', noun: 'user', params: { from: 'text', to: 'text' } },
  user_role_changed: { severity: 'info', noun: 'user', params: { user: 'text', role: 'role' } },
  user_password_set: { severity: 'info', noun: 'user', params: { user: 'text' } },
  user_password_changed: { severity: 'info', noun: 'user', params: { user: 'text' } },
  user_deleted: { severity: 'info', noun: 'user', params: { user: 'text' } },
  token_created: { severity: 'info', noun: 'token', params: { token: 'text', role: 'role' } },
  token_revoked: { severity: 'info', noun: 'token', params: { token: 'text' } },
} as const satisfies Record<string, Definition>

/** What anybody can cause who reaches the array, allowed or not. */
export const REFUSALS_BY_STRANGERS = [
  'command_refused',
  'command_denied',
  'token_refused',
  'sign_in_failed',
  'host_refused',
] as const satisfies (keyof typeof EVENTS)[]

export type EventType = keyof typeof EVENTS
