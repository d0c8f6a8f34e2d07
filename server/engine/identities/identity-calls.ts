import { createHash } from 'node:crypto'
import type { IdentityFacts } from '../contract'
import type { DiskBytes } from '../disks/disk-bytes'
import type { Disk } from '../disks/disk'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf } from '../faults'
import { applyIdentities, decodeJournal, encodeJournal, isAsPlanned, type JournalWrite, journalOf } from './apply'
import { type IdentityPlan, planIdentities } from './plan'

export function identityCalls(state: EngineState): Handlers<'disk.identities' | 'disk.synthesize'> {
  /** Throws EngineError unless nobody else may change or overwrite what is on a disk. */
  function refuseUnlessQuiet(disk: Disk): void {
    disk.refuseUnlessKind('standard', 'snapshot')
    disk.refuseInRollback()
    if (disk.label.kind === 'snapshot' && disk.imageRecord?.state !== 'active')
      throw new EngineError('imageState', `the snapshot ${disk.diskId} holds no image`)
    if (disk.gate.access.read || disk.gate.access.write)
      throw new EngineError('diskInUse', `hosts may still use virtual disk ${disk.diskId}`)
    for (const copy of state.copiesOf(disk.diskId))
      throw new EngineError('diskInUse', `virtual disk ${disk.diskId} is in the running copy ${copy.copyId}`)
  }

  return {
    async 'disk.identities'({ diskId, seed }) {
      const disk = state.disk(diskId)
      return state.withOpen(disk, async ({ bytes }) => factsOf(await planOf(disk, bytes, seed)))
    },

    async 'disk.synthesize'({ diskId, seed }) {
      const disk = state.disk(diskId)
      return state.mutex.run([diskId], async () => {
        refuseUnlessQuiet(disk)
        return state.withOpen(disk, async ({ bytes }) => {
          const plan = await planOf(disk, bytes, seed)
          const journal = journalOf(plan)
          if (journal.length === 0) return factsOf(plan)
          if (!(await isAsPlanned((offset, length) => readAt(disk, bytes, offset, length), journal)))
            throw new EngineError('diskInUse', `virtual disk ${diskId} changed while its identities were looked for`)
          await state.files.replaceWhole(disk.file('identities'), encodeJournal(journal))
          try {
            await carryOut(state, disk, bytes, journal)
          } catch (error) {
            await takeBack(state, disk, bytes, plan)
            throw error
          }
          return factsOf(plan)
        })
      })
    },
  }
}

/** Finishes what a crash cut off. A disk that can't be written keeps its journal, and nobody gets to it meanwhile. */
export function resumeIdentities(state: EngineState, disks: readonly Disk[]): void {
  for (const disk of disks) {
    if (!disk.identitiesPending) continue
    finishBeforeUse(state, disk)
    const work = state.mutex.run([disk.diskId], async () => {
      // An image that has ended took what was being changed with it.
      if (disk.label.kind !== 'snapshot' || disk.imageRecord?.state === 'active') await state.withOpen(disk, () => Promise.resolve())
      else await forgetJournal(state, disk)
    })
    const told = work.catch((error: unknown) => {
      if (!state.closing) state.emit({ type: 'internalError', fault: faultOf(error) })
    })
    state.background.add(told)
    void told.finally(() => state.background.delete(told))
  }
}

/** What is written to the disk before that would be overwritten by what is finished later. */
function finishBeforeUse(state: EngineState, disk: Disk): void {
  disk.beforeUse.set(async ({ bytes }) => {
    const kept = await state.files.readWhole(disk.file('identities'))
    const journal = kept && decodeJournal(Buffer.from(kept))
    if (journal) await carryOut(state, disk, bytes, journal)
    else await forgetJournal(state, disk)
  })
}

/** The disk failed half way, and has again what it had; if not even that can be written, it is finished before anybody uses it. */
async function takeBack(state: EngineState, disk: Disk, bytes: DiskBytes, { structures }: IdentityPlan): Promise<void> {
  try {
    for (const { offsetBytes, before } of structures.flatMap(({ writes }) => writes)) await bytes.write([before], offsetBytes, before.length)
    await bytes.flush()
    await forgetJournal(state, disk)
  } catch {
    // Whoever asked is told of what failed first.
    disk.identitiesPending = true
    finishBeforeUse(state, disk)
  }
}

async function forgetJournal(state: EngineState, disk: Disk): Promise<void> {
  await state.files.removeFile(disk.file('identities'))
  disk.identitiesPending = false
  disk.beforeUse.set(null)
}

async function carryOut(state: EngineState, disk: Disk, bytes: DiskBytes, journal: readonly JournalWrite[]): Promise<void> {
  await applyIdentities(journal, {
    write: async (offset, content) => {
      await bytes.write([content], offset, content.length)
    },
    flush: () => bytes.flush(),
  })
  await forgetJournal(state, disk)
}

function planOf(disk: Disk, bytes: DiskBytes, seed: string): Promise<IdentityPlan> {
  const read = (offset: number, length: number) => readAt(disk, bytes, offset, length)
  return planIdentities({ sizeBytes: disk.capacityBytes, read }, chanceFrom(`${disk.diskId} ${seed}`))
}

async function readAt(disk: Disk, bytes: DiskBytes, offset: number, length: number): Promise<Buffer | null> {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > disk.capacityBytes) return null
  const into = Buffer.alloc(length)
  await bytes.read(into, offset)
  return into
}

/** Bytes that nobody can tell from chance who doesn't know the seed: SHA-256 of it and a counter. */
function chanceFrom(seed: string): (length: number) => Buffer {
  let counter = 0
  return (length) => {
    const blocks: Buffer[] = []
    for (let made = 0; made < length; made += 32) blocks.push(createHash('sha256').update(`${seed} ${(counter += 1)}`).digest())
    return Buffer.concat(blocks).subarray(0, length)
  }
}

function factsOf({ structures }: IdentityPlan): IdentityFacts[] {
  return structures.map(({ what, label, startByte, sizeBytes, identities, notes, refusal }) => ({
    what, label, startByte, sizeBytes, identities, notes, refusal,
  }))
}
