'use client'

import { useTranslations } from 'use-intl'
import type { Condition, ConditionStep } from '@/server/array/conditions/schema'
import { SeverityChip } from '../events/severity-chip'
import { SubjectLink } from '../events/subject-link'
import { Time } from '../ui/time'
import { StepButton } from './step-button'

/** Why, what it means, and what to do, with a button where a step is one command. */
export function ConditionCard({ condition }: { condition: Condition }) {
  const t = useTranslations('attention')
  return (
    <article aria-label={condition.cause}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
        <SeverityChip severity={condition.severity} />
        <span className="font-semibold">
          <SubjectLink subject={condition.subject} />
        </span>
        <span className="text-xs text-faint">
          {t.rich('since', { time: () => <Time at={condition.since} show="relative" /> })}
        </span>
      </div>
      <dl className="mt-2 grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[8.5rem_1fr]">
        <dt className="text-faint">{t('cause')}</dt>
        <dd className="[overflow-wrap:anywhere]">{condition.cause}</dd>
        <dt className="text-faint">{t('effect')}</dt>
        <dd className="[overflow-wrap:anywhere]">{condition.effect}</dd>
        <dt className="text-faint">{t('steps')}</dt>
        <dd>
          <ol className="list-decimal space-y-2 pl-5 marker:text-faint">
            {condition.steps.map((step) => (
              <Step key={step.text} step={step} about={condition} />
            ))}
          </ol>
        </dd>
      </dl>
    </article>
  )
}

function Step({ step, about }: { step: ConditionStep; about: Condition }) {
  return (
    <li className="pl-1">
      <span className="[overflow-wrap:anywhere]">{step.text}</span>{' '}
      {step.at ? <SubjectLink subject={step.at} /> : null}
      {step.command ? (
        <div className="mt-1.5">
          <StepButton command={step.command} about={about} />
        </div>
      ) : null}
    </li>
  )
}
