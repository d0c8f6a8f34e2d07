'use client'

import { Button } from './button'
import type { MenuAction } from './menu-action'

/** The actions of a row's menu, as the buttons of the object's own page. */
export function ActionButtons({ actions }: { actions: MenuAction[] }) {
  return actions.map(({ id, label, icon: Icon, disabledReason, onSelect }) => (
    <Button key={id} icon={Icon ? <Icon aria-hidden /> : null} disabledReason={disabledReason} onClick={onSelect}>
      {label}
    </Button>
  ))
}
