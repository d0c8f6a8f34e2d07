'use client'

import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { type ComponentProps, type MouseEvent, type ReactNode, useId } from 'react'
import { tip } from './tip'

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

function buttonClass(variant: ButtonVariant, size: ButtonSize): string {
  return clsx(SHAPE, SIZES[size], VARIANTS[variant])
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
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
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const reason = disabledReason || null
  const off = reason !== null || pending

  function press(event: MouseEvent<HTMLButtonElement>) {
    // Also keeps a form from being submitted.
    if (off) event.preventDefault()
    else onClick?.(event)
  }

  return (
    <>
      <button
        {...rest}
        {...(reason ? tip(reason) : {})}
        // oxlint-disable-next-line react/button-has-type -- given by the caller, `button` unless said otherwise
        type={type}
        onClick={press}
        aria-disabled={off || undefined}
        aria-busy={pending || undefined}
        aria-describedby={reason ? reasonId : rest['aria-describedby']}
        className={clsx(buttonClass(variant, size), className)}
      >
        {pending ? <LoaderCircle className="spin" aria-hidden /> : icon}
        {children}
      </button>
      {reason ? (
        <span id={reasonId} hidden>
          {reason}
        </span>
      ) : null}
    </>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'aria-label'> {
  label: string
}

/** A button with a picture only: its label is its name, and its tip. */
export function IconButton({ label, disabledReason, className, ...rest }: IconButtonProps) {
  return (
    <Button
      variant="quiet"
      {...tip(label)}
      {...rest}
      aria-label={label}
      disabledReason={disabledReason}
      className={clsx('aspect-square !px-0', className)}
    />
  )
}

interface LinkButtonProps {
  href: string
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  disabledReason?: string | null | undefined
  /** It leads to a file, which the browser keeps. */
  download?: boolean
  children: ReactNode
}

/** A link that looks like a button; when what it leads to is not allowed, a disabled button that says why. */
export function LinkButton(props: LinkButtonProps) {
  const { href, variant = 'secondary', size = 'md', icon, disabledReason, download = false, children } = props
  if (disabledReason) {
    return (
      <Button variant={variant} size={size} icon={icon} disabledReason={disabledReason}>
        {children}
      </Button>
    )
  }
  if (download) {
    return (
      <a href={href} download className={buttonClass(variant, size)}>
        {icon}
        {children}
      </a>
    )
  }
  return (
    <Link href={href} className={buttonClass(variant, size)}>
      {icon}
      {children}
    </Link>
  )
}
