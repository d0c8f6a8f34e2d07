/**
 * What a crash leaves between records of several disks, and what a loss leaves of those who looked through what is lost,
 * is settled when a pool opens, before anybody can look.
 */
import path from 'node:path'
import type { Disk } from '../disks/disk'
import type { ImageRecord } from '../points-in-time/image-record'
import { begunPart, type MappingFault, type MappingRecord } from '../points-in-time/instant-copy-record'
import type { Files } from '../storage/files'
import { SlotRecord } from '../storage/record'

/** An image that held grains and can't be had; a null source: of a source that is not known. */
export interface LostImage {
  diskId: string
  sourceId: string | null
  sequence: number
}

export type Disks = ReadonlyMap<string, Disk>

/** @param lost of folders that can't be read. Rejects with the system's error; it can be done again. */
export async function settleRecords(files: Files, disks: Disks, lost: readonly LostImage[]): Promise<void> {
  await settleGroups(files, disks)
  await settleMappingGroups(files, disks)
  const moved = await settleSplits(files, disks)
  const lostNow = lost.map((image) => ({ ...image, sourceId: moved.get(image.diskId) ?? image.sourceId }))
  await failBehindLosses(files, disks, lostNow)
  for (const disk of disks.values()) await settleRestore(files, disk, disks)
}

/** Writes the state of an image that is not loaded. Durable when it resolves. */
export async function writeImageRecord(files: Files, disk: Disk, record: ImageRecord): Promise<void> {
  await writeRecord(files, disk.file('image'), record)
  disk.imageRecord = record
}

/** Writes the record of a mapping that is not loaded. Durable when it resolves. */
export function writeMappingRecord(files: Files, folder: string, record: MappingRecord): Promise<void> {
  return writeRecord(files, path.join(folder, 'mapping'), record)
}

async function writeRecord(files: Files, name: string, record: ImageRecord | MappingRecord): Promise<void> {
  const file = await SlotRecord.open(files, name)
  await file.write(record)
  await file.close()
}

async function settleMapping(files: Files, target: Disk, record: MappingRecord): Promise<void> {
  await writeMappingRecord(files, target.folder, record)
  target.mappingRecord = record
}

/** A crash inside the barrier of a group starts all of its images or none (image-record.ts). */
async function settleGroups(files: Files, disks: Disks): Promise<void> {
  for (const disk of disks.values()) {
    const record = disk.imageRecord
    if (record?.state !== 'active' || !record.group || record.group.confirmed) continue
    const { id, members } = record.group
    const started = hasStarted(id, members.map((member) => disks.get(member)?.begun?.group))
    await writeImageRecord(files, disk, started ? { ...record, group: { id, members, confirmed: true } } : { ...record, state: 'ended' })
  }
}

/** As with images; one of a group that has not begun leaves a target whose old content was given up. */
async function settleMappingGroups(files: Files, disks: Disks): Promise<void> {
  for (const disk of disks.values()) {
    const record = disk.mappingRecord
    if (record?.state !== 'copying' || !record.group || record.group.confirmed) continue
    const { id, members } = record.group
    const groups = members.map((member) => {
      const other = disks.get(member)?.mappingRecord
      return other?.state === 'copying' ? other.group : null
    })
    const settled: MappingRecord = hasStarted(id, groups)
      ? { ...record, group: { id, members, confirmed: true } }
      : { state: 'stopped', ...begunPart(record), fault: null }
    await settleMapping(files, disk, settled)
  }
}

type Group = { id: string; confirmed: boolean } | null | undefined

/** One that is confirmed proves that all of them started, whatever became of the others since. */
function hasStarted(id: string, groups: readonly Group[]): boolean {
  return groups.every((group) => group?.id === id) || groups.some((group) => group?.id === id && group.confirmed)
}

/**
 * The record of a target that was split off says which older images are its own since; theirs follow. One that has
 * started again since then is newer. Answers the new source of each that moved, whether it could be read or not.
 */
async function settleSplits(files: Files, disks: Disks): Promise<Map<string, string>> {
  const moved = new Map<string, string>()
  for (const target of disks.values()) {
    const split = target.mappingRecord
    if (split?.state !== 'idle' || split.adopts.length === 0) continue
    for (const diskId of split.adopts) {
      moved.set(diskId, target.diskId)
      const disk = disks.get(diskId)
      const record = disk?.activeMapping
      if (disk && record?.sourceId === split.sourceId && record.sequence < split.sequence)
        await settleMapping(files, disk, { ...record, sourceId: target.diskId, differenceKnown: false })
    }
    await settleMapping(files, target, { ...split, adopts: [] })
  }
  return moved
}

/**
 * Older images look through newer ones. Where a newer one can't be had, because its folder or its repository is
 * damaged or gone, what the older ones would show is not known: they fail.
 */
async function failBehindLosses(files: Files, disks: Disks, unreadable: readonly LostImage[]): Promise<void> {
  const snapshots = [...disks.values()].filter((disk) => disk.holdsGrains)
  const withoutRepository = snapshots.flatMap(({ label, begun }) =>
    begun && label.kind === 'snapshot' && !disks.has(label.repositoryId) ? [begun] : [],
  )
  const lost: Pick<LostImage, 'sourceId' | 'sequence'>[] = [...unreadable, ...withoutRepository]
  const isBehind = (one: { sourceId: string; sequence: number }) =>
    lost.some(({ sourceId, sequence }) => (sourceId === null || sourceId === one.sourceId) && one.sequence <= sequence)
  const detail = 'a newer image that it looks through, or its own repository, is damaged or gone'
  const fault = { code: 'imageDamaged', detail } as const
  for (const snapshot of snapshots) {
    const record = snapshot.begun
    if (record?.state === 'active' && isBehind(record)) await writeImageRecord(files, snapshot, { ...record, state: 'failed', fault })
  }
  for (const target of disks.values()) {
    const record = target.activeMapping
    if (record && isBehind(record))
      await settleMapping(files, target, { state: 'stopping', ...begunPart(record), whole: false, fault })
  }
}

/**
 * What a crash leaves between the two records of a disk that is given the content of an image of its own back
 * (mapping-restore.ts), and what can't go on: the image no longer shows what it did, for a newer one is lost.
 */
export async function settleRestore(files: Files, disk: Disk, disks: Disks): Promise<void> {
  const { mappingRecord: record, rollback } = disk
  const image = rollback && disks.get(rollback.snapshotId)
  if (record?.state === 'restoring') {
    const stopped = (fault: MappingFault | null) => settleMapping(files, disk, { state: 'stopped', ...begunPart(record), fault })
    if (!disk.restoring) return record.part ? stopped(null) : forgetMappingRecord(files, disk)
    const now = image?.mappingRecord
    if (now?.state !== 'stopping' || now.fault?.code !== 'imageDamaged') return
    await stopped(now.fault)
  }
  if (disk.rollsBackByMapping || image?.label.kind === 'standard') await disk.setRollback(null)
}

async function forgetMappingRecord(files: Files, disk: Disk): Promise<void> {
  await files.removeFile(disk.file('mapping'))
  await files.removeFile(disk.file('split'))
  disk.mappingRecord = null
}
