/** Why a structure on a disk can't get new identifiers, by the engine's code; and what is to be known of one that does. */
export const identityRefusals = {
  damaged: {
    detail: 'It contradicts itself, or a checksum of it is wrong; it was left as it is. ({found})',
    remedy: 'Check it on a host that sees only this disk: “e2fsck -f”, “xfs_repair”, “btrfs check”, “sgdisk -v”, or “chkdsk” on Windows. Then try again.',
  },
  needsRecovery: {
    detail: 'Its journal has changes in it that its host must replay first. ({found})',
    remedy: 'Map it to a host that doesn’t see the original, mount it once and unmount it cleanly (XFS, which has the same UUID: “mount -o nouuid”), or run “e2fsck -f”; on Windows bring it online and offline again. Then remove the mapping and try again.',
  },
  inUse: {
    detail: 'It says that a host uses it. ({found})',
    remedy: 'Unmount it there. If it was copied while in use, mount and unmount it once on a host that doesn’t see the original; of ext4’s multiple-mount protection, “tune2fs -f -E clear_mmp” clears the mark.',
  },
  unsupported: {
    detail: 'It uses a feature that the array doesn’t know, so that a change might harm it. ({found})',
    remedy: 'Change its identifiers with its own tools on a host that doesn’t see the original: “tune2fs -U random”, “xfs_admin -U generate”, “btrfstune -u”; on Windows “diskpart”, “uniqueid disk”.',
  },
  tooLarge: {
    detail: 'More would have to be written at once than the array keeps for the case of a crash. ({found})',
    remedy: 'Change its identifiers with its own tools on a host that doesn’t see the original: “tune2fs -U random”, “xfs_admin -U generate”, “btrfstune -m”.',
  },
  otherDevices: {
    detail: 'A part of it is on other disks, which name it by its identifier. ({found})',
    remedy: 'Map all its disks to a host that doesn’t see the originals, and change the identifiers there with its own tools: “btrfstune -u”, “mdadm --assemble --update=uuid”; for an external journal “tune2fs -J”.',
  },
  identityIsUsed: {
    detail: 'What is in it was made with its identifier, and couldn’t be read with another. ({found})',
    remedy: 'It must keep it. Use it on a host that doesn’t see the original, or copy its files into a new file system.',
  },
  useVgimportclone: {
    detail: 'It is an LVM physical volume. Its volume group names all its physical volumes, perhaps on several disks. ({found})',
    remedy: 'On Linux, map all disks of the group’s copy to the host and run “vgimportclone --basevgname NAME DEVICES”; it gives the group and its physical volumes identifiers of their own. Then the file systems inside: “tune2fs -U random”, “xfs_admin -U generate”.',
  },
  dynamicDisk: {
    detail: 'It is a dynamic disk of Windows, which keeps its identifiers in a database of its own. ({found})',
    remedy: 'Map it to a Windows host that doesn’t see the original and import it there as a foreign disk (“diskpart”, “import”).',
  },
  ambiguous: {
    detail: 'Marks of two structures are in one place; one of them is left from earlier. ({found})',
    remedy: 'On a host, see with “wipefs” which they are, and remove the mark of the one that is no longer used (“wipefs --backup -o OFFSET”). Then try again.',
  },
  unknownContent: {
    detail: 'Nothing is recognised here, so it isn’t known whether it has identifiers. ({found})',
    remedy: 'If a host uses it, as a database does without a file system, give it identifiers with that program’s own tools, and use it on a host that doesn’t see the original until then.',
  },
} as const

export const identityNotes = {
  dirty: {
    detail: 'It says that it wasn’t cleanly unmounted; that stays as it is.',
    remedy: 'Its host checks it when it is mounted, as it would have before: let it.',
  },
  checksumSeedAdded: {
    detail: 'ext4’s feature “metadata_csum_seed” is switched on, so that checksums stay valid with the new UUID.',
    remedy: 'Linux 4.4, e2fsprogs 1.43 and GRUB 2.12 or later know it. Where an older GRUB boots from it, switch it off again: “tune2fs -O ^metadata_csum_seed”.',
  },
  metadataUuidAdded: {
    detail: 'The old UUID stays inside, as that of the metadata; hosts see the new one.',
    remedy: 'Linux 4.3 for XFS and 5.0 for Btrfs, or later, can mount it.',
  },
  encryptedInside: {
    detail: 'What is inside is encrypted and keeps its identifiers, which the array can’t see.',
    remedy: 'Don’t unlock it on a host that has the original unlocked before you have changed them inside, with “tune2fs -U random” or “xfs_admin -U generate”.',
  },
} as const
