import type en from '../en/shell'
import type { Translated } from '../translated'

export default {
  product: 'Lunette',
  skip: 'Zum Inhalt springen',
  navigation: 'Hauptnavigation',
  openNavigation: 'Navigation öffnen',
  nav: {
    overview: 'Übersicht',
    conditions: 'Aufmerksamkeit notwendig',
    virtualDisks: 'Virtuelle Laufwerke',
    copies: 'Laufwerkskopien',
    instantCopies: 'Sofortkopien',
    snapshots: 'Snapshots',
    hosts: 'Hosts',
    pools: 'Pools',
    events: 'Ereignisprotokoll',
    settings: 'Einstellungen',
  },
  health: {
    good: 'Optimal',
    attention: 'Aufmerksamkeit notwendig ({count, number})',
    unknown: 'Zustand unbekannt',
  },
  operations: {
    button: '{count, plural, =0 {Kein Vorgang läuft} one {# Vorgang läuft} other {# Vorgänge laufen}}',
    title: 'Laufende Vorgänge',
    none: 'Nichts läuft',
    noneText: 'Hier erscheinen Kopien und Zurücksetzungen, die laufen, warten oder angehalten sind, gleich wer sie gestartet hat.',
  },
  user: {
    button: 'Konto von {name}',
    settings: 'Konto und Sitzungen',
    signOut: 'Abmelden',
  },
  language: { label: 'Sprache', en: 'English', de: 'Deutsch' },
  theme: { label: 'Darstellung', system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  stale: {
    title: 'Die Verbindung zum Array ist unterbrochen',
    text: 'Was Sie sehen, war zuletzt <since></since> aktuell. Sobald das Array antwortet, ist es das wieder.',
  },
  notFound: {
    title: 'Hier ist nichts',
    text: 'Die Seite oder das Objekt gibt es nicht oder nicht mehr.',
    home: 'Zur Übersicht',
  },
  error: {
    title: 'Diese Seite konnte nicht angezeigt werden',
    text: 'Bei ihrer Erstellung ist etwas Unerwartetes geschehen. Das Array und seine Daten sind nicht betroffen.',
  },
} satisfies Translated<typeof en>
