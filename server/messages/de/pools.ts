import type en from '../en/pools'
import type { Translated } from '../translated'

export default {
  title: 'Pools',
  description:
    'Wo die Blöcke der virtuellen Laufwerke liegen: Verzeichnisse auf Dateisystemen der Maschine, auf der Lunette läuft.',
  create: 'Pool erstellen',
  import: 'Pool importieren',
  search: 'Nach Namen suchen',
  list: 'Pools',
  columns: {
    name: 'Name',
    status: 'Status',
    usage: 'Platz',
    disks: 'Virtuelle Laufwerke',
    path: 'Pfad',
    created: 'Erstellt',
  },
  usage: 'Platz im Dateisystem von {name}',
  empty: {
    title: 'Noch keine Pools',
    text: 'Ein Pool ist ein Verzeichnis, in dem virtuelle Laufwerke liegen. Erstellen Sie einen auf dem Dateisystem, das Ihre Daten aufnehmen soll.',
  },
  facts: {
    title: 'Angaben',
    path: 'Pfad',
    copyPath: 'Pfad kopieren',
    driver: 'Treiber',
    directory: 'Verzeichnis',
    created: 'Erstellt',
    disks: 'Virtuelle Laufwerke',
  },
  capacity: 'Platz',
  capacityHint: 'Gilt für das ganze Dateisystem, auch für das, was nicht von Lunette stammt.',
  events: 'Zugehörige Ereignisse',
  fields: {
    name: 'Name',
    path: 'Verzeichnis',
    pathHint:
      'Absoluter Pfad auf dieser Maschine. Es muss noch nicht bestehen, sein übergeordnetes schon. Sonst muss es leer sein.',
    checking: 'Das Verzeichnis wird geprüft …',
    free: 'Gut: {free} von {capacity} frei.',
    importable: 'Hier liegt ein Pool, der sich importieren lässt.',
    holdsPool: 'Darin liegt schon ein Pool. Importieren Sie ihn.',
    noPool: 'Darin liegt kein Pool.',
  },
  createSubmit: 'Erstellen',
  createDone: 'Der Pool {name} ist erstellt',
  importTitle: 'Pool importieren',
  importText:
    'Ein Pool, den ein anderes Array erstellt hat und der hierher gebracht wurde. Seine virtuellen Laufwerke erscheinen mit ihren Namen und weltweiten Kennungen.',
  importPath: 'Verzeichnis des Pools',
  importSubmit: 'Importieren',
  importDone: 'Der Pool {name} ist importiert',
  actions: { rename: 'Umbenennen', delete: 'Entfernen' },
  rename: { title: 'Pool {name} umbenennen', done: 'Der Pool heißt jetzt {name}' },
  delete: {
    title: 'Pool {name} entfernen',
    gone: 'Das Array verwendet das Verzeichnis {path} nicht mehr.',
    empty: 'Er enthält kein virtuelles Laufwerk; nichts geht verloren.',
    done: 'Der Pool {name} ist entfernt',
  },
} satisfies Translated<typeof en>
