import type en from '../en/event-log'
import type { Translated } from '../translated'

export default {
  title: 'Ereignisprotokoll',
  description: 'Wer was wann und von wo getan hat, und was das Array selbst bemerkt hat.',
  list: 'Ereignisse',
  none: 'Noch keine Ereignisse.',
  all: 'Alle Ereignisse',
  allOf: 'Alle Ereignisse zu {name}',
  emptyTitle: 'Noch keine Ereignisse',
  empty: 'Hier steht jede Änderung und alles, was das Array bemerkt.',
  columns: { at: 'Zeit', severity: 'Schweregrad', description: 'Ereignis', subject: 'Betrifft', actor: 'Von' },
  filters: {
    severity: 'Schweregrad',
    anySeverity: 'Alle Schweregrade',
    subject: 'Betrifft',
    anySubject: 'Alle Objekte',
    one: 'Betrifft ein Objekt',
    since: 'Seit',
    until: 'Bis',
    more: 'Weitere Filter',
    type: 'Ereignistyp',
    anyType: 'Alle Typen',
    actor: 'Von wem',
    origin: 'Von welcher Adresse',
  },
  search: 'In Namen und Einzelheiten suchen',
  export: { csv: 'Als CSV exportieren', json: 'Als JSON exportieren' },
  unknownToken: 'Ein unbekanntes Token',
  theArray: 'Das Array selbst',
} satisfies Translated<typeof en>
