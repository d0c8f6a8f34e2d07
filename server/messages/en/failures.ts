/** Why a copy or a snapshot failed, by code. */
export default {
  source_read_error: {
    detail: 'the source could not be read.',
    remedy: 'Check the disk under the source’s pool.',
  },
  target_write_error: {
    detail: 'the target could not be written.',
    remedy: 'Check the disk under the target’s pool.',
  },
  no_space: {
    detail: 'there was no space left in the target’s pool.',
    remedy: 'Make room in the pool.',
  },
  repository_full: {
    detail: 'the snapshot’s repository had no room for what hosts wrote to the source meanwhile.',
    remedy: 'Wait until hosts write less; for a larger repository, remove the pair and make a new copy.',
  },
  image_damaged: {
    detail: 'the image is damaged, or is read through one that has lost its content.',
    remedy: 'See first to what it is read through; if that is in order, check the disk under its pool.',
  },
  image_lost: {
    detail: 'the snapshot that it reads no longer holds its point in time.',
    remedy: 'Check the pool that holds the snapshot’s repository.',
  },
  disk_missing: {
    detail: 'one of its virtual disks is missing.',
    remedy: 'Bring its pool back.',
  },
  source_overwritten: {
    detail: 'what it showed was overwritten by a copy, or went with an instant copy that was stopped.',
    remedy: 'Re-create the snapshot as soon as its source allows it; what it showed is gone.',
  },
  io_error: {
    detail: 'the disk under a pool reported an error.',
    remedy: 'Check the disks under the pools of source and target.',
  },
  internal_error: {
    detail: 'the engine met something that it has no name for; the event log has the detail.',
    remedy: 'Look into Lunette’s log.',
  },
} as const
