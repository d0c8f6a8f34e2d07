import type { Translated } from '../messages'
import type en from '../en/common'

export default {
  product: 'Lunette',
  actions: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    back: 'Zurück',
    next: 'Weiter',
    save: 'Speichern',
    retry: 'Erneut versuchen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    more: 'Weitere Aktionen',
    actionsFor: 'Aktionen für {name}',
  },
} satisfies Translated<typeof en>
