/** More of refusals.ts: virtual disk copies, snapshots, hosts and mappings. */
export default {
  copy_source_mscs_shared: {
    detail: 'The operation cannot complete because the selected virtual disk is not a source virtual disk candidate.',
    remedy:
      'It is an MSCS shared disk, mapped to a cluster. Create a snapshot of it, map that to one node at most, and ' +
      'copy from the snapshot.',
  },
  copy_source_mscs_snapshot: {
    detail: 'The operation cannot complete because the selected virtual disk is not a source virtual disk candidate.',
    remedy:
      'It is a snapshot that is mapped to a cluster, and by that an MSCS shared disk. Remove its mapping to the cluster ' +
      'first, or copy from another snapshot of its source that is mapped to one node at most.',
  },
  copy_source_repository: {
    detail: '“{disk}” is a snapshot repository virtual disk; it holds preserved blocks, not a disk’s content.',
    remedy: 'Choose the snapshot or its source.',
  },
  copy_source_missing: {
    detail: '“{disk}” is missing, so that nothing can be read from it.',
    remedy: 'Bring its pool back and start Lunette again.',
  },
  copy_source_failed: {
    detail: '“{disk}” has failed, so that its content can’t be read reliably.',
    remedy: 'See under Needs attention what can be done.',
  },
  copy_source_copy_snapshot: {
    detail: '“{disk}” is the snapshot of an online copy and serves that copy only.',
    remedy: 'Choose the copy’s source or its target.',
  },
  copy_source_snapshot_inactive: {
    detail: 'The snapshot “{disk}” is disabled or has failed; it shows no point in time.',
    remedy: 'Re-create the snapshot first.',
  },
  copy_source_snapshot_online: {
    detail: '“{disk}” is a snapshot virtual disk; an online copy makes a snapshot of its own, of a standard virtual disk.',
    remedy: 'Copy it offline: its source stays readable and writable.',
  },
  copy_source_incomplete_target: {
    detail: '“{disk}” is the target of a copy of “{source}” that is not complete; its content is neither old nor new.',
    remedy: 'Wait until that copy is completed, or remove its pair.',
  },
  copy_source_target_online: {
    detail: '“{disk}” is the target of a copy of “{source}”; no snapshot can be made of a copy’s target.',
    remedy: 'Copy it offline, or remove that copy pair first.',
  },

  copy_target_same: {
    detail: '“{disk}” is the source itself.',
    remedy: 'Choose another virtual disk.',
  },
  copy_target_repository: {
    detail: '“{disk}” is a snapshot repository virtual disk; writing to it would destroy its snapshot.',
    remedy: 'Choose a standard virtual disk.',
  },
  copy_target_snapshot: {
    detail: '“{disk}” is a snapshot virtual disk.',
    remedy: 'Choose a standard virtual disk.',
  },
  copy_target_missing: {
    detail: '“{disk}” is missing, so that nothing can be written to it.',
    remedy: 'Bring its pool back and start Lunette again, or choose another virtual disk.',
  },
  copy_target_failed: {
    detail: '“{disk}” has failed.',
    remedy: 'Choose another virtual disk.',
  },
  copy_target_taken: {
    detail: '“{disk}” is already the target of a copy of “{source}”.',
    remedy: 'Choose another target, or remove that copy pair. To run the same copy again, use “Copy again”.',
  },
  copy_target_is_source: {
    detail: '“{disk}” is itself being copied onto “{target}”.',
    remedy: 'Wait until that copy is completed, stop it, or remove its pair.',
  },
  copy_target_has_snapshots: {
    detail: 'Snapshots show what “{disk}” holds: {snapshots}. The copy overwrites it, so they would fail.',
    remedy: 'Disable or delete them first, or say that they may fail: “failTargetSnapshots”.',
  },
  copy_target_of_own_snapshot: {
    detail: '“{snapshot}” is a snapshot of “{disk}” and reads from it what was not overwritten; copied onto it, it would lose what it shows.',
    remedy: 'Roll “{disk}” back to “{snapshot}”, or copy onto another virtual disk.',
  },
  copy_target_too_small: {
    detail: '“{disk}” has {capacity}, less than the {sourceCapacity} of “{source}”.',
    remedy: 'Choose a target that is at least as large, or grow this one.',
  },
  copy_target_read_only: {
    detail: '“{disk}” is set to read-only.',
    remedy: 'Switch read-only off if what it holds may be overwritten.',
  },

  copy_running: {
    detail: 'The copy is in progress.',
    remedy: 'Wait until it is completed, or stop it first.',
  },
  copy_waiting: {
    detail: 'The copy is pending; it starts as soon as one of those in progress ends.',
    remedy: 'Wait, or stop it first.',
  },
  copy_not_running: {
    detail: 'The copy is not running, so that there is nothing to stop.',
    remedy: 'To run it again, use “Copy again”.',
  },
  copy_not_completed: {
    detail: 'The copy is not completed; until then hosts can’t use its target at all.',
    remedy: 'Wait until the copy is completed.',
  },

  snapshot_source_not_standard: {
    detail: '“{disk}” is not a standard virtual disk.',
    remedy: 'Choose a standard virtual disk as the source of the snapshot.',
  },
  snapshot_source_is_target: {
    detail: '“{disk}” is the target of a copy of “{source}”; no snapshot can be made of a copy’s target.',
    remedy: 'Remove that copy pair first.',
  },
  snapshot_source_limit: {
    detail: '“{disk}” has {limit} snapshots, as many as there can be.',
    remedy: 'Delete a snapshot first.',
  },
  snapshot_source_twice: {
    detail: '“{disk}” is named twice as a source; at one instant there is only one thing to keep of it.',
    remedy: 'Name each source once.',
  },
  snapshot_twice: {
    detail: 'The snapshot “{snapshot}” is named twice.',
    remedy: 'Name each snapshot once.',
  },
  snapshot_of_copy: {
    detail: '“{snapshot}” is the snapshot of an online copy, which manages it.',
    remedy: 'Use the copy’s own actions: stop, copy again, remove.',
  },
  snapshot_is_copy_source: {
    detail: 'The snapshot “{snapshot}” is being copied onto “{target}”.',
    remedy: 'Wait until that copy is completed, or stop it.',
  },
  snapshot_disabled: {
    detail: 'The snapshot “{snapshot}” is disabled already.',
    remedy: 'To take a new point in time, re-create it.',
  },
  snapshot_not_disabled: {
    detail: 'The snapshot “{snapshot}” still shows its point in time, which re-creating would lose.',
    remedy: 'Disable it first.',
  },

  host_mapped: {
    detail: 'The host “{host}” has {count, plural, one {# mapping} other {# mappings}}.',
    remedy: 'Remove its mappings first.',
  },
  host_group_mapped: {
    detail: 'The host group “{hostGroup}” has {count, plural, one {# mapping} other {# mappings}}.',
    remedy: 'Remove its mappings first.',
  },
  port_taken: {
    detail: 'The port “{identifier}” belongs to the host “{host}”.',
    remedy: 'Remove it there first; a port is a host’s identity.',
  },
  port_twice: {
    detail: 'The port “{identifier}” is given twice.',
    remedy: 'Give each port once.',
  },
  mutual_chap_alone: {
    detail: 'The array is to prove itself to “{identifier}”, which does not have to prove itself by CHAP.',
    remedy: 'Give the port a CHAP secret of its own, too.',
  },
  chap_secrets_equal: {
    detail: 'Both secrets of “{identifier}” are the same: one side could answer the other’s challenge with the other’s own answer.',
    remedy: 'Give the array another secret than the host.',
  },
  chap_required: {
    detail: 'The array serves iSCSI at {address}, where nobody gets in without authentication: without its CHAP secret “{identifier}” could not log in there.',
    remedy: 'Keep the secret or give another one. Without authentication iSCSI is only served on loopback (LUNETTE_ISCSI_LISTEN).',
  },
  chap_secret_too_long: {
    detail: 'Windows takes CHAP secrets of 12 to {limit} bytes; that of “{identifier}” is longer, so the host could not log in.',
    remedy: 'Choose a shorter secret, made at random.',
  },
  mapping_exists: {
    detail: 'The virtual disk “{disk}” is mapped to “{to}” already; a virtual disk has one mapping at most.',
    remedy: 'Remove that mapping first. To share the disk, map it to a host group.',
  },
  mapping_repository: {
    detail: '“{disk}” is a snapshot repository virtual disk, which no host can use.',
    remedy: 'Map the snapshot or its source.',
  },
  mapping_copy_snapshot: {
    detail: '“{disk}” is the snapshot of an online copy, which no host can use.',
    remedy: 'Map the copy’s target, or create a snapshot of your own.',
  },
  disk_rolling_back: {
    detail: '“{disk}” is being rolled back to the snapshot “{snapshot}”. Until that is complete it can’t be copied, copied onto, enlarged, deleted or snapped.',
    remedy: 'Wait until the rollback is complete; raise its priority if it takes long. One that is paused can be resumed.',
  },
  disk_given_back: {
    detail: '“{disk}” is being given back what “{source}” shows of it. Until that is complete it can’t be copied, copied onto, or be the source of a snapshot or another instant copy.',
    remedy: 'Wait until that instant copy is idle; raise its copy rate if it takes long. Or stop it.',
  },
  rollback_snapshot_inactive: {
    detail: 'The snapshot “{snapshot}” holds no point in time that its source could be rolled back to.',
    remedy: 'Choose a snapshot that is optimal, over its threshold or full.',
  },
  rollback_source_is_target: {
    detail: '“{disk}” is the target of a copy of “{source}”: what it holds belongs to the copy.',
    remedy: 'Remove the copy pair first.',
  },
  rollback_source_grew: {
    detail: '“{disk}” was enlarged after the snapshot “{snapshot}” was taken, which shows {capacity}; a rollback would leave its end undefined.',
    remedy: 'Copy the snapshot onto another virtual disk instead.',
  },
  rollback_uses_snapshot: {
    detail: 'The source of the snapshot “{snapshot}” is being rolled back to it and is still read through it.',
    remedy: 'Wait until the rollback is complete. One that is paused can be resumed, or given up.',
  },
  rollback_running: {
    detail: 'The rollback to “{snapshot}” is in progress.',
    remedy: 'Wait until it is complete. Only a rollback that an error has paused can be resumed or given up.',
  },
  rollback_none: {
    detail: 'The source of the snapshot “{snapshot}” is not being rolled back to it.',
    remedy: 'Nothing has to be done.',
  },
  mscs_image_to_cluster: {
    detail:
      '“{image}” bears the content of “{original}”, an MSCS shared disk of the cluster “{cluster}”. If the whole cluster saw both, its nodes would take one for the other and write to both: the data would be corrupted.',
    remedy: 'Map “{image}” to one node of “{cluster}” only, or to a host outside the cluster.',
  },
  mscs_image_second_node: {
    detail:
      '“{host}” would see “{image}” while “{otherHost}” sees “{other}”: both bear the content of “{original}”, an MSCS shared disk of the cluster “{cluster}”, and two nodes that see the same disk outside the cluster’s control corrupt it.',
    remedy: 'Remove the mapping of “{other}” first, or map “{image}” to a host outside the cluster.',
  },
  mscs_shared_being_copied: {
    detail:
      '“{disk}” is the source of the copy to “{target}”, which is neither completed nor stopped. Mapped to the cluster “{cluster}” it would be an MSCS shared disk, and such a disk is not copied directly: the copy would keep the nodes from writing, or take what they have not agreed upon.',
    remedy: 'Wait until the copy is completed, or stop it. Copy “{disk}” through a snapshot once the cluster shares it.',
  },
  image_beside_original_windows: {
    detail:
      '“{image}” bears the content of “{original}”, disk signature and partition identifiers and all, and “{host}” runs Windows and would see both: it would take one of them offline, or write another signature into it.',
    remedy: 'Map “{image}” to another host, or remove the mapping of “{original}” first.',
  },
  lun_taken: {
    detail: 'LUN {lun} of “{name}” is used by the virtual disk “{disk}”.',
    remedy: 'Choose another LUN, or leave it out to take the lowest free one.',
  },
  luns_exhausted: {
    detail: '“{name}” has no free LUN left between 0 and 255.',
    remedy: 'Remove a mapping that is no longer needed.',
  },
  lun_collision: {
    detail: 'LUN {lun} is used both by the host “{host}” and by the host group “{hostGroup}”.',
    remedy: 'Give one of the two virtual disks another LUN first: remove its mapping and map it again.',
  },
} as const
