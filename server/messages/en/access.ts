/** Why hosts may not read or write a virtual disk, what to do, and until when. Codes: server/array/virtual-disks/host-access.ts. */
export default {
  disk_missing: {
    detail: 'The virtual disk is missing: its pool is not there, or no longer holds it.',
    remedy: 'Bring its pool back; it is opened by itself then.',
    until: 'until its pool is back',
  },
  disk_failed: {
    detail: 'The virtual disk has failed.',
    remedy: 'See under Needs attention what can be done.',
    until: 'until it is mended',
  },
  disk_read_only: {
    detail: 'The virtual disk is set to read-only.',
    remedy: 'Switch read-only off.',
    until: 'until read-only is switched off',
  },
  repository_internal: {
    detail: 'A snapshot repository virtual disk is for the array alone.',
    remedy: 'Map the snapshot or its source.',
    until: 'for as long as it exists',
  },
  copy_snapshot_internal: {
    detail: 'The snapshot of an online copy serves that copy only.',
    remedy: 'Map the copy’s target, or create a snapshot of your own.',
    until: 'for as long as the copy pair exists',
  },
  snapshot_disabled: {
    detail: 'The snapshot is disabled; it shows no point in time.',
    remedy: 'Re-create the snapshot.',
    until: 'until it is re-created',
  },
  snapshot_failed: {
    detail: 'The snapshot has failed; what it showed is lost.',
    remedy: 'Re-create the snapshot.',
    until: 'until it is re-created',
  },
  copy_target_busy: {
    detail: 'The virtual disk is the target of a copy of “{other}” that is in progress or pending.',
    remedy: 'Wait until the copy is completed.',
    until: 'until the copy is completed, or its pair is removed',
  },
  copy_target_failed: {
    detail: 'The virtual disk is the target of a copy of “{other}” that failed; its content is incomplete.',
    remedy: 'Mend the cause and copy again, or remove the copy pair.',
    until: 'until it is copied again, or its pair is removed',
  },
  copy_target_stopped: {
    detail: 'The virtual disk is the target of a copy of “{other}” that was stopped; its content is incomplete.',
    remedy: 'Copy again, or remove the copy pair.',
    until: 'until it is copied again, or its pair is removed',
  },
  copy_target_read_only: {
    detail: 'The virtual disk is the target of a completed copy of “{other}” and read-only.',
    remedy: 'Switch the copy’s target read-only off.',
    until: 'until the copy’s target read-only is switched off, or its pair is removed',
  },
  copy_source_busy: {
    detail: 'The virtual disk is the source of an offline copy onto “{other}” that is in progress or pending.',
    remedy: 'Wait until the copy is completed, or stop it.',
    until: 'until the copy is completed, stopped or removed',
  },
  copy_source_failed: {
    detail: 'The virtual disk is the source of an offline copy onto “{other}” that failed.',
    remedy: 'Mend the cause and copy again, or stop the copy, or remove the copy pair.',
    until: 'until it is copied again, stopped or removed',
  },
  instant_copy_target_preparing: {
    detail: 'The virtual disk is the target of an instant copy of “{other}” that is being prepared.',
    remedy: 'Wait until the instant copy is started.',
    until: 'until the instant copy is started or stopped',
  },
  instant_copy_target_prepared: {
    detail: 'The virtual disk is the target of an instant copy of “{other}” that is prepared; what it held counts as lost.',
    remedy: 'Start the instant copy, or stop it.',
    until: 'until the instant copy is started or stopped',
  },
  instant_copy_target_stopping: {
    detail: 'The virtual disk is the target of an instant copy of “{other}” that is stopping; its content is incomplete.',
    remedy: 'Start the instant copy again when it is stopped, or delete it then.',
    until: 'until the instant copy is started again, or deleted',
  },
  instant_copy_target_stopped: {
    detail: 'The virtual disk is the target of an instant copy of “{other}” that was stopped; its content is incomplete.',
    remedy: 'Prepare and start the instant copy again, or delete it.',
    until: 'until the instant copy is started again, or deleted',
  },
} as const
