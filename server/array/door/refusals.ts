/**
 * Every reason for which the array refuses something, as data: HTTP status and the parameters of its text.
 * The texts are in server/messages/<language>/refusals.ts, by code.
 */
import type { AnyParams, ParamsOf, ParamTable } from './params'

interface Definition {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503 | 507
  params: ParamTable
}

export const REFUSALS = {
  // The door.
  bad_input: { status: 400, params: {} },
  not_json: { status: 400, params: {} },
  wrong_media_type: { status: 415, params: { mediaType: 'text' } },
  bad_cursor: { status: 400, params: {} },
  body_too_large: { status: 413, params: { limit: 'bytes' } },
  unauthenticated: { status: 401, params: {} },
  cross_site: { status: 403, params: { origin: 'text' } },
  role_required: { status: 403, params: { role: 'role' } },
  not_found: { status: 404, params: { noun: 'noun', id: 'text' } },
  no_such_route: { status: 404, params: { path: 'text' } },
  method_not_allowed: { status: 405, params: { method: 'text', allowed: 'text' } },
  name_taken: { status: 409, params: { name: 'text' } },
  idempotency_key_reused: { status: 409, params: { key: 'text' } },
  idempotency_key_invalid: { status: 400, params: {} },
  idempotency_key_unsupported: { status: 400, params: {} },
  not_ready: { status: 503, params: {} },
  no_space: { status: 507, params: { pool: 'text' } },
  no_space_left: { status: 507, params: {} },
  internal: { status: 500, params: { reference: 'text' } },

  // Pools and paths.
  path_parent_missing: { status: 400, params: { path: 'text' } },
  path_not_directory: { status: 400, params: { path: 'text' } },
  path_unusable: { status: 400, params: { path: 'text', detail: 'text' } },
  path_not_writable: { status: 400, params: { path: 'text' } },
  path_inside_pool: { status: 409, params: { path: 'text', pool: 'text' } },
  path_not_empty: { status: 409, params: { path: 'text' } },
  path_holds_pool: { status: 409, params: { path: 'text' } },
  path_not_pool: { status: 400, params: { path: 'text' } },
  pool_already_here: { status: 409, params: { pool: 'text' } },
  pool_disks_known: { status: 409, params: { path: 'text', disk: 'text' } },
  pool_locked: { status: 409, params: { path: 'text' } },
  pool_damaged: { status: 409, params: { path: 'text', detail: 'text' } },
  pool_has_disks: { status: 409, params: { pool: 'text', count: 'count' } },
  pool_missing: { status: 409, params: { pool: 'text' } },

  // Virtual disks.
  disk_missing: { status: 409, params: { disk: 'text' } },
  disk_failed: { status: 409, params: { disk: 'text' } },
  disk_io_stuck: { status: 409, params: { disk: 'text' } },
  disk_mapped: { status: 409, params: { disk: 'text', to: 'text' } },
  disk_is_copy_source: { status: 409, params: { disk: 'text', target: 'text' } },
  disk_is_copy_target: { status: 409, params: { disk: 'text', source: 'text' } },
  disk_has_snapshots: { status: 409, params: { disk: 'text', count: 'count' } },
  disk_copy_running: { status: 409, params: { disk: 'text', other: 'text' } },
  disk_shrinks: { status: 409, params: { disk: 'text', capacity: 'bytes' } },
  snapshot_disk_fixed: { status: 409, params: { disk: 'text' } },
  snapshot_disk_owned: { status: 409, params: { disk: 'text' } },
  repository_disk_owned: { status: 409, params: { disk: 'text', snapshot: 'text' } },
  contents_repository: { status: 409, params: { disk: 'text' } },
  contents_unreadable: { status: 409, params: { disk: 'text' } },
  disk_bears_own_content: { status: 409, params: { disk: 'text' } },
  reservations_none: { status: 409, params: { disk: 'text' } },
  reservations_changed: { status: 409, params: { disk: 'text' } },
  reservations_unreadable: { status: 409, params: { disk: 'text' } },
  identities_mapped: { status: 409, params: { disk: 'text', to: 'text' } },
  identities_read_only: { status: 409, params: { disk: 'text' } },
  disk_in_use: { status: 409, params: { disk: 'text' } },

  disk_is_instant_copy_source: { status: 409, params: { disk: 'text', target: 'text' } },
  disk_is_instant_copy_target: { status: 409, params: { disk: 'text', source: 'text' } },
  disk_grain_differs: { status: 409, params: { disk: 'text', grain: 'bytes', other: 'bytes' } },
  disk_is_instant_copy_part: { status: 409, params: { disk: 'text', source: 'text' } },

  // Instant copies: their disks.
  instant_copy_source_not_standard: { status: 409, params: { disk: 'text' } },
  instant_copy_source_limit: { status: 409, params: { disk: 'text', limit: 'count' } },
  instant_copy_target_same: { status: 409, params: { disk: 'text' } },
  instant_copy_target_not_standard: { status: 409, params: { disk: 'text' } },
  instant_copy_other_pool: { status: 409, params: { disk: 'text', pool: 'text', source: 'text', sourcePool: 'text' } },
  instant_copy_size_differs: {
    status: 409,
    params: { disk: 'text', capacity: 'bytes', source: 'text', sourceCapacity: 'bytes' },
  },
  instant_copy_target_taken: { status: 409, params: { disk: 'text', source: 'text' } },
  instant_copy_tree_limit: { status: 409, params: { disk: 'text', source: 'text', limit: 'count' } },
  instant_copy_grain_differs: { status: 409, params: { disk: 'text', grain: 'bytes' } },
  instant_copy_restore_indirect: { status: 409, params: { disk: 'text', target: 'text', through: 'text' } },
  instant_copy_restore_together: { status: 409, params: { disk: 'text', target: 'text' } },
  instant_copy_target_is_source: { status: 409, params: { disk: 'text', target: 'text' } },
  instant_copy_target_has_snapshots: { status: 409, params: { disk: 'text', snapshots: 'text' } },
  instant_copy_target_in_use: { status: 409, params: { disk: 'text', hosts: 'text' } },
  instant_copy_target_mounted: { status: 409, params: { disk: 'text', to: 'text' } },
  instant_copy_restore_running: { status: 409, params: { name: 'text' } },
  instant_copy_disk_error: { status: 409, params: { pool: 'text' } },

  // Instant copies: what a status or a consistency group forbids.
  instant_copy_is_idle: { status: 409, params: { name: 'text' } },
  instant_copy_is_preparing: { status: 409, params: { name: 'text' } },
  instant_copy_is_prepared: { status: 409, params: { name: 'text' } },
  instant_copy_is_copying: { status: 409, params: { name: 'text' } },
  instant_copy_is_stopping: { status: 409, params: { name: 'text' } },
  instant_copy_is_stopped: { status: 409, params: { name: 'text' } },
  instant_copy_is_suspended: { status: 409, params: { name: 'text' } },
  instant_copy_split_incomplete: { status: 409, params: { name: 'text', target: 'text' } },
  instant_copy_split_restore: { status: 409, params: { name: 'text', target: 'text' } },
  instant_copy_split_snapshots: { status: 409, params: { name: 'text', target: 'text', snapshots: 'text' } },
  instant_copy_unfinished: { status: 409, params: { name: 'text' } },
  instant_copy_in_group: { status: 409, params: { name: 'text', group: 'text' } },
  consistency_group_active: { status: 409, params: { group: 'text', name: 'text' } },
  consistency_group_empty: { status: 409, params: { group: 'text' } },
  consistency_group_has_members: { status: 409, params: { group: 'text', count: 'count' } },
  consistency_group_cascade: { status: 409, params: { group: 'text', disk: 'text' } },

  // Copies: sources.
  copy_source_mscs_shared: { status: 409, params: {} },
  copy_source_mscs_snapshot: { status: 409, params: {} },
  copy_source_repository: { status: 409, params: { disk: 'text' } },
  copy_source_missing: { status: 409, params: { disk: 'text' } },
  copy_source_failed: { status: 409, params: { disk: 'text' } },
  copy_source_copy_snapshot: { status: 409, params: { disk: 'text' } },
  copy_source_snapshot_inactive: { status: 409, params: { disk: 'text' } },
  copy_source_snapshot_online: { status: 409, params: { disk: 'text' } },
  copy_source_incomplete_target: { status: 409, params: { disk: 'text', source: 'text' } },
  copy_source_target_online: { status: 409, params: { disk: 'text', source: 'text' } },

  // Copies: targets.
  copy_target_same: { status: 409, params: { disk: 'text' } },
  copy_target_repository: { status: 409, params: { disk: 'text' } },
  copy_target_snapshot: { status: 409, params: { disk: 'text' } },
  copy_target_missing: { status: 409, params: { disk: 'text' } },
  copy_target_failed: { status: 409, params: { disk: 'text' } },
  copy_target_taken: { status: 409, params: { disk: 'text', source: 'text' } },
  copy_target_is_source: { status: 409, params: { disk: 'text', target: 'text' } },
  copy_target_has_snapshots: { status: 409, params: { disk: 'text', snapshots: 'text' } },
  copy_target_of_own_snapshot: { status: 409, params: { disk: 'text', snapshot: 'text' } },
  copy_target_too_small: {
    status: 409,
    params: { disk: 'text', capacity: 'bytes', source: 'text', sourceCapacity: 'bytes' },
  },
  copy_target_read_only: { status: 409, params: { disk: 'text' } },

  // Copies: what a pair's status forbids.
  copy_running: { status: 409, params: {} },
  copy_waiting: { status: 409, params: {} },
  copy_not_running: { status: 409, params: {} },
  copy_not_completed: { status: 409, params: {} },

  // Snapshots.
  snapshot_source_not_standard: { status: 409, params: { disk: 'text' } },
  snapshot_source_is_target: { status: 409, params: { disk: 'text', source: 'text' } },
  snapshot_source_limit: { status: 409, params: { disk: 'text', limit: 'count' } },
  snapshot_source_twice: { status: 400, params: { disk: 'text' } },
  snapshot_twice: { status: 400, params: { snapshot: 'text' } },
  snapshot_of_copy: { status: 409, params: { snapshot: 'text' } },
  snapshot_is_copy_source: { status: 409, params: { snapshot: 'text', target: 'text' } },
  snapshot_disabled: { status: 409, params: { snapshot: 'text' } },
  snapshot_not_disabled: { status: 409, params: { snapshot: 'text' } },

  // Rollbacks.
  disk_rolling_back: { status: 409, params: { disk: 'text', snapshot: 'text' } },
  disk_given_back: { status: 409, params: { disk: 'text', source: 'text' } },
  rollback_snapshot_inactive: { status: 409, params: { snapshot: 'text' } },
  rollback_source_is_target: { status: 409, params: { disk: 'text', source: 'text' } },
  rollback_source_grew: { status: 409, params: { disk: 'text', snapshot: 'text', capacity: 'bytes' } },
  rollback_uses_snapshot: { status: 409, params: { snapshot: 'text' } },
  rollback_running: { status: 409, params: { snapshot: 'text' } },
  rollback_none: { status: 409, params: { snapshot: 'text' } },

  // Hosts, host groups, mappings.
  host_mapped: { status: 409, params: { host: 'text', count: 'count' } },
  host_group_mapped: { status: 409, params: { hostGroup: 'text', count: 'count' } },
  port_taken: { status: 409, params: { identifier: 'text', host: 'text' } },
  port_twice: { status: 400, params: { identifier: 'text' } },
  mutual_chap_alone: { status: 400, params: { identifier: 'text' } },
  chap_secrets_equal: { status: 400, params: { identifier: 'text' } },
  chap_required: { status: 409, params: { identifier: 'text', address: 'text' } },
  chap_secret_too_long: { status: 400, params: { identifier: 'text', limit: 'count' } },
  mapping_exists: { status: 409, params: { disk: 'text', to: 'text' } },
  mapping_repository: { status: 409, params: { disk: 'text' } },
  mapping_copy_snapshot: { status: 409, params: { disk: 'text' } },
  mscs_image_to_cluster: { status: 409, params: { image: 'text', original: 'text', cluster: 'text' } },
  mscs_shared_being_copied: { status: 409, params: { disk: 'text', target: 'text', cluster: 'text' } },
  mscs_image_second_node: {
    status: 409,
    params: { image: 'text', original: 'text', cluster: 'text', host: 'text', other: 'text', otherHost: 'text' },
  },
  image_beside_original_windows: { status: 409, params: { image: 'text', original: 'text', host: 'text' } },
  lun_taken: { status: 409, params: { lun: 'count', name: 'text', disk: 'text' } },
  luns_exhausted: { status: 409, params: { name: 'text' } },
  lun_collision: { status: 409, params: { lun: 'count', host: 'text', hostGroup: 'text' } },

  // Users, sessions, tokens.
  already_set_up: { status: 409, params: {} },
  set_up_code_wrong: { status: 403, params: {} },
  sign_in_wrong: { status: 401, params: {} },
  sign_in_throttled: { status: 429, params: { minutes: 'count' } },
  email_taken: { status: 409, params: { email: 'text' } },
  last_administrator: { status: 409, params: { name: 'text' } },
  password_wrong: { status: 400, params: {} },
  not_a_user: { status: 409, params: {} },
} as const satisfies Record<string, Definition>

