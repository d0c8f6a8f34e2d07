'use client'

import clsx from 'clsx'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { TONE_TEXT } from '../ui/state-chip'
import { graphOf, type GraphNode } from './graph'
import { INSTANT_COPY_STATUS_LOOKS } from './instant-copy-status'

const BOX = { width: 132, height: 34 }
const GAP = { x: 92, y: 18 }
const EDGE = 2
/** More would be small and dense; the list has all. */
const SHOWN = 24

const left = ({ depth }: GraphNode) => EDGE + depth * (BOX.width + GAP.x)
const top = ({ row }: GraphNode) => EDGE + row * (BOX.height + GAP.y)

interface RelationsGraphProps {
  disk: { id: string; name: string }
  copies: InstantCopy[]
}

/** Sources on the left, what shows them to the right of each; disks and instant copies are links in reading order. */
export function RelationsGraph({ disk, copies }: RelationsGraphProps) {
  const t = useTranslations('instantCopies.relations')
  const { nodes, edges, rows, depths } = graphOf(copies.slice(0, SHOWN))
  const width = depths * (BOX.width + GAP.x) - GAP.x + 2 * EDGE
  const height = rows * (BOX.height + GAP.y) - GAP.y + 2 * EDGE
  return (
    <div>
      <div className="overflow-x-auto pb-1" role="group" aria-label={t('graph', { name: disk.name })}>
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} className="block">
          {edges.map(({ copy, from, to }) => (
            <EdgeLink key={copy.id} copy={copy} from={from} to={to} />
          ))}
          {nodes.map((node) => (
            <DiskBox key={node.diskId} node={node} isSelf={node.diskId === disk.id} />
          ))}
        </svg>
      </div>
      {copies.length > SHOWN ? <p className="text-xs text-faint">{t('more', { count: copies.length - SHOWN })}</p> : null}
    </div>
  )
}

function EdgeLink({ copy, from, to }: { copy: InstantCopy; from: GraphNode; to: GraphNode }) {
  const t = useTranslations('instantCopies.relations')
  const words = useTranslations('words.instantCopyStatus')
  const format = useFormatter()
  const percent = format.number(copy.progress.percent / 100, { style: 'percent', maximumFractionDigits: 0 })
  const [x1, y1, x2, y2] = [left(from) + BOX.width, top(from) + BOX.height / 2, left(to), top(to) + BOX.height / 2]
  const middle = (x1 + x2) / 2
  const isLive = copy.status === 'copying' || copy.status === 'stopping'
  const label = t('edge', { name: copy.name, source: copy.sourceName, target: copy.targetName, status: words(copy.status), percent })
  return (
    <Link href={`/instant-copies/${copy.id}`} aria-label={label} className={clsx('group', TONE_TEXT[INSTANT_COPY_STATUS_LOOKS[copy.status].tone])}>
      <title>{label}</title>
      <path
        d={`M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2 - 6} ${y2}`}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray={isLive ? undefined : '4 3'}
        className="group-hover:stroke-2"
      />
      <path d={`M${x2 - 7} ${y2 - 4} L${x2 - 1} ${y2} L${x2 - 7} ${y2 + 4} Z`} fill="currentColor" />
      <rect x={x2 - 50} y={y2 - 9} width="38" height="18" rx="4" className="fill-panel stroke-line" />
      <text x={x2 - 31} y={y2 + 4} textAnchor="middle" fontSize="11" fill="currentColor" className="figures">
        {percent}
      </text>
    </Link>
  )
}

function DiskBox({ node, isSelf }: { node: GraphNode; isSelf: boolean }) {
  const face = (
    <>
      <title>{node.name}</title>
      <rect
        x={left(node)}
        y={top(node)}
        width={BOX.width}
        height={BOX.height}
        rx="6"
        className={isSelf ? 'fill-accent-soft stroke-accent' : 'fill-panel stroke-edge'}
      />
      <foreignObject x={left(node)} y={top(node)} width={BOX.width} height={BOX.height}>
        <span className="flex h-full items-center justify-center px-2 text-xs">
          <span className={clsx('truncate', isSelf ? 'font-semibold' : 'text-link')}>{node.name}</span>
        </span>
      </foreignObject>
    </>
  )
  return isSelf ? <g>{face}</g> : <Link href={`/virtual-disks/${node.diskId}`}>{face}</Link>
}
