/** The commands that are a step against a condition: what the button says, and what happens when it is pressed. */
export default {
  recheck: { label: 'Re-check', happens: 'The array looks at its pools, their folders and its snapshots again.' },
  recopyCopy: {
    label: 'Copy again',
    happens:
      'Everything on “{target}” is overwritten with what “{source}” holds now. Hosts can neither read nor write “{target}” until the copy is completed.',
  },
  stopCopy: {
    label: 'Stop',
    happens: '“{target}” stays incomplete: hosts can neither read nor write it until it is copied again or the pair is removed.',
  },
  removeCopy: {
    label: 'Remove the pair',
    happens: '“{source}” and “{target}” are ordinary virtual disks again. “{target}” is incomplete: what hosts find on it is of no use.',
  },
  disableSnapshot: {
    label: 'Disable',
    happens: 'What the snapshot “{subject}” shows is lost. Its virtual disk, its repository and its mapping stay.',
  },
  recreateSnapshot: {
    label: 'Re-create',
    happens: 'The snapshot “{subject}” shows what “{source}” holds at this moment.',
  },
  deleteSnapshot: {
    label: 'Delete',
    happens: 'The snapshot “{subject}” is deleted with its virtual disk and its repository. “{source}” is not touched.',
  },
  resumeRollback: { label: 'Resume', happens: 'The rollback of “{source}” goes on from what is restored.' },
  cancelRollback: {
    label: 'Give the rollback up',
    happens:
      '“{source}” keeps what was restored and has its newer content everywhere else: a mixture that no file system survives. Roll it back to another snapshot, or restore it from a backup, before hosts use it.',
  },
} as const
