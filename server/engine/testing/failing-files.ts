/** A real file system whose disks can be made to fail, file by file and call by call, as broken hardware does. */
import { type BlockFile, type CachedRange, type Files, SourceReadError } from '../storage/files'

export type FailingCall = 'read' | 'write' | 'sync' | 'probe'

/** The code of the system error that a call on a file fails with; null lets it through. */
export type Faults = (call: FailingCall, path: string) => 'EIO' | 'ENOSPC' | null

class InjectedFault extends Error {
  constructor(
    readonly code: 'EIO' | 'ENOSPC',
    call: FailingCall,
    path: string,
  ) {
    super(`${code}: ${call} of ${path} failed`)
  }
}

export class FailingFiles implements Files {
  faults: Faults = () => null
  /** What the writes of a file wait for, as on a disk that doesn't answer; null lets them through. */
  stuck: (path: string) => Promise<void> | null = () => null

  constructor(private readonly files: Files) {}

  /** Throws when the call is to fail. */
  attempt(call: FailingCall, path: string): void {
    const code = this.faults(call, path)
    if (code !== null) throw new InjectedFault(code, call, path)
  }

  makeDirectory(path: string): Promise<void> {
    return this.files.makeDirectory(path)
  }

  removeTree(path: string): Promise<void> {
    return this.files.removeTree(path)
  }

  list(path: string): Promise<string[]> {
    return this.files.list(path)
  }

  async readWhole(path: string): Promise<Uint8Array | null> {
    this.attempt('read', path)
    return this.files.readWhole(path)
  }

  async replaceWhole(path: string, bytes: Uint8Array): Promise<void> {
    this.attempt('write', path)
    await this.files.replaceWhole(path, bytes)
  }

  removeFile(path: string): Promise<void> {
    return this.files.removeFile(path)
  }

  renameDirectory(from: string, to: string): Promise<void> {
    return this.files.renameDirectory(from, to)
  }

  lock(path: string): Promise<(() => Promise<void>) | null> {
    return this.files.lock(path)
  }

  async probe(directory: string): Promise<string> {
    this.attempt('probe', directory)
    return this.files.probe(directory)
  }

  async openBlocks(path: string): Promise<BlockFile> {
    return new FailingBlockFile(this, await this.files.openBlocks(path), path)
  }

  allocatedBytes(directory: string): Promise<number> {
    return this.files.allocatedBytes(directory)
  }

  space(path: string): Promise<{ capacityBytes: number; freeBytes: number }> {
    return this.files.space(path)
  }
}

class FailingBlockFile implements BlockFile {
  /** As of a real file: what a failed sync lost can't be known, so nothing more is taken. */
  #syncFailed = false

  constructor(
    private readonly files: FailingFiles,
    private readonly file: BlockFile,
    private readonly path: string,
  ) {}

  #change(): void {
    if (this.#syncFailed) throw new InjectedFault('EIO', 'sync', this.path)
    this.files.attempt('write', this.path)
  }

  get length(): number {
    return this.file.length
  }

  get syncFailed(): boolean {
    return this.#syncFailed
  }

  readNow(into: Uint8Array, offset: number): boolean {
    return this.files.faults('read', this.path) === null && this.file.readNow(into, offset)
  }

  async read(into: Uint8Array, offset: number): Promise<void> {
    this.files.attempt('read', this.path)
    await this.file.read(into, offset)
  }

  cached(offset: number, length: number): CachedRange | null {
    return this.files.faults('read', this.path) === null ? this.file.cached(offset, length) : null
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    this.#change()
    const stuck = this.files.stuck(this.path)
    if (stuck === null) return this.file.write(chunks, offset)
    return stuck.then(async () => {
      await this.file.write(chunks, offset)
    })
  }

  async sync(): Promise<void> {
    if (this.#syncFailed) throw new InjectedFault('EIO', 'sync', this.path)
    this.#syncFailed = this.files.faults('sync', this.path) !== null
    this.files.attempt('sync', this.path)
    await this.file.sync()
  }

  async resize(length: number): Promise<void> {
    await this.file.resize(length)
  }

  punch(offset: number, length: number): Promise<void> | null {
    this.#change()
    return this.file.punch(offset, length)
  }

  async allocate(offset: number, length: number): Promise<void> {
    this.#change()
    await this.file.allocate(offset, length)
  }

  nextData(offset: number, end: number): number {
    return this.file.nextData(offset, end)
  }

  nextHole(offset: number, end: number): number {
    return this.file.nextHole(offset, end)
  }

  hasSpace(offset: number, length: number): boolean {
    return this.file.hasSpace(offset, length)
  }

  /** What fails is to fail in a copy. */
  async shareFrom(): Promise<boolean> {
    return false
  }

  async copyFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<void> {
    if (!(source instanceof FailingBlockFile)) throw new Error('a copy is between files of one store')
    try {
      this.files.attempt('read', source.path)
    } catch (error) {
      throw new SourceReadError(error)
    }
    this.#change()
    await this.file.copyFrom(source.file, sourceOffset, offset, length)
  }

  prefetch(offset: number, length: number): void {
    this.file.prefetch(offset, length)
  }

  close(): Promise<void> {
    return this.file.close()
  }
}
