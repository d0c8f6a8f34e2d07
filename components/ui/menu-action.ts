import type { LucideIcon } from 'lucide-react'

export interface MenuAction {
  id: string
  label: string
  icon?: LucideIcon
  /** Either leads somewhere or does something. */
  href?: string
  onSelect?: () => void
  /** Why it can't be chosen now; shown under the label. */
  disabledReason?: string | null | undefined
  /** Data or access is lost by it. */
  danger?: boolean
  /** One of several choices, and whether it is the one. */
  checked?: boolean
}
