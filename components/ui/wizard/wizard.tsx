'use client'

import clsx from 'clsx'
import { ArrowLeft, ArrowRight, Check } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { type ReactNode, type SubmitEvent, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button, LinkButton } from '../button'
import { Help } from '../help'
import { Notice } from '../notice'
import { type ChecksOfForm, useCheckedSubmit } from './use-checked-submit'

export interface WizardStep {
  id: string
  title: string
  /** What is decided here, and what it means for hosts and data. */
  help: ReactNode
  /** Nothing in it is missing or wrong. */
  complete: boolean
  content: ReactNode
}

interface WizardProps {
  label: string
  /** At most six; the last is the review, from which alone something is sent. */
  steps: WizardStep[]
  checks: ChecksOfForm
  /** Marks what is missing or wrong in a step that isn't complete. */
  onIncomplete: (step: string) => void
  submitLabel: string
  pending: boolean
  /** Why the array refused what was sent. */
  refusal: ReactNode
  /** Why this user can't send it at all. */
  disabledReason?: string | null | undefined
  onSubmit: () => void
  cancelHref: string
}

/**
 * The step is in the URL, so Back, Forward and a refresh keep their meaning. A step can be reached when all before it
 * are complete; a URL that asks for more shows the first that isn't.
 */
export function Wizard(props: WizardProps) {
  const { label, steps, checks, onIncomplete, submitLabel, pending, refusal, disabledReason, onSubmit, cancelHref } = props
  const t = useTranslations('common')
  const { index, go, back } = useStep(steps)
  const step = steps[index]
  const heading = useRef<HTMLHeadingElement>(null)
  const shownStep = useRef(step?.id)
  const form = useRef<HTMLFormElement>(null)
  const { waiting, failed, isReady } = useCheckedSubmit(form, checks)

  useEffect(() => {
    if (shownStep.current === step?.id) return
    shownStep.current = step?.id
    heading.current?.focus()
    heading.current?.scrollIntoView({ block: 'nearest' })
  }, [step?.id])

  if (!step) return null
  const isLast = index === steps.length - 1

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (!isReady()) return
    if (!step?.complete) onIncomplete(step?.id ?? '')
    else if (!isLast) go(index + 1)
    else if (!disabledReason) onSubmit()
  }

  return (
    <form
      ref={form}
      onSubmit={submit}
      aria-label={label}
      noValidate
      className="rounded-lg border border-line bg-panel lg:grid lg:grid-cols-[13.5rem_1fr]"
    >
      <Stepper steps={steps} index={index} onGo={go} />
      <div className="flex min-h-96 min-w-0 flex-col">
        <div className="flex-1 px-4 py-5 sm:px-6">
          <div className="mb-4 flex items-center gap-1">
            <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
              {step.title}
            </h2>
            <Help key={step.id} about={step.title}>
              {step.help}
            </Help>
          </div>
          {step.content}
          {failed ? (
            <div className="mt-4">
              <Notice tone="crit" live>
                {t('wizard.unchecked')}
              </Notice>
            </div>
          ) : null}
          {refusal && isLast ? (
            <div className="mt-4">
              <Notice tone="crit" live>
                {refusal}
              </Notice>
            </div>
          ) : null}
        </div>
        {/* What stays in view must not cover what has the keyboard's focus: styles.css keeps its height free. */}
        <footer data-stays className="sticky bottom-0 flex flex-wrap items-center gap-2 rounded-b-lg border-t border-line bg-panel px-4 py-3 sm:px-6">
          <LinkButton href={cancelHref} variant="quiet">
            {t('actions.cancel')}
          </LinkButton>
          <span className="flex-1" />
          {index > 0 ? (
            <Button icon={<ArrowLeft aria-hidden />} onClick={back}>
              {t('actions.back')}
            </Button>
          ) : null}
          {isLast ? (
            <Button type="submit" variant="primary" pending={pending} disabledReason={disabledReason}>
              {submitLabel}
            </Button>
          ) : (
            <Button type="submit" variant="primary" pending={waiting}>
              {t('actions.next')}
              <ArrowRight aria-hidden />
            </Button>
          )}
        </footer>
      </div>
    </form>
  )
}

function useStep(steps: WizardStep[]): { index: number; go: (index: number) => void; back: () => void } {
  const pathname = usePathname()
  const search = useSearchParams()
  const firstIncomplete = steps.findIndex((step) => !step.complete)
  const reachable = firstIncomplete === -1 ? steps.length - 1 : firstIncomplete
  const stepIn = (parameters: { get(name: string): string | null }) =>
    Math.max(0, steps.findIndex((step) => step.id === parameters.get('step')))
  const asked = stepIn(search)
  const index = Math.min(asked, reachable)
  const urlOf = (at: number) => {
    const next = new URLSearchParams(search)
    next.set('step', steps[at]?.id ?? '')
    return `${pathname}?${next}`
  }
  // Else the step would change by itself as soon as what is missing is typed.
  const correction = index < asked ? urlOf(index) : null
  useEffect(() => {
    if (correction !== null) window.history.replaceState(null, '', correction)
  }, [correction])
  const go = (at: number) => window.history.pushState(null, '', urlOf(at))
  // The URL is ahead of what is shown: of two clicks in a row each goes one step back.
  const back = () => go(Math.max(0, Math.min(index, stepIn(new URLSearchParams(window.location.search))) - 1))
  return { index, go, back }
}

function Stepper({ steps, index, onGo }: { steps: WizardStep[]; index: number; onGo: (index: number) => void }) {
  const t = useTranslations('common.wizard')
  return (
    <nav aria-label={t('steps')} className="border-b border-line bg-sunken/60 px-4 py-3 max-lg:rounded-t-lg lg:rounded-l-lg lg:border-r lg:border-b-0 lg:px-3 lg:py-5">
      <p className="figures text-xs text-faint lg:mb-2 lg:px-2">
        {t('position', { step: index + 1, count: steps.length })}
      </p>
      <ol className="mt-2 flex gap-1 lg:mt-0 lg:flex-col">
        {steps.map((step, at) => {
          const reachable = steps.slice(0, at).every((before) => before.complete)
          const done = at < index || (step.complete && reachable && at !== index && at < steps.length - 1)
          const face = (
            <>
              <span
                aria-hidden
                className={clsx(
                  'figures grid size-5.5 shrink-0 place-items-center rounded-full border text-xs font-semibold',
                  at === index
                    ? 'border-accent bg-accent text-on-accent'
                    : done
                      ? 'border-accent text-link'
                      : 'border-line text-faint',
                )}
              >
                {done ? <Check className="size-3.5" /> : at + 1}
              </span>
              <span className={clsx('min-w-0 truncate', at === index ? null : 'max-lg:sr-only')}>{step.title}</span>
            </>
          )
          const className = 'flex w-full items-center gap-2.5 rounded-md px-1 py-1 text-left text-sm lg:px-2 lg:py-1.5'
          return (
            <li key={step.id} aria-current={at === index ? 'step' : undefined} className={at === index ? 'min-w-0' : 'shrink-0'}>
              {reachable && at !== index ? (
                <button type="button" onClick={() => onGo(at)} className={clsx(className, 'text-soft hover:bg-hover hover:text-ink')}>
                  {face}
                </button>
              ) : (
                <span className={clsx(className, at === index ? 'font-semibold' : 'text-faint')}>{face}</span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
