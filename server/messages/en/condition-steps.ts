/** What to do about a condition, step by step, by its code. Which step is a command: server/array/conditions/steps.ts. */
export default {
  pool_missing: {
    bringBack: 'Bring the directory back at {path}: mount its file system, or mend the disk under it.',
    recheck: 'Look again. The array also looks by itself every few seconds, and opens the pool when it is there.',
    moved: 'If the directory is somewhere else now, import the pool from there.',
  },
  pool_full: {
    enlarge: 'Enlarge the file system under the pool, or remove from it what others than Lunette keep there.',
    delete: 'Or delete virtual disks and snapshots that are no longer needed.',
    recheck: 'Look again. The array also looks by itself every few seconds.',
  },
  virtual_disk_missing: {
    putBack: 'Put the folder of the virtual disk back into the directory “disks” of the pool “{pool}”.',
    recheck: 'Look again: the pool’s folders are read anew.',
    delete: 'Or delete the virtual disk, if it is not coming back.',
  },
  virtual_disk_failed: {
    check: 'Check the disk under the pool “{pool}”.',
    putBack: 'Put the folder of the virtual disk back from a backup.',
    recheck: 'Look again: the pool’s folders are read anew.',
    delete: 'Or delete the virtual disk.',
  },
  copy_failed: {
    mend: '{failureRemedy}',
    recopy: 'Copy again, onto the same target.',
    stop: 'Or stop the copy, if the source is needed now: “{target}” stays incomplete and closed.',
    remove: 'Or remove the copy pair: “{target}” is an ordinary virtual disk again, with incomplete content.',
  },
  instant_copy_failed: {
    mend: '{failureRemedy}',
    start: 'Prepare and start the instant copy again: “{target}” shows what “{source}” holds then.',
    delete: 'Or delete it by force: “{target}” is an ordinary virtual disk again, with incomplete content.',
  },
  instant_copy_halted: {
    mend: '{failureRemedy} It goes on by itself then.',
    stop: 'Or stop the instant copy: “{target}” then holds a part of the image and is closed. “{source}” keeps what it shows.',
  },
  snapshot_over_threshold: {
    enlarge: 'Enlarge its repository.',
    disable: 'Or disable the snapshot, if what it shows is no longer needed.',
  },
  snapshot_full: {
    enlarge: 'Enlarge its repository.',
    disable: 'Or disable the snapshot: what it shows is lost, and the source is free.',
    recheck: 'Look again.',
  },
  snapshot_failed: {
    enlarge: 'If its repository was too small, enlarge it.',
    recreate: 'Re-create the snapshot for a new point in time.',
    delete: 'Or delete it.',
  },
  snapshot_rollback_paused: {
    mend: '{failureRemedy}',
    resume: 'Resume the rollback.',
    cancel: 'Or give it up, if the snapshot can’t be read any more: “{source}” holds a mixture of old and newer content then.',
  },
} as const
