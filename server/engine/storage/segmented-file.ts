import type { BlockFile, CachedRange } from './files'

type OpenSegment = (path: string, create: boolean) => Promise<BlockFile | null>

/**
 * One run of bytes over several files of `segmentBytes` each (the last one shorter). Segment 0 has the plain name,
 * segment n the name with `.n`. Nearly all files have one segment, and then every call passes straight through.
 */
export class SegmentedFile implements BlockFile {
  #segments: BlockFile[]

  private constructor(
    private readonly path: string,
    private readonly segmentBytes: number,
    private readonly openSegment: OpenSegment,
    segments: BlockFile[],
  ) {
    this.#segments = segments
  }

  static async open(path: string, segmentBytes: number, openSegment: OpenSegment): Promise<SegmentedFile> {
    const segments: BlockFile[] = []
    for (;;) {
      const index = segments.length
      const segment = await openSegment(segmentName(path, index), index === 0)
      if (!segment) break
      segments.push(segment)
    }
    return new SegmentedFile(path, segmentBytes, openSegment, segments)
  }

  get length(): number {
    let last = this.#segments.length - 1
    // Segments that a shrunken file no longer reaches stay, empty.
    while (last > 0 && this.#segment(last).length === 0) last -= 1
    return last * this.segmentBytes + this.#segment(last).length
  }

  get syncFailed(): boolean {
    return this.#segments.some((segment) => segment.syncFailed)
  }

  #segment(index: number): BlockFile {
    const segment = this.#segments[index]
    if (!segment) throw new RangeError(`${this.path} has no segment ${index}: resize it before writing there`)
    return segment
  }

  /** The only segment that a range touches, or null if it touches several or lies past the end. */
  #only(offset: number, length: number): BlockFile | null {
    if (offset + length <= this.segmentBytes) return this.#segment(0)
    const index = Math.floor(offset / this.segmentBytes)
    const last = Math.floor((offset + length - 1) / this.segmentBytes)
    return index === last ? (this.#segments[index] ?? null) : null
  }

  #base(offset: number): number {
    return offset < this.segmentBytes ? 0 : Math.floor(offset / this.segmentBytes) * this.segmentBytes
  }

  /** The parts of a range, segment by segment: where it starts, how long it is, and how far it is into the range. */
  *#parts(offset: number, length: number): Generator<{ index: number; at: number; length: number; done: number }> {
    let done = 0
    while (done < length) {
      const index = Math.floor((offset + done) / this.segmentBytes)
      const at = offset + done - index * this.segmentBytes
      const part = Math.min(length - done, this.segmentBytes - at)
      yield { index, at, length: part, done }
      done += part
    }
  }

  readNow(into: Uint8Array, offset: number): boolean {
    const only = this.#only(offset, into.length)
    return only !== null && only.readNow(into, offset - this.#base(offset))
  }

  async read(into: Uint8Array, offset: number): Promise<void> {
    const only = this.#only(offset, into.length)
    if (only) return only.read(into, offset - this.#base(offset))
    for (const part of this.#parts(offset, into.length)) {
      const slice = into.subarray(part.done, part.done + part.length)
      const segment = this.#segments[part.index]
      if (segment) await segment.read(slice, part.at)
      else slice.fill(0)
    }
  }

  cached(offset: number, length: number): CachedRange | null {
    return this.#only(offset, length)?.cached(offset - this.#base(offset), length) ?? null
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    let bytes = 0
    for (const chunk of chunks) bytes += chunk.length
    const only = this.#only(offset, bytes)
    if (only) return only.write(chunks, offset - this.#base(offset))
    return this.#writeAcross(Buffer.concat(chunks), offset)
  }

  async #writeAcross(bytes: Uint8Array, offset: number): Promise<void> {
    for (const part of this.#parts(offset, bytes.length))
      await this.#segment(part.index).write([bytes.subarray(part.done, part.done + part.length)], part.at)
  }

  async sync(): Promise<void> {
    await Promise.all(this.#segments.map((segment) => segment.sync()))
  }

  async resize(length: number): Promise<void> {
    const last = Math.max(0, Math.ceil(length / this.segmentBytes) - 1)
    for (let index = 0; index <= last; index += 1) {
      if (this.#segments[index]) continue
      const segment = await this.openSegment(segmentName(this.path, index), true)
      if (!segment) throw new RangeError(`${segmentName(this.path, index)} could not be made`)
      this.#segments.push(segment)
    }
    for (const [index, segment] of this.#segments.entries()) {
      const inside = Math.min(Math.max(length - index * this.segmentBytes, 0), this.segmentBytes)
      if (segment.length !== inside) await segment.resize(inside)
    }
  }

  punch(offset: number, length: number): Promise<void> | null {
    const only = this.#only(offset, length)
    if (only) return only.punch(offset - this.#base(offset), length)
    return this.#eachPart(offset, length, (segment, at, bytes) => segment.punch(at, bytes))
  }

  async allocate(offset: number, length: number): Promise<void> {
    await this.#eachPart(offset, length, (segment, at, bytes) => segment.allocate(at, bytes))
  }

  prefetch(offset: number, length: number): void {
    for (const part of this.#parts(offset, length)) this.#segments[part.index]?.prefetch(part.at, part.length)
  }

  async #eachPart(
    offset: number,
    length: number,
    act: (segment: BlockFile, at: number, length: number) => Promise<void> | null,
  ): Promise<void> {
    for (const part of this.#parts(offset, length)) await act(this.#segment(part.index), part.at, part.length)
  }

  nextData(offset: number, end: number): number {
    for (const part of this.#parts(offset, Math.max(0, end - offset))) {
      const segment = this.#segments[part.index]
      if (!segment) return end
      const found = segment.nextData(part.at, part.at + part.length)
      if (found < part.at + part.length) return part.index * this.segmentBytes + found
    }
    return end
  }

  nextHole(offset: number, end: number): number {
    for (const part of this.#parts(offset, Math.max(0, end - offset))) {
      const found = this.#segments[part.index]?.nextHole(part.at, part.at + part.length) ?? part.at
      if (found < part.at + part.length) return part.index * this.segmentBytes + found
    }
    return end
  }

  hasSpace(offset: number, length: number): boolean {
    for (const part of this.#parts(offset, length)) if (!this.#segments[part.index]?.hasSpace(part.at, part.length)) return false
    return true
  }

  async copyFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<void> {
    for (const part of this.#parts(offset, length)) {
      const target = this.#segment(part.index)
      if (!(source instanceof SegmentedFile)) {
        await target.copyFrom(source, sourceOffset + part.done, part.at, part.length)
        continue
      }
      for (const from of source.#parts(sourceOffset + part.done, part.length))
        await target.copyFrom(source.#segment(from.index), from.at, part.at + from.done, from.length)
    }
  }

  async shareFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<boolean> {
    const target = this.#only(offset, length)
    const from = source instanceof SegmentedFile ? source.#only(sourceOffset, length) : null
    if (!target || !from || !(source instanceof SegmentedFile)) return false
    return target.shareFrom(from, sourceOffset - source.#base(sourceOffset), offset - this.#base(offset), length)
  }

  async close(): Promise<void> {
    await Promise.all(this.#segments.map((segment) => segment.close()))
  }
}

function segmentName(path: string, index: number): string {
  return index === 0 ? path : `${path}.${index}`
}
