import type en from '../en/rollbacks'
import type { Translated } from '../translated'

export default {
  status: { inProgress: 'Wird durchgeführt', paused: 'Angehalten' },
  progress: {
    label: 'Fortschritt des Zurücksetzens von {source}',
    gone: '{gone} von {total}',
    rate: '{rate}/s',
    left: 'noch <time></time>',
  },
  operation: '{source} zurück auf {name}',
  dialog: {
    title: '{source} auf {name} zurücksetzen',
    content: '{source} enthält sofort wieder, was es um <at></at> enthielt, mit dem, was Hosts seitdem in den Snapshot geschrieben haben.',
    lost: 'Alles, was seitdem auf {source} geschrieben wurde, wird aufgegeben. Es bleibt nur, wo ein anderer Snapshot es zeigt.',
    connected: '{hosts} verwendet {source} gerade. Hängen Sie es dort zuerst aus: Was ein Host im Speicher hat, schriebe er über den alten Inhalt.',
    mapped: '{source} ist {to} zugeordnet. Stellen Sie sicher, dass es dort nicht eingebunden ist: Was ein Host im Speicher hat, schriebe er über den alten Inhalt.',
    behind: 'Die Blöcke von {source} werden hinter den Hosts wiederhergestellt, die weiter lesen und schreiben dürfen. Bis zum Abschluss kann {source} weder kopiert noch vergrößert oder als Snapshot festgehalten werden, und {name} weder deaktiviert noch gelöscht.',
    others: 'Die anderen Snapshots davon bleiben, was sie sind: Was überschrieben wird, bewahren ihre Repositorys auf, was dort Platz braucht.',
    confirm: 'Zurücksetzen',
    done: '{source} enthält, was {name} zeigt',
  },
  cancel: {
    title: 'Zurücksetzen von {source} aufgeben',
    mixture: '{source} behält, was wiederhergestellt wurde, und hat überall sonst den neueren Inhalt.',
    unusable: 'Eine solche Mischung übersteht kein Dateisystem. Setzen Sie {source} auf einen anderen Snapshot zurück oder stellen Sie es aus einer Sicherung wieder her, bevor Hosts es verwenden.',
    snapshot: 'Der Snapshot bleibt, was er ist.',
    confirm: 'Zurücksetzen aufgeben',
    done: 'Das Zurücksetzen von {source} ist aufgegeben',
  },
  panel: {
    title: 'Zurücksetzen von {source}',
    since: 'seit <at></at>',
    meanwhile: 'Hosts finden den alten Inhalt von {source} bereits und dürfen lesen und schreiben. Die Blöcke werden dahinter wiederhergestellt.',
    paused: 'Es steht still: {failure} Hosts finden den alten Inhalt trotzdem.',
    priority: 'Priorität des Zurücksetzens',
    prioritySet: 'Das Zurücksetzen hat die Priorität {priority}',
    resume: 'Fortsetzen',
    resumed: 'Das Zurücksetzen von {source} wird fortgesetzt',
    cancel: 'Aufgeben…',
  },
} as const satisfies Translated<typeof en>
