/** What the array allows and warns about, by code: what is so, and what to do on the host. Parameters: door/warnings.ts. */
export default {
  copy_target_snapshots_fail: {
    detail: 'Snapshots show what “{disk}” holds: {snapshots}. They fail as soon as the copy is asked for; hosts that use them find errors.',
    remedy: 'Copy or keep elsewhere what is still needed of them.',
  },
  instant_copy_target_lost: {
    detail: 'What “{disk}” holds is lost as soon as the instant copy is prepared, also if it is never started.',
    remedy: 'Copy or keep elsewhere what is still needed of it. Unmount it on every host first.',
  },
  instant_copy_target_snapshots_fail: {
    detail: 'Snapshots show what “{disk}” holds: {snapshots}. They fail as soon as the instant copy is prepared; hosts that use them find errors.',
    remedy: 'Copy or keep elsewhere what is still needed of them.',
  },
  instant_copy_source_in_use: {
    detail: '“{disk}” is in use: {hosts}. What a host has written only into its own cache is not on the array, and not in the image.',
    remedy: 'Unmount it on the host, or let the application flush and hold still, until the instant copy has started.',
  },
  mscs_image_beside_original: {
    detail:
      '“{host}” is a node of the cluster “{cluster}” and sees “{original}” already, whose content “{image}” bears. One node may; Windows leaves “{image}” offline as long as the signatures collide.',
    remedy:
      'Map it to the node that owns “{original}” now. Leave it offline while it is only copied; to read it there, run “diskpart”, “select disk”, “attributes disk set readonly”, “online disk”. Never add it to the cluster.',
  },
  identities_system_disk: {
    detail: 'If “{disk}” is the copy of a system disk, it may not boot afterwards: “/etc/fstab”, GRUB and the initramfs, or the BCD store of Windows name the old identifiers.',
    remedy: 'Enter the new ones from another system: edit “/etc/fstab”, run “update-grub” and “update-initramfs” in a chroot, on Windows “bcdboot”. A copy of data alone isn’t concerned.',
  },
  image_beside_original_linux: {
    detail: '“{host}” sees “{original}” too, whose content “{image}” bears: file systems and volume groups on both have the same identifiers.',
    remedy:
      'Mount by device, not by UUID or label: “mount -o ro,nouuid” for XFS. To use both side by side give “{image}” identifiers of its own while it is not mounted: “tune2fs -U random”, “xfs_admin -U generate”, “btrfstune -u”, “vgimportclone”.',
  },
  image_beside_original_esxi: {
    detail: '“{host}” sees “{original}” too, whose content “{image}” bears: ESXi holds the datastore on “{image}” to be an unresolved copy and does not mount it.',
    remedy:
      'Look with “esxcli storage vmfs snapshot list”; give the datastore a signature of its own with “esxcli storage vmfs snapshot resignature”. Do not force-mount it beside its original.',
  },
  image_beside_original_other: {
    detail: '“{host}” sees “{original}” too, whose content “{image}” bears: its identifiers and labels are the same.',
    remedy: 'Make sure that the host tells the two apart by their world-wide identifiers before it mounts either.',
  },
} as const
