/**
 * Where ext2/3/4 keeps its superblocks and group descriptors (Linux, Documentation/filesystems/ext4/blockgroup.rst and
 * group_descr.rst; e2fsprogs, lib/ext2fs/closefs.c and openfs.c). From the superblock: +0x04 u32 blocks (+0x150 u32 the
 * high half with `64bit`), +0x14 u32 first block, +0x18 u32 log2 of the block size / 1024, +0x20 u32 blocks a group, +0xFE
 * u16 size of a descriptor (with `64bit`; 32 without), +0x104 u32 first meta group, +0x24C two u32 groups with copies
 * (`sparse_super2`). Groups follow each other from the first block on.
 *
 * Copies of the superblock: with `sparse_super2` in the two groups named, with `sparse_super` in group 1 and the powers of
 * 3, 5 and 7, else in every group. Descriptors: in the blocks behind the superblock and each copy. With `meta_bg`, those
 * of the groups from the first meta group on are elsewhere: one block of them describes a meta group, and is in its
 * first, second and last group, behind the superblock's copy if there is one.
 */
import { CannotChange, damaged, MAX_WRITE_BYTES, unsupported } from './change'

export const SUPERBLOCK = 1024
export const PRIMARY_AT = 1024

const [BLOCKS, FIRST_BLOCK, BLOCK_LOG, GROUP_BLOCKS, COMPATIBLE, INCOMPATIBLE, READ_ONLY, DESCRIPTOR_SIZE, FIRST_META_GROUP, BLOCKS_HIGH, TWO_COPIES] = [
  0x04, 0x14, 0x18, 0x20, 0x5c, 0x60, 0x64, 0xfe, 0x104, 0x150, 0x24c,
]
/** 32 TiB in groups of 8 MiB, which blocks of 1 KiB make; more is not gone through. */
const MAX_GROUPS = 2 ** 22
const SPARSE_2 = 0x200
const SPARSE = 0x1
const [META_GROUPS, IS_64_BIT] = [0x10, 0x80]

export interface Layout {
  blockSize: number
  blocks: number
  firstBlock: number
  groupBlocks: number
  groups: number
  descriptorSize: number
  descriptorsPerBlock: number
  /** Blocks of descriptors that stand behind the superblock; the others are with their meta groups. */
  descriptorBlocksInFront: number
  hasCopy: (group: number) => boolean
}

/** @throws {CannotChange} `damaged` when it makes no sense or is larger than what it is on. */
export function layoutOf(superblock: Buffer, sizeBytes: number): Layout {
  const [compatible, incompatible] = [superblock.readUInt32LE(COMPATIBLE), superblock.readUInt32LE(INCOMPATIBLE)]
  const blockLog = superblock.readUInt32LE(BLOCK_LOG)
  if (blockLog > 6) throw damaged('the superblock makes no sense')
  const blockSize = 1024 * 2 ** blockLog
  const wide = (incompatible & IS_64_BIT) !== 0
  const blocks = superblock.readUInt32LE(BLOCKS) + (wide ? superblock.readUInt32LE(BLOCKS_HIGH) * 2 ** 32 : 0)
  const [firstBlock, groupBlocks] = [superblock.readUInt32LE(FIRST_BLOCK), superblock.readUInt32LE(GROUP_BLOCKS)]
  if (blocks * blockSize > sizeBytes) throw damaged('the file system is larger than what it is on')
  // Blocks of 1 KiB with clusters begin at block 0, and their copies are elsewhere.
  if (firstBlock !== (blockSize === 1024 ? 1 : 0)) throw unsupported('a first block that is not usual')
  if (groupBlocks < 8 || groupBlocks > 2 ** 28 || blocks <= firstBlock) throw damaged('the superblock makes no sense')
  const descriptorSize = wide ? superblock.readUInt16LE(DESCRIPTOR_SIZE) : 32
  if (descriptorSize < 32 || descriptorSize > 1024 || !Number.isInteger(Math.log2(descriptorSize))) throw damaged('group descriptors have a size that none has')
  const groups = Math.ceil((blocks - firstBlock) / groupBlocks)
  if (groups > MAX_GROUPS) throw new CannotChange('tooLarge', `a file system of ${groups} groups`)
  const descriptorsPerBlock = blockSize / descriptorSize
  const descriptorBlocks = Math.ceil(groups / descriptorsPerBlock)
  const firstMeta = superblock.readUInt32LE(FIRST_META_GROUP)
  return {
    blockSize,
    blocks,
    firstBlock,
    groupBlocks,
    groups,
    descriptorSize,
    descriptorsPerBlock,
    descriptorBlocksInFront: (incompatible & META_GROUPS) === 0 ? descriptorBlocks : Math.min(firstMeta, descriptorBlocks),
    hasCopy: copyRule(superblock, compatible),
  }
}

function copyRule(superblock: Buffer, compatible: number): Layout['hasCopy'] {
  if ((compatible & SPARSE_2) !== 0) {
    const two = [superblock.readUInt32LE(TWO_COPIES), superblock.readUInt32LE(TWO_COPIES + 4)]
    return (group) => group === 0 || two.includes(group)
  }
  if ((superblock.readUInt32LE(READ_ONLY) & SPARSE) === 0) return () => true
  return (group) => group <= 1 || [3, 5, 7].some((base) => isPowerOf(base, group))
}

function isPowerOf(base: number, value: number): boolean {
  let power = base
  while (power < value) power *= base
  return power === value
}

export const groupAtBlock = ({ firstBlock, groupBlocks }: Layout, group: number) => firstBlock + group * groupBlocks

/** The copies of the superblock without the first. @throws {CannotChange} `tooLarge` when there are very many. */
export function copiesOf(layout: Layout): { group: number; atByte: number }[] {
  const copies: { group: number; atByte: number }[] = []
  for (let group = 1; group < layout.groups; group += 1) {
    if (!layout.hasCopy(group)) continue
    copies.push({ group, atByte: groupAtBlock(layout, group) * layout.blockSize })
    if (copies.length * SUPERBLOCK > MAX_WRITE_BYTES) throw new CannotChange('tooLarge', 'a file system with more than 16000 copies of its superblock')
  }
  return copies
}

/** Every place of a block of descriptors, with the number of that block: first ones and copies. */
export function* descriptorBlocksOf(layout: Layout): Generator<{ index: number; atByte: number }> {
  const { blockSize, groups, descriptorsPerBlock, descriptorBlocksInFront: inFront } = layout
  for (let group = 0; group < groups; group += 1) {
    if (!layout.hasCopy(group)) continue
    for (let index = 0; index < inFront; index += 1) yield { index, atByte: (groupAtBlock(layout, group) + 1 + index) * blockSize }
  }
  for (let index = inFront; index * descriptorsPerBlock < groups; index += 1) {
    const first = index * descriptorsPerBlock
    for (const group of new Set([first, first + 1, first + descriptorsPerBlock - 1])) {
      if (group < groups) yield { index, atByte: (groupAtBlock(layout, group) + (layout.hasCopy(group) ? 1 : 0)) * blockSize }
    }
  }
}
