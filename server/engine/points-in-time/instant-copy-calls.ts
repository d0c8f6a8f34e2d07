import type { InstantCopyRates } from '../contract'
import type { Disk } from '../disks/disk'
import { ENDING_MILLISECONDS, settledWithin } from '../disks/in-time'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf } from '../faults'
import { ImageFamilies, instantCopyFacts } from './instant-copy-facts'
import { begunPart, isInChain } from './instant-copy-record'
import { InstantCopyRun, type MappingRun } from './instant-copy-run'
import { forgetMapping, refuseAmongOneAnother, refuseUnlessStartable, sourcesAbove, type Starting, startAtOneInstant } from './instant-copy-start'
import { olderTargetsOf, settleSplit, splitOff } from './instant-copy-split'
import { leaveAsSource } from './load-mappings'
import { beginRestore, giveUpRestore, givesBack, refuseUnlessRestorable, runRestore } from './mapping-restore'

/** Of a mapping that is opened only to be stopped. */
const NO_RATES: InstantCopyRates = { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 }
/** How often running mappings are told of. */
const PROGRESS_EVERY_MILLIS = 500

export function instantCopyCalls(
  state: EngineState,
): Handlers<
  | 'instantCopy.start'
  | 'instantCopy.resume'
  | 'instantCopy.setRates'
  | 'instantCopy.stop'
  | 'instantCopy.split'
  | 'instantCopy.facts'
  | 'instantCopy.forget'
