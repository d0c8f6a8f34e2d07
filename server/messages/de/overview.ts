import type en from '../en/overview'
import type { Translated } from '../translated'

export default {
  title: 'Übersicht',
  health: {
    good: 'Alles ist in Ordnung: Alle Pools und virtuellen Laufwerke sind verfügbar, keine Kopie ist fehlgeschlagen.',
    attention:
      '{critical, plural, =0 {{warning, plural, one {Eine Sache braucht} other {# Sachen brauchen}} Aufmerksamkeit; nichts ist außer Betrieb.} one {Eine Sache ist nicht in Ordnung{warning, plural, =0 {} one {, eine weitere braucht Aufmerksamkeit} other {, # weitere brauchen Aufmerksamkeit}}.} other {# Sachen sind nicht in Ordnung{warning, plural, =0 {} one {, eine weitere braucht Aufmerksamkeit} other {, # weitere brauchen Aufmerksamkeit}}.}}',
  },
  attention: {
    title: 'Aufmerksamkeit notwendig',
    none: 'Nichts braucht Aufmerksamkeit.',
    cause: 'Ursache',
    effect: 'Was es bedeutet',
    remedy: 'Was zu tun ist',
    since: 'begann <time></time>',
  },
  operations: { title: 'Läuft jetzt', none: 'Keine Kopie läuft oder wartet.' },
  capacity: {
    title: 'Kapazität',
    none: 'Es gibt noch keinen Pool.',
    all: 'Alle Pools',
    of: 'Platz des Pools {name}',
  },
  counts: {
    title: 'Das Array',
    virtualDisks: 'Virtuelle Laufwerke',
    mapped: 'davon zugeordnet',
    hosts: 'Hosts',
    sessions: 'Verbindungen jetzt',
    copies: 'Kopien',
    instantCopies: 'Sofortkopien',
    failed: 'davon fehlgeschlagen',
    snapshots: 'Snapshots',
  },
  begin: {
    title: 'So fangen Sie an',
    pool: 'Pool erstellen',
    poolText: 'Das Verzeichnis, das die Daten aufnehmen soll.',
    disk: 'Virtuelles Laufwerk erstellen',
    diskText: 'Was ein Host als sein Laufwerk sieht.',
    host: 'Host verbinden',
    hostText: 'Sie bekommen die Befehle, die dort einzugeben sind.',
    copy: 'Virtuelles Laufwerk kopieren',
    copyText: 'Auf Wunsch, während der Host weiterschreibt.',
    done: 'erledigt',
  },
  events: 'Neueste Ereignisse',
} satisfies Translated<typeof en>
