import type en from '../en/attention'
import type { Translated } from '../translated'

export default {
  title: 'Aufmerksamkeit notwendig',
  description:
    'Was gestört ist oder es bald sein wird: warum, was es für Hosts und Daten bedeutet und was zu tun ist. Ein Eintrag verschwindet von selbst, wenn seine Ursache behoben ist.',
  none: 'Nichts erfordert Aufmerksamkeit',
  noneText:
    'Alle Pools und virtuellen Laufwerke sind verfügbar, keine Kopie ist fehlgeschlagen, und kein Repository läuft bald voll.',
  list: 'Was Aufmerksamkeit erfordert',
  severity: 'Schweregrad',
  anySeverity: 'Alle Schweregrade',
  cause: 'Ursache',
  effect: 'Was das bedeutet',
  steps: 'Was zu tun ist',
  since: 'begann <time></time>',
  lookedAt: 'Zuletzt nachgesehen <time></time>',
  recheckDone:
    '{count, plural, =0 {Erneut nachgesehen: Nichts erfordert Aufmerksamkeit} one {Erneut nachgesehen: Eine Sache erfordert Aufmerksamkeit} other {Erneut nachgesehen: # Dinge erfordern Aufmerksamkeit}}',
  commandDone: '{label}: erledigt',
  all: 'Alle Schritte',
} satisfies Translated<typeof en>
