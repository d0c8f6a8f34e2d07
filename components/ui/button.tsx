'use client'

import { Button as Base } from '@base-ui/react/button'
import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Tooltip } from './tooltip'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'
export type ButtonSize = 'sm' | 'md'

const VARIANTS: Record<ButtonVariant, string> = {
  primary:
    'border-transparent bg-accent text-on-accent hover:not-aria-disabled:bg-accent-hover aria-disabled:bg-idle-soft aria-disabled:text-faint aria-disabled:border-line',
  secondary:
    'border-edge/60 bg-panel text-ink hover:not-aria-disabled:bg-hover hover:not-aria-disabled:border-edge aria-disabled:text-faint aria-disabled:border-line',
  quiet:
    'border-transparent text-soft hover:not-aria-disabled:bg-hover hover:not-aria-disabled:text-ink aria-disabled:text-faint',
  danger:
    'border-transparent bg-crit text-on-accent hover:not-aria-disabled:bg-crit-hover aria-disabled:bg-idle-soft aria-disabled:text-faint aria-disabled:border-line',
}

const SIZES: Record<ButtonSize, string> = {
  sm: 'h-7 px-2.5 text-sm',
  md: 'h-8.5 px-3.5 text-sm',
}

const SHAPE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors [&_svg]:size-4 [&_svg]:shrink-0'

export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return clsx(SHAPE, SIZES[size], VARIANTS[variant])
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'ref'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  /** Why it can't be pressed now, in a sentence. The button stays focusable and says it. */
  disabledReason?: string | null | undefined
  /** What it started is still on its way: not pressable, and busy to assistive technology. */
  pending?: boolean
}

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  disabledReason,
  pending = false,
  type = 'button',
  className,
  children,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const reason = disabledReason || null
  const button = (
    <Base
      {...rest}
      type={type}
      disabled={reason !== null || pending}
      focusableWhenDisabled
      aria-busy={pending || undefined}
      aria-describedby={reason ? reasonId : rest['aria-describedby']}
      className={clsx(buttonClass(variant, size), className)}
    >
      {pending ? <LoaderCircle className="spin" aria-hidden /> : icon}
      {children}
    </Base>
  )
  if (!reason) return button
  return (
    <>
      <Tooltip content={reason}>{button}</Tooltip>
      <span id={reasonId} hidden>
        {reason}
      </span>
    </>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children' | 'aria-label'> {
  label: string
  children: ReactNode
}

/** A button with a picture only: its label is its name, and its tip. */
export function IconButton({ label, children, disabledReason, className, ...rest }: IconButtonProps) {
  const button = (
    <Button
      variant="quiet"
      {...rest}
      aria-label={label}
      disabledReason={disabledReason}
      className={clsx('aspect-square !px-0', className)}
    >
      {children}
    </Button>
  )
  return disabledReason ? button : <Tooltip content={label}>{button}</Tooltip>
}

interface LinkButtonProps {
  href: string
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  disabledReason?: string | null | undefined
  children: ReactNode
}

/** A link that looks like a button; when what it leads to is not allowed, a disabled button that says why. */
export function LinkButton({ href, variant = 'secondary', size = 'md', icon, disabledReason, children }: LinkButtonProps) {
  if (disabledReason) {
    return (
      <Button variant={variant} size={size} icon={icon} disabledReason={disabledReason}>
        {children}
      </Button>
    )
  }
  return (
    <Link href={href} className={buttonClass(variant, size)}>
      {icon}
      {children}
    </Link>
  )
}
