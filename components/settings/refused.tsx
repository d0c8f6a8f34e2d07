import type { Problem } from '@/server/array/door/problem'
import { Notice } from '../ui/notice'

/** A page that the reader's role does not show. */
export function Refused({ problem }: { problem: Problem }) {
  return (
    <Notice tone="warn" title={problem.title}>
      {problem.detail} {problem.remedy}
    </Notice>
  )
}
