/** Why the array refuses something, by code: what is so, and what to do. Parameters: server/array/door/refusals.ts. */
export default {
  bad_input: {
    detail: 'The request holds values that can’t be accepted.',
    remedy: 'Correct the fields named in “errors” and send it again.',
  },
  not_json: {
    detail: 'The body of the request is not a JSON object.',
    remedy: 'Send a JSON object, with the content type application/json.',
  },
  wrong_media_type: {
    detail: 'The body of the request has the content type “{mediaType}”.',
    remedy: 'Send it as application/json.',
  },
  bad_cursor: {
    detail: 'The cursor is not one that this list gave, or the list was sorted differently then.',
    remedy: 'Start again without a cursor.',
  },
  body_too_large: {
    detail: 'The body of the request is larger than {limit}.',
    remedy: 'Send less at once.',
  },
  unauthenticated: {
    detail: 'The request names nobody that the array knows: no token, or one that is wrong, expired or revoked.',
    remedy: 'Sign in, or send a valid token in the Authorization header.',
  },
  cross_site: {
    detail: 'The request was sent by a page of another site ({origin}).',
    remedy: 'Use this array’s own console, or a token.',
  },
  role_required: {
    detail: 'This needs the role {role}.',
    remedy: 'Ask an administrator to do it, or to give you that role.',
  },
  not_found: {
    detail: 'There is no {noun} with the identifier “{id}”.',
    remedy: 'It may have been deleted. Fetch the list again.',
  },
  no_such_route: {
    detail: 'There is nothing at {path}.',
    remedy: 'The calls that exist are listed in /api/v1/openapi.json.',
  },
  method_not_allowed: {
    detail: '{method} is not possible here; {allowed} is.',
    remedy: 'The calls that exist are listed in /api/v1/openapi.json.',
  },
  name_taken: {
    detail: 'The name “{name}” is already used; upper and lower case count as the same.',
    remedy: 'Choose another name.',
  },
  idempotency_key_reused: {
    detail: 'The idempotency key “{key}” was sent before with a different request.',
    remedy: 'Use a new key for a new request.',
  },
  idempotency_key_invalid: {
    detail: 'An idempotency key is 1 to 255 printable ASCII characters.',
    remedy: 'Send for example a UUID.',
  },
  idempotency_key_unsupported: {
    detail: 'The answer holds a secret that is shown once, so it can’t be kept for an idempotency key.',
    remedy: 'Send the request without Idempotency-Key.',
  },
  not_ready: {
    detail: 'The array is starting or shutting down; nothing was changed.',
    remedy: 'Try again when it is ready.',
  },
  no_space: {
    detail: 'The file system under the pool “{pool}” is full. Nothing was changed.',
    remedy: 'Free space there, or delete virtual disks that are no longer needed.',
  },
  no_space_left: {
    detail: 'A file system under the array is full.',
    remedy: 'Free space there, or delete virtual disks that are no longer needed.',
  },
  internal: {
    detail: 'Something went wrong in the array that it has no name for. The log has it under {reference}.',
    remedy: 'Look at the object again before you repeat the request; tell the developers if it happens again.',
  },

  path_parent_missing: {
    detail: 'The directory above {path} does not exist.',
    remedy: 'Create it first, or choose a path in a directory that exists.',
  },
  path_not_directory: {
    detail: '{path} is not a directory.',
    remedy: 'Choose a directory that is empty or doesn’t exist yet.',
  },
  path_unusable: {
    detail: 'The path {path} can’t be used: {detail}.',
    remedy: 'Choose another directory.',
  },
  path_not_writable: {
    detail: 'Lunette may not write in {path}.',
    remedy: 'Give the user that Lunette runs as the right to write there, or choose another directory.',
  },
  path_inside_pool: {
    detail: '{path} lies inside the pool at {pool}.',
    remedy: 'Choose a directory outside of every pool.',
  },
  path_not_empty: {
    detail: 'The directory {path} is not empty.',
    remedy: 'Choose an empty directory, or one that doesn’t exist yet.',
  },
  path_holds_pool: {
    detail: 'There is a pool at {path} already.',
    remedy: 'Import it to use what it holds, or choose another directory.',
  },
  path_not_pool: {
    detail: 'There is no pool at {path}.',
    remedy: 'Give the folder that holds the pool itself.',
  },
  pool_already_here: {
    detail: 'The pool “{pool}” is part of this array already.',
    remedy: 'There is nothing to import. A second copy of the folder can’t be used beside the first.',
  },
  pool_disks_known: {
    detail: 'The pool at {path} holds the virtual disk “{disk}”, which this array has in another pool.',
    remedy: 'The folder is a copy of that pool. Delete the virtual disks of the one, then import the other.',
  },
  pool_locked: {
    detail: 'The pool at {path} is in use by another array.',
    remedy: 'End the Lunette that has it open, then try again.',
  },
  pool_damaged: {
    detail: 'The pool at {path} could not be opened: {detail}.',
    remedy: 'Check the file system below it. Nothing in the folder was changed.',
  },
  pool_has_disks: {
    detail: 'The pool “{pool}” holds {count, plural, one {# virtual disk} other {# virtual disks}}.',
    remedy: 'Delete them first. A pool is deleted only when it is empty.',
  },
  pool_missing: {
    detail: 'The pool “{pool}” is missing: its directory can’t be opened.',
    remedy: 'Bring its directory back and start Lunette again, or use another pool.',
  },

  disk_missing: {
    detail: 'The virtual disk “{disk}” is missing: its pool is not there, or no longer holds it.',
    remedy: 'Bring its pool back and start Lunette again.',
  },
  disk_io_stuck: {
    detail: 'Something that a host asked of “{disk}” has been waiting for the storage under its pool for seconds, so the virtual disk can’t be held still. Hosts go on.',
    remedy: 'See whether the disk under the pool still answers (the kernel’s log says so), and try again when it does.',
  },
  disk_failed: {
    detail: 'The virtual disk “{disk}” has failed.',
    remedy: 'See under Needs attention what can be done.',
  },
  disk_mapped: {
    detail: 'The virtual disk “{disk}” is mapped to “{to}”, which would lose it while using it.',
    remedy: 'Unmount it on the host and remove the mapping first.',
  },
  disk_is_copy_source: {
    detail: 'The virtual disk “{disk}” is the source of a virtual disk copy onto “{target}”.',
    remedy: 'Remove the copy pair first; its target keeps its data.',
  },
  disk_is_copy_target: {
    detail: 'The virtual disk “{disk}” is the target of a virtual disk copy of “{source}”.',
    remedy: 'Remove the copy pair first.',
  },
  disk_has_snapshots: {
    detail: 'The virtual disk “{disk}” has {count, plural, one {# snapshot} other {# snapshots}}, which show its data.',
    remedy: 'Delete the snapshots first.',
  },
  disk_copy_running: {
    detail: 'A virtual disk copy between “{disk}” and “{other}” is in progress or pending.',
    remedy: 'Wait until it is completed, or stop it.',
  },
  disk_shrinks: {
    detail: 'The virtual disk “{disk}” has {capacity}; a virtual disk never becomes smaller.',
    remedy: 'Give a larger capacity. For a smaller disk, create a new one and copy the data with the host.',
  },
  snapshot_disk_fixed: {
    detail: 'The snapshot virtual disk “{disk}” has the capacity of its source.',
    remedy: 'Grow the source; the snapshot follows when it is re-created.',
  },
  snapshot_disk_owned: {
    detail: 'The virtual disk “{disk}” belongs to a snapshot.',
    remedy: 'Delete the snapshot; its virtual disk and its repository go with it.',
  },
  repository_disk_owned: {
    detail: 'The virtual disk “{disk}” is the repository of the snapshot “{snapshot}”, which needs it.',
    remedy: 'Delete the snapshot; its repository goes with it.',
  },
  contents_repository: {
    detail: '“{disk}” is a snapshot repository virtual disk: it holds preserved blocks, no file system.',
    remedy: 'Look at the snapshot or its source.',
  },
  contents_unreadable: {
    detail: 'What is on “{disk}” can’t be read now: it is a snapshot without a point in time, or the disk under its pool reported an error.',
    remedy: 'Re-create the snapshot, or check the disk under the pool.',
  },
  reservations_none: {
    detail: 'No initiator has reserved or registered with “{disk}”, so there is nothing to end.',
    remedy: 'If a host still can’t reach the virtual disk, look at its host access and its mapping.',
  },
  reservations_changed: {
    detail: 'The reservations of “{disk}” are not those that you saw any more: an initiator has registered, reserved or released meanwhile. Nothing was ended.',
    remedy: 'Look at them again, and end them if it is still right.',
  },
  reservations_unreadable: {
    detail: 'The record of reservations of “{disk}” is damaged, so no host can open the virtual disk over iSCSI. What is on it is not affected.',
    remedy: 'Take “reservations” out of the folder of the virtual disk in its pool, then let the cluster reserve it again.',
  },
  disk_bears_own_content: {
    detail: '“{disk}” bears no other virtual disk’s content: nothing was copied onto it, or that was noted already.',
    remedy: 'Nothing has to be done.',
  },
  identities_mapped: {
    detail: '“{disk}” is mapped to “{to}”: a host that knows it would find its identifiers changed underneath.',
    remedy: 'Unmount it on the host and remove the mapping. It can be mapped again afterwards.',
  },
  identities_read_only: {
    detail: '“{disk}” is read-only, and new identifiers would change it.',
    remedy: 'Make the virtual disk writable first.',
  },
  disk_in_use: {
    detail: 'The virtual disk “{disk}” is in use by the engine right now.',
    remedy: 'Try again in a moment.',
  },

  already_set_up: {
    detail: 'This array has been set up already.',
    remedy: 'Sign in; an administrator of the array can create users.',
  },
  set_up_code_wrong: {
    detail: 'The set-up code is not the one that Lunette printed when it started.',
    remedy: 'Read it again where Lunette was started, or set the array up from a browser on that machine.',
  },
  sign_in_wrong: {
    detail: 'E-mail address or password is wrong.',
    remedy: 'Try again. An administrator can give you a new password.',
  },
  sign_in_throttled: {
    detail: 'Too many attempts failed.',
    remedy: 'Wait {minutes, plural, one {a minute} other {# minutes}} and try again.',
  },
  email_taken: {
    detail: 'There is a user with the e-mail address {email} already.',
    remedy: 'Use another address, or change that user.',
  },
  last_administrator: {
    detail: '“{name}” is the last administrator; without one nobody could manage the array.',
    remedy: 'Make somebody else an administrator first.',
  },
  password_wrong: {
    detail: 'The current password is wrong.',
    remedy: 'Type the password with which you signed in.',
  },
  not_a_user: {
    detail: 'Only a signed-in user has this; an API token doesn’t.',
    remedy: 'Sign in to the console.',
  },
} as const
