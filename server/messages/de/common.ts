import type en from '../en/common'
import type { Translated } from '../translated'

export default {
  actions: {
    cancel: 'Abbrechen',
    close: 'Schließen',
    back: 'Zurück',
    next: 'Weiter',
    save: 'Speichern',
    retry: 'Erneut versuchen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    more: 'Mehr',
    actionsFor: 'Aktionen für {name}',
  },
  optional: '(optional)',
  exactBytes: '{bytes} Byte',
  size: {
    example: 'Zum Beispiel 500 GiB oder 1,5 TiB',
    unread: 'Das ist keine Größe. Geben Sie eine Zahl mit Einheit an, zum Beispiel 500 GiB oder 1,5 TiB.',
  },
  capacity: {
    usedOf: '{used} von {capacity} belegt ({percent})',
    free: '{free} frei',
  },
  duration: {
    seconds: '{seconds, number} s',
    minutes: '{minutes, number} min',
    hours: '{hours, number} h {minutes, number} min',
    days: '{days, plural, one {# Tag} other {# Tage}} {hours, number} h',
  },
  confirm: {
    whatHappens: 'Das geschieht:',
    typeName: 'Geben Sie zur Bestätigung {name} ein',
    typeFirst: 'Geben Sie zuerst den Namen ein, genau wie er dasteht.',
  },
  table: {
    actions: 'Aktionen',
  },
  filters: {
    clear: 'Filter zurücksetzen',
    noMatchTitle: 'Keine Treffer',
    noMatch: 'Kein Eintrag passt zu Suche und Filtern. Setzen Sie sie zurück, um alle zu sehen.',
  },
  pages: {
    label: 'Seiten',
    range: '{first} bis {last} von {total}',
    previous: 'Vorherige Seite',
    next: 'Nächste Seite',
    isFirst: 'Dies ist die erste Seite.',
    isLast: 'Dies ist die letzte Seite.',
  },
  wizard: {
    steps: 'Schritte',
    position: 'Schritt {step, number} von {count, number}',
    unchecked: 'Die Eingaben konnten nicht geprüft werden: Das Array hat nicht geantwortet. Nichts wurde geändert. Versuchen Sie es noch einmal.',
    whatHappens: 'Das geschieht',
    sameByRest: '{count, plural, one {Dasselbe über REST} other {Dasselbe über REST, Aufruf für Aufruf}}',
  },
  failed: {
    title: 'Das konnte nicht geladen werden',
    text: 'Das Array hat nicht geantwortet. Es wurde nichts geändert.',
  },
  noAnswer: {
    title: 'Keine Antwort',
    detail: 'Das Array hat nicht geantwortet; ob das geschehen ist, ist nicht bekannt.',
    remedy: 'Sehen Sie im Ereignisprotokoll nach und versuchen Sie es erneut.',
  },
} satisfies Translated<typeof en>
