/** What happened, by type of event: one sentence. Parameters: server/array/events/types.ts. */
export default {
  array_started: 'The array started (version {version}).',
  array_renamed: 'The array “{from}” was renamed to “{to}”.',
  array_settings_changed:
    'The settings of the array were changed: at most {copies, number} copies at once, {kept, number} events kept.',
  array_rechecked: '{count, plural, =0 {The array was looked over: nothing needs attention.} one {The array was looked over: one thing needs attention.} other {The array was looked over: # things need attention.}}',
  array_unfinished_undone: 'A step that a crash had cut off was undone: {what}.',
  array_unfinished_done: 'A step that a crash had cut off was finished: {what}.',
  host_refused: 'A connection from {address} was refused: {detail}',

  command_refused:
    'The command {command} was refused{count, plural, =1 {} other { # times}}: {reason}{fields, select, none {} other { ({fields})}}',
  command_denied:
    'The command {command} was denied{count, plural, =1 {} other { # times}}: {reason}',
  token_refused:
    'A request from {address} with an API token that is not valid was refused{count, plural, =1 {} other { # times}}.',

  pool_created: 'The pool “{pool}” was created at {path}.',
  pool_imported:
    'The pool “{pool}” at {path} was imported with {count, plural, =0 {no virtual disk} one {# virtual disk} other {# virtual disks}}.',
  pool_renamed: 'The pool “{from}” was renamed to “{to}”.',
  pool_deleted: 'The pool “{pool}” at {path} was deleted.',
  pool_missing: 'The pool “{pool}” at {path} is missing: {detail}',
  pool_returned: 'The pool “{pool}” at {path} is back.',
  pool_full: 'The pool “{pool}” is full: hosts’ writes that need new space fail.',
  pool_space_returned: 'The pool “{pool}” has room again.',
  pool_folder_damaged: 'A folder of the pool “{pool}” could not be understood and was left as it is: {folder}: {detail}',

  virtual_disk_created: 'The virtual disk “{disk}” with {capacity} was created in the pool “{pool}”.',
  virtual_disk_renamed: 'The virtual disk “{from}” was renamed to “{to}”.',
  virtual_disk_grown: 'The virtual disk “{disk}” was enlarged from {from} to {to}.',
  virtual_disk_read_only_set: 'The virtual disk “{disk}” was set to read-only.',
  virtual_disk_origin_forgotten: 'The virtual disk “{disk}” has identifiers of its own now, and may be seen beside “{original}”, whose content it bore.',
  virtual_disk_read_only_cleared: 'The virtual disk “{disk}” is writable again.',
  virtual_disk_deleted: 'The virtual disk “{disk}” was deleted.',
  virtual_disk_adopted: 'The pool “{pool}” held the virtual disk “{disk}”, which the array did not know; it is shown now.',
  virtual_disk_twin:
    'The pool “{pool}” holds a copy of the virtual disk “{disk}” with the same WWID as in the pool “{other}”; it was left aside.',
  virtual_disk_missing: 'The virtual disk “{disk}” is missing from the pool “{pool}”.',
  virtual_disk_returned: 'The virtual disk “{disk}” is back in the pool “{pool}”.',
  virtual_disk_name_restored: 'The label of the virtual disk “{disk}” said “{found}”; it was given its name again.',
  virtual_disk_capacity_corrected:
    'The virtual disk “{disk}” has {to} by its label; the array’s records said {from} and were corrected.',
  virtual_disk_read_error: 'Reading from the virtual disk “{disk}” failed: {detail}',
  virtual_disk_write_error: 'Writing to the virtual disk “{disk}” failed: {detail}',

  snapshot_created: 'The snapshot “{snapshot}” of “{source}” was created.',
  snapshot_renamed: 'The snapshot “{from}” was renamed to “{to}”.',
  snapshot_policy_changed: 'The settings of the snapshot “{snapshot}” were changed.',
  snapshot_disabled: 'The snapshot “{snapshot}” of “{source}” was disabled.',
  snapshot_recreated: 'The snapshot “{snapshot}” of “{source}” was re-created.',
  snapshot_deleted: 'The snapshot “{snapshot}” of “{source}” was deleted with its repository.',
  snapshot_over_threshold:
    'The repository “{repository}” of the snapshot “{snapshot}” passed its warning threshold of {percent} %.',
  snapshot_below_threshold:
    'The repository “{repository}” of the snapshot “{snapshot}” is below its warning threshold of {percent} % again.',
  snapshot_room_again: 'The repository “{repository}” of the snapshot “{snapshot}” has room again.',
  snapshot_repository_grown:
    'The repository “{repository}” of the snapshot “{snapshot}” was enlarged from {from} to {to}.',
  snapshot_full: 'The repository “{repository}” of the snapshot “{snapshot}” is full.',
  snapshot_failed: 'The snapshot “{snapshot}” failed: {failure}',
  snapshot_state_corrected: 'The snapshot “{snapshot}” was found in another state than recorded; the record was corrected.',

  copy_created: 'A virtual disk copy of “{source}” onto “{target}” was created.',
  copy_started: 'The copy of “{source}” onto “{target}” started.',
  copy_resumed: 'The copy of “{source}” onto “{target}” went on after a restart.',
  copy_completed: 'The copy of “{source}” onto “{target}” was completed ({total}).',
  copy_failed: 'The copy of “{source}” onto “{target}” failed: {failure}',
  copy_stopped: 'The copy of “{source}” onto “{target}” was stopped.',
  copy_recopied: 'The copy of “{source}” onto “{target}” was started again from the beginning.',
  copy_removed: 'The copy pair of “{source}” and “{target}” was removed; “{target}” keeps its data.',
  copy_priority_changed: 'The priority of the copy of “{source}” onto “{target}” was changed to {priority}.',
  copy_target_read_only_set: '“{target}”, the target of a copy of “{source}”, was set to read-only.',
  copy_target_read_only_cleared: '“{target}”, the target of a copy of “{source}”, is writable for hosts now.',

  host_created: 'The host “{host}” was created.',
  host_updated: 'The host “{host}” was changed.',
  host_deleted: 'The host “{host}” was deleted.',
  host_group_created: 'The host group “{hostGroup}” was created.',
  host_group_updated: 'The host group “{hostGroup}” was changed.',
  host_group_deleted: 'The host group “{hostGroup}” was deleted.',
  mapping_created: 'The virtual disk “{disk}” was mapped to “{to}” at LUN {lun}.',
  mapping_deleted: 'The mapping of the virtual disk “{disk}” to “{to}” at LUN {lun} was removed.',
  session_closed_by_user: 'The connection of the host “{host}” to “{disk}” was closed.',

  set_up: 'The array was set up, with “{user}” as its first administrator.',
  signed_in: '“{user}” signed in.',
  sign_in_failed: 'An attempt to sign in as “{email}” failed.',
  signed_out: '“{user}” signed out.',
  sign_in_ended: 'A session of “{user}” was ended.',
  user_created: 'The user “{user}” was created with the role {role}.',
  user_renamed: 'The user “{from}” was renamed to “{to}”.',
  user_role_changed: 'The user “{user}” has the role {role} now.',
  user_password_set: 'The user “{user}” was given a new password; all sessions of this user ended.',
  user_password_changed: '“{user}” changed the password; all other sessions of this user ended.',
  user_deleted: 'The user “{user}” was deleted.',
  token_created: 'The API token “{token}” was created with the role {role}.',
  token_revoked: 'The API token “{token}” was revoked.',
} as const
