'use client'

import { CircleHelp } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './button'
import { later } from './later'

interface HelpProps {
  /** What is explained: the word or the step as the page writes it. */
  about: string
  /** The explanation. */
  children: ReactNode
}

const load = () => import('./help-popup')
const HelpPopup = later(load)

/** A question mark beside a word, that explains it when it is pressed. Fetched like a menu, when it is first wanted. */
export function Help({ about, children }: HelpProps) {
  const t = useTranslations('help')
  const [open, setOpen] = useState(false)
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  // A press on the button of an open explanation closes it as a press outside does, before the click comes.
  const wasOpen = useRef(false)

  function show(next: boolean) {
    setOpen(next)
    if (next) setOpened(true)
  }

  return (
    <>
      <IconButton
        ref={button}
        label={t('about', { subject: about })}
        size="sm"
        aria-haspopup="dialog"
        aria-expanded={open}
        className="!h-6 text-faint"
        onPointerEnter={() => void load()}
        onPointerDown={() => {
          wasOpen.current = open
        }}
        onClick={({ detail }) => show(detail === 0 ? !open : !wasOpen.current)}
      >
        <CircleHelp aria-hidden />
      </IconButton>
      {opened ? (
        <HelpPopup anchor={button} open={open} onOpenChange={show} title={about}>
          {children}
        </HelpPopup>
      ) : null}
    </>
  )
}
