/** What words and states mean, for whoever asks beside them. Of a wizard's step: its own file, under `help`. */
export default {
  about: 'What does “{subject}” mean?',
  now: 'now',
  copyStatusOf: 'Status of a copy',
  copyStatus: {
    pending:
      'The copy waits for its turn: as many run at once as the settings of the array allow. It starts by itself. Hosts already find source and target as while it runs.',
    inProgress:
      'Data is being copied. Hosts can neither read nor write the target; the source of an offline copy is read-only, that of an online copy can be written.',
    completed:
      'The target holds everything. It is read-only for hosts until you switch that off. The pair stays, so that you can copy again.',
    failed:
      'The copy was broken off by an error. The target is incomplete and closed to hosts; the source of an offline copy stays read-only. Mend the cause and copy again, stop the copy, or remove the pair.',
    stopped:
      'Somebody stopped the copy. The target is incomplete and closed to hosts until you copy again or remove the pair; the source is free.',
  },
  instantCopyStatusOf: 'Status of an instant copy',
  instantCopyStatus: {
    idle: 'Nothing links the two: the instant copy was never started, or the target has everything. Hosts use both as they like.',
    preparing:
      'What hosts wrote to the source is being flushed. The target is closed to hosts, and what it held counts as lost.',
    prepared: 'It can be started at any instant. The target is closed to hosts until then; the source can be used.',
    copying:
      'The target shows the source as it was at the start. Hosts read and write both; what the target doesn’t have yet is read from the source.',
    stopping:
      'It is about to stop: what others need of the target is handed down to them first. The target is open only if it has everything.',
    stopped:
      'The target holds a part of an image and is closed to hosts. Prepare and start again, or delete the instant copy to open the target as it is.',
    suspended: 'The pool of both disks is missing; neither can be used. It goes on by itself when the pool is back.',
  },
  snapshotStatusOf: 'Status of a snapshot',
  snapshotStatus: {
    optimal: 'The snapshot shows its point in time, and its repository has room.',
    overThreshold:
      'The snapshot shows its point in time, but its repository is filled beyond the threshold at which it warns.',
    full: 'The repository has no room for another grain. What happens now is decided by the policy for a full repository.',
    disabled:
      'The snapshot shows nothing and costs writes nothing. Its virtual disk, its repository, its name and its mapping stay, so that it can be re-created.',
    failed:
      'The snapshot lost its point in time; reads of it are answered with an error. The source is not affected. Re-create it for a new point in time.',
  },
  poolStatusOf: 'Status of a pool',
  poolStatus: {
    optimal: 'The pool is open, and its file system has room.',
    full: 'The file system under the pool has no room: writes that need new space fail. What is written is safe.',
    missing:
      'The pool’s directory is not there or can’t be read, so its virtual disks are out of reach. Nothing in it was changed; it is opened again when it comes back.',
  },
  diskStatusOf: 'Status of a virtual disk',
  diskStatus: {
    optimal: 'The virtual disk can be used.',
    failed: 'The virtual disk’s folder is there but damaged. Hosts have no access.',
    missing: 'The pool does not hold the virtual disk any more, or the pool itself is missing. Hosts have no access.',
  },
  priorityOf: 'Priority of a copy',
  priority:
    'How much of the disk’s time the copy takes while hosts use it. The lowest leaves hosts all they ask for, the highest copies as fast as the disk can. When no host asks for anything, every copy runs at full speed. It can be changed at any time.',
  fullPolicyOf: 'When the repository is full',
  fullPolicy: {
    failSnapshot:
      'The snapshot fails: the point in time is lost, and hosts go on writing to the source. Choose this where work must not stop.',
    failSourceWrites:
      'Writes to the source fail: the point in time stays whole, and hosts are told that there is no space. Choose this where the snapshot counts more.',
  },
  accessOf: 'Access for hosts',
  access:
    'What hosts may do with the virtual disk at this moment. It follows from copies, snapshots and its read-only attribute, and is enforced by the array: a write that is not allowed is refused, whatever the host’s operating system believes.',
} as const
