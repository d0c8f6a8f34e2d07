import type failures from './failures'

/** Why a rollback is paused, by code. */
export default {
  source_read_error: {
    detail: 'what the snapshot keeps could not be read.',
    remedy: 'Check the disk under the pool.',
  },
  target_write_error: {
    detail: 'the source’s own blocks could not be written.',
    remedy: 'Check the disk under the pool.',
  },
  no_space: {
    detail: 'there was no space left in the pool.',
    remedy: 'Make room in the pool.',
  },
  repository_full: {
    detail: 'the repository of another snapshot has no room for what the rollback overwrites, and that snapshot must stay whole.',
    remedy: 'Enlarge the repository of the snapshot that is full, or disable that snapshot.',
  },
  image_damaged: {
    detail: 'the snapshot’s map is damaged.',
    remedy: 'Check the disk under the pool.',
  },
  image_lost: {
    detail: 'the snapshot no longer holds its point in time.',
    remedy: 'Check the pool that holds the snapshot’s repository.',
  },
  source_overwritten: {
    detail: 'the source was overwritten by a copy, and the snapshot no longer shows what it showed.',
    remedy: 'Give the rollback up.',
  },
  disk_missing: {
    detail: 'one of the virtual disks that it needs is missing.',
    remedy: 'Bring its pool back.',
  },
  io_error: {
    detail: 'the disk under the pool reported an error.',
    remedy: 'Check the disk under the pool.',
  },
  internal_error: {
    detail: 'the engine met something that it has no name for; the event log has the detail.',
    remedy: 'Look into Lunette’s log.',
  },
} as const satisfies Record<keyof typeof failures, object>