export type RefusalCode = keyof typeof REFUSALS

/**
 * Made by {@link refuse}, which checks the parameters against the table. `path` names the input field that it is
 * about, when there is one.
 */
export interface Refusal {
  readonly code: RefusalCode
  readonly params: AnyParams
  readonly path?: string
}

/** What a rule answers: null allows. */
export type Verdict = Refusal | null

export function refuse<C extends RefusalCode>(code: C, params: ParamsOf<(typeof REFUSALS)[C]['params']> & AnyParams, path?: string): Refusal {
  return { code, params, ...(path === undefined ? {} : { path }) }
}

const MARK = Symbol.for('lunette.RefusalError')

/** Carries a refusal out of a handler to the door, which answers it. */
export class RefusalError extends Error {
  readonly [MARK] = true

  constructor(readonly refusal: Refusal) {
    super(refusal.code)
    this.name = 'RefusalError'
  }

  /** By a mark: the bundle holds this module more than once, and what one copy throws another one catches. */
  static override [Symbol.hasInstance](value: unknown): value is RefusalError {
    return typeof value === 'object' && value !== null && MARK in value
  }
}

/** Goes on when the rule allows. @throws {RefusalError} when it refuses. */
export function demand(verdict: Verdict): void {
  if (verdict) throw new RefusalError(verdict)
}

/** The first refusal of several rules; null when all allow. */
export function firstRefusal(...verdicts: Verdict[]): Verdict {
  return verdicts.find((verdict) => verdict !== null) ?? null
}
