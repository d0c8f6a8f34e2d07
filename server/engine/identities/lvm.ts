/**
 * LVM2 physical volumes. A volume's own identifier stands in its label (contents/file-systems.ts), but also in the text
 * of the volume group's metadata, which is kept on every volume of the group, in a ring of versions, with the group's
 * identifier and name. A group gets new ones only as a whole, over all its disks at once and under a name that is free
 * on the host; the host's `vgimportclone` does that.
 */
import { type Change, CannotChange, type Planner } from './change'

/** @throws {CannotChange} always: `useVgimportclone`. */
export const planLvm: Planner = (): Promise<Change> =>
  Promise.reject(new CannotChange('useVgimportclone', 'an LVM physical volume: run vgimportclone on the host with the disks of the whole volume group'))
