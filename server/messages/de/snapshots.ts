import type en from '../en/snapshots'
import type { Translated } from '../translated'

export default {
  title: 'Snapshots',
  description:
    'Zeitpunktabhängige Images virtueller Laufwerke, auch die von Online-Kopien. Was auf der Quelle überschrieben wird, bewahrt ein Repository.',
  search: 'Nach Namen suchen',
  list: 'Snapshots',
  columns: {
    name: 'Name',
    status: 'Status',
    source: 'Quelle',
    image: 'Zeigt',
    repository: 'Repository',
    usedBy: 'Erstellt für',
  },
  filters: { status: 'Status', anyStatus: 'Alle Status' },
  usedByCopy: 'Eine Online-Kopie',
  usedByPerson: 'Einen Administrator',
  noImage: 'Nichts: Er ist deaktiviert',
  empty: {
    title: 'Noch keine Snapshots',
    text: 'Eine Online-Kopie erstellt einen Snapshot ihrer Quelle. Er erscheint hier mit seinem Repository.',
  },
  facts: {
    title: 'Angaben',
    source: 'Quelle',
    disk: 'Virtuelles Snapshot-Laufwerk',
    repository: 'Virtuelles Snapshot-Repository-Laufwerk',
    image: 'Zeigt die Quelle vom',
    policy: 'Wenn das Repository voll ist',
    threshold: 'Warnt ab',
    created: 'Erstellt',
    copy: 'Erstellt für die Kopie',
    toCopy: 'Zur Kopie',
  },
  policies: {
    failSnapshot: 'Der Snapshot fällt aus; die Quelle ist nicht betroffen',
    failSourceWrites: 'Schreibzugriffe auf die Quelle schlagen fehl; der Snapshot bleibt',
  },
  repository: { title: 'Repository', label: 'Füllstand des Repositorys von {name}' },
  events: 'Zugehörige Ereignisse',
} satisfies Translated<typeof en>
