/** What needs attention, by code: cause, effect on hosts and data, remedy. Codes: server/array/conditions/queries.ts. */
export default {
  pool_missing: {
    cause: 'The pool “{subject}” at {path} can’t be opened: {detail}',
    effect: 'Hosts have no access to its virtual disks. Copies that use them have failed. Nothing in it was changed.',
    remedy: 'Bring the directory back at the same path (mount its file system). The pool is opened by itself then.',
  },
  pool_full: {
    cause: 'The file system under the pool “{subject}” has no space left.',
    effect: 'Writes of hosts that need new space fail (ENOSPC); what is written already is safe. Copies onto it fail.',
    remedy: 'Enlarge the file system, or delete virtual disks and snapshots that are no longer needed.',
  },
  virtual_disk_missing: {
    cause: 'The virtual disk “{subject}” is recorded in the pool “{pool}”, which doesn’t hold it.',
    effect: 'Hosts have no access to it.',
    remedy: 'Put its folder back into the pool and re-check, or delete the virtual disk.',
  },
  virtual_disk_failed: {
    cause: 'The virtual disk “{subject}” failed: {detail}',
    effect: 'Hosts have no access to it.',
    remedy: 'Check the disk under its pool. Put the folder of the virtual disk back from a backup, or delete it.',
  },
  copy_failed: {
    cause: 'The copy of “{source}” onto “{target}” failed: {failure}',
    effect:
      '“{target}” is incomplete; hosts can neither read nor write it.{type, select, offline { “{source}” is read-only.} other { “{source}” stays readable and writable.}}',
    remedy: '{failureRemedy} Then copy again, stop the copy, or remove the copy pair.',
  },
  instant_copy_failed: {
    cause: 'The instant copy “{subject}” of “{source}” onto “{target}” stopped by itself: {failure}',
    effect: '“{target}” holds a part of an image; hosts can neither read nor write it. “{source}” is not affected.',
    remedy: '{failureRemedy} Then prepare and start it again, or delete it.',
  },
  instant_copy_halted: {
    cause: 'The instant copy “{subject}” can’t go on giving “{target}” back what “{source}” shows: {failure}',
    effect: 'Hosts find all of it where it can be read, and write to both as before. “{source}” can’t be let go until “{target}” has everything.',
    remedy: '{failureRemedy} It goes on by itself then.',
  },
  snapshot_over_threshold: {
    cause: 'The repository of the snapshot “{subject}” is filled to {used} %; its warning threshold is {threshold} %.',
    effect:
      '{policy, select, failSnapshot {If it fills up, the snapshot fails and what it shows is lost; the source is not affected.} other {If it fills up, writes to the source fail; the snapshot stays.}}',
    remedy: 'Disable or delete the snapshot if it is no longer needed, or enlarge its repository.',
  },
  snapshot_full: {
    cause: 'The repository of the snapshot “{subject}” is full.',
    effect:
      '{policy, select, failSnapshot {The snapshot is lost; the source is not affected.} other {Writes to the source “{source}” that need room in it fail; the snapshot is whole.}}',
    remedy: 'Disable or delete the snapshot, or enlarge its repository.',
  },
  snapshot_failed: {
    cause: 'The snapshot “{subject}” of “{source}” failed: {failure}',
    effect: 'Reads of the snapshot are answered with an error. The source is not affected.',
    remedy: 'Re-create the snapshot for a new point in time, with a larger repository, or delete it.',
  },
  snapshot_rollback_paused: {
    cause: 'The rollback of “{source}” to the snapshot “{subject}” stands still: {failure}',
    effect: 'Hosts find the old content of “{source}” all the same: what is not restored is read through the snapshot. Until the rollback is complete, “{source}” can’t be copied, snapped or enlarged.',
    remedy: 'Mend the cause and resume the rollback.',
  },
} as const
