import { z } from 'zod'

import type { Finding } from '../../engine/contract'
import { defineQuery, type QueryContext } from '../door/command'
import { byId, bytes } from '../door/fields'
import { demand, refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import { diskRelations } from './relations'
import { mayUse } from './rules'

export const CONTENTS = ['mbr', 'gpt', 'ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'ntfs', 'fat', 'exfat', 'swap', 'lvm', 'md', 'luks', 'unknown'] as const

const part = z.strictObject({
  what: z.enum(CONTENTS),
  /** In the reader's language. */
  description: z.string(),
  label: z.string().nullable(),
  identifier: z.string().nullable(),
  journaling: z.boolean(),
  /** Whether it says itself that a host has it mounted, or had when it was last written. */
  mounted: z.enum(['yes', 'no', 'unknown']),
  needsRecovery: z.boolean(),
  damaged: z.boolean(),
  startByte: bytes,
  sizeBytes: bytes,
})
export type ContentsPart = z.infer<typeof part>

/** What the first blocks of a virtual disk say: a file system over all of it, or a partition table and its partitions. */
export const contents = z
  .strictObject({
    /** A partition table comes before its partitions; empty when nothing is recognised. */
    parts: z.array(part),
    /** Over all parts. */
    summary: z.strictObject({ journaling: z.boolean(), mounted: z.enum(['yes', 'no', 'unknown']), needsRecovery: z.boolean() }),
  })
  .meta({ id: 'VirtualDiskContents' })
export type Contents = z.infer<typeof contents>

export const getVirtualDiskContents = defineQuery({
  name: 'getVirtualDiskContents',
  role: 'viewer',
  summary: 'What is on a virtual disk, as its first blocks say: partitions, file systems, whether they look mounted.',
  input: byId,
  output: contents,
  async handler(context, { id }) {
    const disk = await diskRelations(context.array, id)
    demand(disk.kind === 'repository' ? refuse('contents_repository', { disk: disk.name }) : mayUse(disk))
    const unreadable = () => refuse('contents_unreadable', { disk: disk.name })
    const words = { io: unreadable, imageDamaged: unreadable, imageState: unreadable, imageNotFound: unreadable }
    const found = await engineStep(context.array.engine.call('disk.contents', { diskId: id }), words)
    const parts = found === null ? [] : [found, ...found.children].map((each) => shown(context, each))
    return { parts, summary: summaryOf(parts) }
  },
})

function shown({ text }: QueryContext, { children: _children, ...finding }: Finding): ContentsPart {
  return { ...finding, description: text.contents(finding.what) }
}

/** Mounted when any part says so; unknown when none does and one can't say. */
function summaryOf(parts: ContentsPart[]): Contents['summary'] {
  const systems = parts.filter(({ what }) => what !== 'mbr' && what !== 'gpt' && what !== 'unknown')
  const says = (mounted: ContentsPart['mounted']) => systems.some((each) => each.mounted === mounted)
  return {
    journaling: systems.some(({ journaling }) => journaling),
    mounted: says('yes') ? 'yes' : says('unknown') ? 'unknown' : 'no',
    needsRecovery: systems.some(({ needsRecovery }) => needsRecovery),
  }
}