> {
  let ticker: NodeJS.Timeout | null = null

  function tellProgress(): void {
    state.emit({ type: 'instantCopyProgress', mappings: [...state.instantCopies.values()].map((run) => run.progress()) })
  }

  /** Runs what a mapping at work has to do. Its disks are open, and let go when it has ended. */
  function run(source: Disk, target: Disk, rates: InstantCopyRates): void {
    const running = target.restoring ? runRestore(state, source, target, rates) : newRun(source, target, rates)
    state.instantCopies.set(target.diskId, running)
    ticker ??= setInterval(tellProgress, PROGRESS_EVERY_MILLIS)
    running.finished = finish(running, target)
  }

  function newRun(source: Disk, target: Disk, rates: InstantCopyRates): MappingRun {
    const image = target.target
    if (!source.chain || !image) throw new EngineError('internal', `the mapping onto ${target.diskId} is not loaded`)
    const running: InstantCopyRun = new InstantCopyRun({
      image,
      source,
      chainOfTarget: () => target.chain,
      rates,
      flush: (disk) => state.withOpen(disk, ({ bytes }) => bytes.flush()),
      leave: () => leave(running, target),
    })
    return running
  }

  async function finish(running: MappingRun, target: Disk): Promise<void> {
    try {
      await running.outcome
    } catch (error) {
      // Not even that it failed could be recorded. Its image goes on as it is, and so does its run at the next start.
      state.emit({ type: 'internalError', fault: faultOf(error) })
    }
    tellProgress()
    state.instantCopies.delete(target.diskId)
    if (ticker && state.instantCopies.size === 0) {
      clearInterval(ticker)
      ticker = null
    }
    for (const disk of [target, running.source]) {
      try {
        await disk.release()
      } catch (error) {
        state.diskFailed(disk, 'flush', error)
      }
    }
  }

  /**
   * Nobody looks through the target any more, and it through nobody: it is whole, or of no use. Not if a rollback to it
   * has begun meanwhile.
   */
  async function leave(running: InstantCopyRun, target: Disk): Promise<boolean> {
    const { source } = running
    return state.mutex.run([source.diskId, target.diskId], async () => {
      const image = target.target
      if (running.source !== source || !image || !source.chain || source.chain.rollback?.reaches(image)) return false
      await image.settled()
      const { whole } = image
      await image.change((record) => {
        if (record.state === 'idle') return record
        if (whole) return { state: 'idle', ...begunPart(record), adopts: [] }
        return { state: 'stopped', ...begunPart(record), fault: record.state === 'stopping' ? record.fault : null }
      })
      source.chain.remove(image)
      if (!image.record.incremental) await leaveAsSource(source, target)
      state.wakeInstantCopies()
      const [mapping] = await instantCopyFacts(state, [target])
      if (mapping) state.emit(whole ? { type: 'instantCopyCompleted', mapping } : { type: 'instantCopyStopped', mapping })
      return true
    })
  }

  function factsOf(disks: readonly Pick<Starting, 'target'>[]) {
    return instantCopyFacts(state, disks.map(({ target }) => target))
  }

  /** Opens the disks of a mapping for as long as it is active. */
  async function acquire({ source, target }: Pick<Starting, 'source' | 'target'>): Promise<void> {
    await source.acquire(state.openDisk)
    try {
      await target.acquire(state.openDisk)
    } catch (error) {
      await source.release()
      throw error
    }
  }

  function disksOf(targetId: string): { source: Disk; target: Disk } {
    const target = state.disk(targetId)
    if (!target.mappingRecord) throw new EngineError('imageNotFound', `virtual disk ${targetId} is the target of no mapping`)
    return { target, source: state.disk(target.mappingRecord.sourceId) }
  }

  async function resume(source: Disk, target: Disk, rates: InstantCopyRates): Promise<void> {
    const running = state.instantCopies.get(target.diskId)
    if (running) running.setRates(rates)
    if (running || (!target.activeMapping && !target.restoring)) return
    await acquire({ source, target })
    run(source, target, rates)
  }

  async function giveUpAtOnce(restored: Disk): Promise<void> {
    await restored.setAccess({ read: false, write: false })
    await giveUpRestore(state, restored)
  }

  /** Whoever looks through a target stops with it: nothing of what they lack can be had any more. */
  async function stopAtOnce(target: Disk): Promise<Disk[]> {
    const source = state.disk(target.mappingRecord?.sourceId ?? '')
    if (source.rollback && !source.restoring)
      throw new EngineError('diskInUse', `the source ${source.diskId} is being given the content of an image back`)
    const lost = [...new ImageFamilies(state).dependentsOf(target), target]
    for (const disk of lost) {
      if (disk.restoring) await giveUpAtOnce(disk)
      const mapping = disk.mapping?.current
      if (!mapping?.whole) await disk.setAccess({ read: false, write: false })
      await state.loadedImage(disk)?.fail({ code: 'imageOverwritten', detail: 'an instant copy that it looked through was stopped' })
      await mapping?.change((record) => (isInChain(record) ? { state: 'stopping', ...begunPart(record), whole: mapping.whole, fault: null } : record))
      if (mapping) await resumeToEnd(disk)
    }
    return lost
  }

  /** Runs of mappings that are active no longer let go of their disks by themselves. */
  async function whenLetGo(targets: readonly Disk[]): Promise<void> {
    const letting = targets.filter(({ activeMapping, restoring }) => !activeMapping && !restoring)
    await Promise.all(letting.flatMap(({ diskId }) => state.instantCopies.get(diskId)?.finished ?? []))
  }

  /** What stops has a run that makes an end of it. */
  async function resumeToEnd(target: Disk): Promise<void> {
    if (!state.instantCopies.has(target.diskId)) await resume(disksOf(target.diskId).source, target, NO_RATES)
  }

  /** One that could not go on is begun anew. Throws EngineError. */
  async function refuseRestore(one: Starting): Promise<void> {
    if (one.target.mappingRecord?.instantCopyId === one.asked.instantCopyId) await giveUpRestore(state, one.target)
    refuseUnlessRestorable(state, one)
  }

  async function stop(target: Disk): Promise<void> {
    const image = target.target
    if (!image) return
    if (!image.whole && target.chain?.accepting) await image.change((record) => (record.state === 'copying' ? { ...record, ending: true } : record))
    else await image.change((record) => (record.state === 'copying' ? { state: 'stopping', ...begunPart(record), whole: image.whole, fault: null } : record))
  }

  return {
    async 'instantCopy.start'({ mappings }) {
      const disks = mappings.map((asked) => ({ asked, source: state.disk(asked.sourceId), target: state.disk(asked.targetId) }))
      // Nobody above a source may become an image of what is below it meanwhile.
      const keys = () => disks.flatMap(({ source, target }) => [target, source, ...sourcesAbove(state, source)]).map(({ diskId }) => diskId)
      await whenLetGo(disks.map(({ target }) => target))
      return state.mutex.runWhile(keys, async () => {
        // Sent again after a crash: what has begun has begun.
        const fresh = disks.filter(({ asked, target }) => {
          const was = target.mappingRecord
          return was?.instantCopyId !== asked.instantCopyId || was.run !== asked.run || was.state === 'stopped'
        })
        for (const { target } of fresh)
          if (state.instantCopies.has(target.diskId))
            throw new EngineError('diskInUse', `the mapping onto ${target.diskId} has not let go of its disks yet`)
        const [back] = fresh.filter(givesBack)
        // Two labels say that they have begun, one after the other: not at one instant.
        if (back && disks.length > 1)
          throw new EngineError('diskInUse', `virtual disk ${back.target.diskId} is given the content of an image of its own back, by itself only`)
        if (back) await refuseRestore(back)
        else for (const one of fresh) refuseUnlessStartable(state, one)
        refuseAmongOneAnother(state, fresh.filter((one) => !givesBack(one)))
        const opened: Starting[] = []
        let heldMicros = 0
        try {
          for (const one of fresh) {
            await acquire(one)
            opened.push(one)
          }
          if (back) heldMicros = await beginRestore(state, back)
          else if (fresh.length > 0) heldMicros = await startAtOneInstant(state, fresh)
        } catch (error) {
          for (const { source, target } of opened) await Promise.allSettled([target.release(), source.release()])
          throw error
        }
        for (const { source, target, asked } of fresh) run(source, target, asked)
        for (const { source, target, asked } of disks) await resume(source, target, asked)
        return { mappings: await factsOf(disks), heldMicros }
      })
    },

    async 'instantCopy.resume'({ targetId, ...rates }) {
      const { source, target } = disksOf(targetId)
      return state.mutex.run([source.diskId, targetId], async () => {
        await resume(disksOf(targetId).source, target, rates)
        const [facts] = await factsOf([{ target }])
        if (!facts) throw new EngineError('imageNotFound', `virtual disk ${targetId} is the target of no mapping`)
        return facts
      })
    },

    async 'instantCopy.setRates'({ targetId, ...rates }) {
      state.instantCopies.get(targetId)?.setRates(rates)
      return null
    },

    async 'instantCopy.stop'({ targetIds, force }) {
      const disks = targetIds.map(disksOf)
      // Nobody may become an image of what is lost while it is.
      const keys = () => {
        const families = new ImageFamilies(state)
        const lost = force ? disks.flatMap(({ target }) => families.dependentsOf(target)) : []
        return [...disks.flatMap(({ target }) => [disksOf(target.diskId).source, target]), ...lost].map(({ diskId }) => diskId)
      }
      const { ending, letting } = await state.mutex.runWhile(keys, async () => {
        const lost: Disk[] = []
        const alone = force ? [] : new ImageFamilies(state).aloneAmong(disks.map(({ target }) => target))
        for (const { target } of disks) {
          if (target.rollsBackByMapping) await giveUpRestore(state, target)
          if (!target.activeMapping) continue
          await resumeToEnd(target)
          if (force) lost.push(...(await stopAtOnce(target)))
          else await stop(target)
        }
        state.wakeInstantCopies()
        const runsOf = (targets: readonly Disk[]) => targets.flatMap(({ diskId }) => state.instantCopies.get(diskId) ?? [])
        return { ending: runsOf(alone), letting: runsOf(lost) }
      })
      // Nobody looks through any of them, so that they end without waiting for anything but their disks.
      await settledWithin(Promise.allSettled(ending.map(({ outcome }) => outcome)), ENDING_MILLISECONDS)
      await Promise.all(letting.map(({ finished }) => finished))
      return factsOf(disks)
    },

    async 'instantCopy.split'({ targetId }) {
      const { target } = disksOf(targetId)
      const disks = () => [disksOf(targetId).source, target, ...olderTargetsOf(state, target)]
      const moved = await state.mutex.runWhile(
        () => disks().map(({ diskId }) => diskId),
        async () => {
          if (!target.activeMapping) return []
          await resumeToEnd(target)
          const older = olderTargetsOf(state, target)
          if (target.target) await splitOff(state, { source: disksOf(targetId).source, target, image: target.target, older })
          state.wakeInstantCopies()
          return older
        },
      )
      await whenLetGo([target])
      return factsOf([target, ...moved].map((disk) => ({ target: disk })))
    },

    async 'instantCopy.facts'({ targetIds }) {
      return instantCopyFacts(state, targetIds.flatMap((targetId) => state.findDisk(targetId) ?? []))
    },

    async 'instantCopy.forget'({ targetId }) {
      const known = state.findDisk(targetId)
      if (known) await whenLetGo([known])
      await state.mutex.run([targetId], async () => {
        const target = state.findDisk(targetId)
        if (!target?.mappingRecord) return
        if (target.activeMapping || state.instantCopies.has(targetId)) throw new EngineError('diskInUse', `the mapping onto ${targetId} is active`)
        await settleSplit(state, target)
        await giveUpRestore(state, target)
        await forgetMapping(state, target)
      })
      return null
    },
  }
}
