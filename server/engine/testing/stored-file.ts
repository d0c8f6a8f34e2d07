/** A file as a store remembers it: what it holds, what of that is durable, and what may be lost. */
import type { Random } from './random'
import { type Content, copyOf, cut, SECTOR, writeContent } from './volatile-content'

/** Told apart by what it is, not by its value: syncs of a file overlap, and each covers what was there when it began. */
interface Version<T> {
  readonly is: T
}

/** What a sync covers. */
interface Unsynced {
  length: Version<number> | undefined
  sectors: { sector: number; latest: Version<Uint8Array | null> }[]
}

export class StoredFile {
  private constructor(
    readonly current: Content,
    readonly durable: Content,
    /** Versions since the last sync, of the length and of each sector: any of them may be what a power loss leaves. */
    private readonly lengths: Version<number>[],
    private readonly versions: Map<number, Version<Uint8Array | null>[]>,
  ) {}

  /** One of which nothing can be lost. */
  static settled(content: Content): StoredFile {
    return new StoredFile(content, copyOf(content), [], new Map())
  }

  write(bytes: Uint8Array, offset: number, allocated: boolean): void {
    writeContent(this.current, bytes, offset, allocated)
    this.#note(offset, bytes.length)
  }

  resize(length: number): void {
    const before = this.current.length
    this.current.length = length
    if (length < before) {
      cut(this.current)
      this.#note(length, before - length)
    } else this.lengths.push({ is: length })
  }

  #note(offset: number, length: number): void {
    for (let sector = Math.floor(offset / SECTOR); sector * SECTOR < offset + length; sector += 1) {
      const versions = this.versions.get(sector) ?? []
      versions.push({ is: this.current.sectors.get(sector) ?? null })
      this.versions.set(sector, versions)
    }
    this.lengths.push({ is: this.current.length })
  }

  /** What was written and is not durable. */
  unsynced(): Unsynced {
    const sectors = [...this.versions].flatMap(([sector, versions]) => {
      const latest = versions.at(-1)
      return latest ? [{ sector, latest }] : []
    })
    return { length: this.lengths.at(-1), sectors }
  }

  /** Makes durable what has not become so meanwhile, by a sync that began later and was quicker. */
  makeDurable({ length, sectors }: Unsynced): void {
    const lengthAt = length ? this.lengths.indexOf(length) : -1
    if (length && lengthAt >= 0) {
      this.durable.length = length.is
      this.lengths.splice(0, lengthAt + 1)
    }
    for (const { sector, latest } of sectors) this.#makeSectorDurable(sector, latest)
  }

  #makeSectorDurable(sector: number, latest: Version<Uint8Array | null>): void {
    const versions = this.versions.get(sector) ?? []
    const at = versions.indexOf(latest)
    if (at < 0) return
    if (latest.is) this.durable.sectors.set(sector, latest.is)
    else this.durable.sectors.delete(sector)
    const rest = versions.slice(at + 1)
    if (rest.length > 0) this.versions.set(sector, rest)
    else this.versions.delete(sector)
  }

  /** What a power loss now leaves: every unsynced sector and length is any of its versions. */
  afterPowerLoss(random: Random): StoredFile {
    const length = random.pick([this.durable.length, ...this.lengths.map(({ is }) => is)])
    const sectors = new Map(this.durable.sectors)
    for (const [sector, versions] of this.versions) {
      const version = random.pick([this.durable.sectors.get(sector) ?? null, ...versions.map(({ is }) => is)])
      if (version) sectors.set(sector, version)
      else sectors.delete(sector)
    }
    return StoredFile.settled(cut({ length, sectors }))
  }

  /** What the death of the process leaves: the page cache is still there. */
  afterKill(): StoredFile {
    return new StoredFile(copyOf(this.current), this.durable, this.lengths, this.versions)
  }
}
