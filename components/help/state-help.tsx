'use client'

import { useTranslations } from 'use-intl'
import { Help } from '../ui/help'
import { StateChip, type StateLook } from '../ui/state-chip'

export interface ExplainedState {
  /** The word that chips and filters use for it. */
  word: string
  look: StateLook
  /** What it means for hosts and data. */
  text: string
}

interface StateHelpProps {
  about: string
  states: ExplainedState[]
  /** The word of the state that the object is in: it is marked. */
  current?: string | undefined
}

/** What each state of a noun means, in the words and looks of its chips. */
export function StateHelp({ about, states, current }: StateHelpProps) {
  const t = useTranslations('help')
  return (
    <Help about={about}>
      <dl className="grid gap-2.5">
        {states.map(({ word, look, text }) => (
          <div key={word} aria-current={word === current ? 'true' : undefined}>
            <dt className="flex items-center gap-2">
              <StateChip look={look}>{word}</StateChip>
              {word === current ? <span className="text-xs text-faint">{t('now')}</span> : null}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Help>
  )
}
