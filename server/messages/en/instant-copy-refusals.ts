/** More of refusals.ts: instant copies and consistency groups. */
export default {
  disk_is_instant_copy_source: {
    detail: '“{disk}” is the source of an instant copy onto “{target}”.',
    remedy: 'Stop that instant copy and delete it; its target keeps what it holds.',
  },
  disk_is_instant_copy_target: {
    detail: '“{disk}” is the target of an instant copy of “{source}”.',
    remedy: 'Stop that instant copy and delete it.',
  },
  disk_grain_differs: {
    detail: 'Images of “{disk}” have grains of {grain}; one with grains of {other} can’t stand beside them.',
    remedy: 'Give an instant copy that grain size; snapshots always have 64 KiB. Or end those images first.',
  },
  disk_is_instant_copy_part: {
    detail: '“{disk}” is the target of an instant copy of “{source}” that is about to start, or was stopped half way: what it holds is of no use.',
    remedy: 'Start that instant copy, or delete it.',
  },

  instant_copy_source_not_standard: {
    detail: '“{disk}” is not a standard virtual disk; only one of those can be the source of an instant copy.',
    remedy: 'Choose a standard virtual disk. A snapshot can be copied by a virtual disk copy.',
  },
  instant_copy_source_limit: {
    detail: '“{disk}” is the source of {limit} instant copies already, as many as there can be.',
    remedy: 'Delete one that is no longer needed.',
  },
  instant_copy_target_same: {
    detail: '“{disk}” is the source itself.',
    remedy: 'Choose another virtual disk.',
  },
  instant_copy_target_not_standard: {
    detail: '“{disk}” is not a standard virtual disk; only one of those can be the target of an instant copy.',
    remedy: 'Choose a standard virtual disk, or create one of the source’s size.',
  },
  instant_copy_other_pool: {
    detail: '“{disk}” is in the pool “{pool}”, and “{source}” in the pool “{sourcePool}”. Source and target of an instant copy are in one pool.',
    remedy: 'Create the target in the pool “{sourcePool}”, or use a virtual disk copy, which goes from pool to pool.',
  },
  instant_copy_size_differs: {
    detail: '“{disk}” has {capacity}, and “{source}” has {sourceCapacity}. Source and target of an instant copy have the same size, to the byte.',
    remedy: 'Create a target of exactly the source’s size.',
  },
  instant_copy_target_taken: {
    detail: '“{disk}” is the target of an instant copy of “{source}” already; a virtual disk is the target of one only.',
    remedy: 'Choose another virtual disk, or delete that instant copy.',
  },
  instant_copy_tree_limit: {
    detail: 'With “{disk}” as a target of “{source}” more than {limit} instant copies would hang together.',
    remedy: 'Delete one of them that is no longer needed.',
  },
  instant_copy_grain_differs: {
    detail: '“{disk}” has an instant copy with a grain of {grain}; all that hang together have the same.',
    remedy: 'Leave the grain size out, or choose that one.',
  },
  instant_copy_target_is_source: {
    detail: '“{disk}” is the source of an active instant copy onto “{target}”, which would lose what it shows.',
    remedy: 'Stop that one first. To give “{disk}” an earlier content of its own back, start with “restore”.',
  },
  instant_copy_restore_indirect: {
    detail: '“{disk}” is an image of “{through}”, which is itself an image of “{target}”: a part of what it shows is two steps away, in the very disk that it is to be given back to.',
    remedy: 'Give back what “{through}” shows; or wait until one of the two instant copies between them is idle. A copy rate above 0 sees to it, and nothing is lost meanwhile.',
  },
  instant_copy_restore_together: {
    detail: '“{disk}” is still an image of “{target}”, and gives its content back by itself: not at one instant with the others of a consistency group.',
    remedy: 'Take the instant copy out of its group and start it alone; or wait until the one in the other direction is idle.',
  },
  instant_copy_target_has_snapshots: {
    detail: 'Snapshots show what “{disk}” holds, and would fail: {snapshots}.',
    remedy: 'Delete or disable them, or say that they may fail (“failTargetSnapshots”).',
  },
  instant_copy_target_in_use: {
    detail: '“{disk}” is in use: {hosts}. A host whose cache knows the old content writes it into the new one and destroys both.',
    remedy: 'Unmount it on the host and disconnect, then try again; or override in so many words (“overrideInUse”).',
  },
  instant_copy_target_mounted: {
    detail: 'What is on “{disk}” says that a host has it mounted, and it is mapped to “{to}”.',
    remedy: 'Unmount it on the host, then try again. If nobody has it mounted, override in so many words (“overrideInUse”).',
  },
  instant_copy_restore_running: {
    detail: 'The instant copy “{name}”, which hangs together with this one, gives a content back or is prepared to; one at a time can.',
    remedy: 'Wait until it is idle, or stop it.',
  },
  instant_copy_disk_error: {
    detail: 'The disk under the pool “{pool}” reported an error, so nothing was started. Sources hold what they held; targets stay closed to hosts, as they were prepared.',
    remedy: 'Check that disk, then start again. To give up, stop instead: a target that was whole is opened to hosts again.',
  },

  instant_copy_split_incomplete: {
    detail: '“{target}”, the target of the instant copy “{name}”, has not got everything of its image, so it can’t go on as a source of others by itself.',
    remedy: 'Wait until its progress is 100 %; the background copy needs a rate above 0.',
  },
  instant_copy_split_restore: {
    detail: 'The instant copy “{name}” gave “{target}” an earlier content back; those that show its source are older than what it holds now.',
    remedy: 'Wait until it is idle: it becomes so by itself when nobody is read through it.',
  },
  instant_copy_split_snapshots: {
    detail: 'Snapshots are read through “{target}”, the target of the instant copy “{name}”: {snapshots}. A snapshot stays with its source and can’t become one of another virtual disk.',
    remedy: 'Delete or disable those snapshots first, or stop the instant copy without splitting it off.',
  },
  instant_copy_unfinished: {
    detail: 'The instant copy “{name}” has not run to its end: its target has no whole content yet that could get identifiers of its own.',
    remedy: 'Start it and wait until its status is idle. The background copy needs a rate above 0.',
  },
  instant_copy_is_idle: {
    detail: 'The instant copy “{name}” is idle; it is not prepared.',
    remedy: 'Prepare it first, or prepare and start it in one.',
  },
  instant_copy_is_preparing: {
    detail: 'The instant copy “{name}” is being prepared.',
    remedy: 'Wait until it is prepared, or stop it.',
  },
  instant_copy_is_prepared: {
    detail: 'The instant copy “{name}” is prepared.',
    remedy: 'Start it, or stop it first.',
  },
  instant_copy_is_copying: {
    detail: 'The instant copy “{name}” is copying.',
    remedy: 'Stop it first, or wait until its target has everything.',
  },
  instant_copy_is_stopping: {
    detail: 'The instant copy “{name}” is stopping: what others need of its target is being handed down to them.',
    remedy: 'Wait until it is stopped, or force the stop: those others stop with it then.',
  },
  instant_copy_is_stopped: {
    detail: 'The instant copy “{name}” is stopped, and its target holds a part of an image.',
    remedy: 'Prepare it to start it again. To delete it and open its target with what it holds, force that.',
  },
  instant_copy_is_suspended: {
    detail: 'The instant copy “{name}” is suspended: the pool of its virtual disks is not there.',
    remedy: 'Bring the pool back; the instant copy goes on by itself then.',
  },
  instant_copy_in_group: {
    detail: 'The instant copy “{name}” is a member of the consistency group “{group}”, whose members are driven together.',
    remedy: 'Use the consistency group, or take the instant copy out of it first.',
  },
  consistency_group_active: {
    detail: 'The consistency group “{group}” is not at rest: its member “{name}” is prepared or copying.',
    remedy: 'Stop the consistency group first, or wait until it is idle.',
  },
  consistency_group_empty: {
    detail: 'The consistency group “{group}” has no members.',
    remedy: 'Put instant copies into it first.',
  },
  consistency_group_has_members: {
    detail: 'The consistency group “{group}” has {count, plural, one {# member} other {# members}}.',
    remedy: 'Take them out first, or force it: they stand alone then, and go on as they are.',
  },
  consistency_group_cascade: {
    detail: 'In the consistency group “{group}” the virtual disk “{disk}” would be target of one instant copy and source of another, at one and the same instant.',
    remedy: 'Keep the two in different groups, and start the one onto “{disk}” first.',
  },
} as const
