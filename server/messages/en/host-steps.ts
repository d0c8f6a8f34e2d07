/** What is done on a host before the array copies a disk of it (flush) or overwrites it (discard), by operating system (seed 002). */
export default {
  flush: {
    windows:
      'Stop the application on “{disk}”, or let VSS hold it still; flush with “sync” (Sysinternals) or dismount: “mountvol X: /P”.',
    linux: 'Hold “{disk}” still: “fsfreeze -f MOUNTPOINT”, and “fsfreeze -u” after the start; or “umount” it. At least “sync”.',
    esxi: 'Quiesce or shut down the virtual machines on “{disk}”; then no VMFS metadata is in flight.',
    other: 'Unmount “{disk}”, or let the application and the file system flush to it and hold still.',
  },
  discard: {
    windows: 'Take “{disk}” offline: “diskpart”, “select disk”, “offline disk”. Bring it online again after the start.',
    linux: 'Unmount “{disk}” (“umount”), let go of volume groups on it (“vgchange -an”) and drop its cache (“blockdev --flushbufs”).',
    esxi: 'Unmount and detach the datastore on “{disk}”: “esxcli storage filesystem unmount”, “esxcli storage core device set --state=off”.',
    other: 'Unmount “{disk}” and see to it that the host forgets what it has read from it.',
  },
} as const
