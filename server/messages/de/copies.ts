import type en from '../en/copies'
import type { Translated } from '../translated'

export default {
  title: 'Virtuelle Laufwerkskopien',
  description:
    'Dauerhafte Paare aus Quelle und Ziel. Sie bleiben nach Abschluss der Kopie bestehen, bis sie entfernt werden.',
  create: 'Virtuelles Laufwerk kopieren',
  search: 'Nach Quelle oder Ziel suchen',
  list: 'Virtuelle Laufwerkskopien',
  columns: {
    pair: 'Quelle und Ziel',
    status: 'Status',
    progress: 'Fortschritt',
    type: 'Typ',
    priority: 'Priorität',
    started: 'Gestartet',
    completed: 'Abgeschlossen',
  },
  pair: '{source} auf {target}',
  filters: { status: 'Status', anyStatus: 'Alle Status', type: 'Typ', anyType: 'Online und Offline' },
  empty: {
    title: 'Noch keine Kopien',
    text: 'Eine Kopie macht das Ziel gleich dem, was die Quelle beim Start enthielt. Bei einer Online-Kopie schreiben Hosts weiter auf die Quelle.',
  },
  progress: {
    label: 'Fortschritt der Kopie von {source} auf {target}',
    copied: '{copied} von {total}',
    rate: '{rate}/s',
    left: 'noch <time></time>',
    waiting: 'Wartet, bis sie an der Reihe ist',
    estimating: 'Restzeit wird geschätzt',
  },
  facts: {
    title: 'Angaben',
    source: 'Quelle',
    target: 'Ziel',
    type: 'Typ',
    priority: 'Kopierpriorität',
    created: 'Paar erstellt',
    started: 'Gestartet',
    completed: 'Abgeschlossen',
    snapshot: 'Snapshot der Quelle',
    repository: 'Dessen Repository',
    never: 'Noch nicht',
  },
  types: {
    online: 'Online-Kopie: Hosts dürfen währenddessen auf die Quelle schreiben',
    offline: 'Offline-Kopie: Hosts dürfen die Quelle währenddessen nur lesen',
  },
  state: 'Stand der Kopie',
  failure: 'Die Kopie ist fehlgeschlagen',
  access: { title: 'Wer jetzt was darf', source: 'Quelle', target: 'Ziel', why: 'Warum' },
  targetReadOnly: {
    label: 'Ziel ist schreibgeschützt',
    hint: 'Schützt die Kopie vor Schreibzugriffen von Hosts. Schalten Sie es aus, um das Ziel zu verwenden.',
    onDone: '{target} ist schreibgeschützt',
    offDone: 'Hosts dürfen jetzt auf {target} schreiben',
  },
  priorities: {
    lowest: 'E/A der Hosts geht vor; die Kopie bekommt, was übrig ist.',
    low: 'E/A der Hosts wird bevorzugt.',
    medium: 'Teilt die Festplatte gleichmäßig.',
    high: 'Die Kopie wird bevorzugt.',
    highest: 'Die Kopie geht vor; E/A der Hosts ist währenddessen langsamer.',
  },
  events: 'Zugehörige Ereignisse',
  actions: {
    stop: 'Anhalten',
    recopy: 'Erneut kopieren',
    setPriority: 'Priorität ändern',
    remove: 'Kopierpaar entfernen',
  },
  stop: {
    title: 'Kopie auf {target} anhalten',
    incomplete:
      '{target} bleibt unvollständig: Hosts können es weder lesen noch beschreiben, bis erneut kopiert oder das Kopierpaar entfernt wird.',
    source: 'Hosts dürfen wieder auf {source} schreiben.',
    again: 'Erneutes Kopieren beginnt von vorn.',
    done: 'Die Kopie auf {target} ist angehalten',
  },
  recopy: {
    title: '{source} erneut auf {target} kopieren',
    overwrite: 'Alles auf {target} wird mit dem überschrieben, was {source} jetzt enthält.',
    target: 'Hosts können {target} weder lesen noch beschreiben, bis die Kopie abgeschlossen ist.',
    sourceOffline: 'Hosts dürfen {source} bis dahin nur lesen.',
    sourceOnline: 'Hosts dürfen weiter auf {source} schreiben.',
    done: 'Die Kopie auf {target} ist erneut gestartet',
  },
  remove: {
    title: 'Kopierpaar aus {source} und {target} entfernen',
    dissociate: '{source} und {target} sind wieder gewöhnliche virtuelle Laufwerke. Ihre Daten bleiben.',
    access: 'Hosts dürfen wieder auf {target} schreiben.',
    snapshot: 'Der Snapshot und das Repository, die die Online-Kopie verwendet hat, werden gelöscht.',
    incomplete: '{target} ist unvollständig: Was Hosts darauf finden, ist nicht zu gebrauchen.',
    done: 'Das Kopierpaar aus {source} und {target} ist entfernt',
  },
  setPriority: {
    title: 'Priorität der Kopie auf {target}',
    label: 'Kopierpriorität',
    done: 'Die Kopie auf {target} hat die Priorität {priority}',
  },
  mscs: {
    why: 'Ein Laufwerk, das ein Cluster gemeinsam nutzt, wird nicht selbst kopiert.',
    how: 'Von {source} wird ein Snapshot angelegt und an seiner Stelle kopiert: Die Knoten arbeiten währenddessen weiter, und keiner von ihnen sieht die Quelle der Kopie je als Laufwerk des Clusters.',
    repository: 'Repository des Snapshots, in Prozent des Laufwerks',
    repositoryHint: 'Platz für das, was die Knoten überschreiben, solange der Snapshot da ist: {size}. Platz wird nur belegt, wenn er gefüllt wird.',
    node: 'Muss ein Knoten den Snapshot sehen?',
    nodeHint: 'Zum Kopieren keiner. Wenn doch einer, ordnen Sie den Snapshot dem Knoten zu, dem das Laufwerk jetzt gehört, und keinem anderen: Zwei Knoten, die ihn sehen, schreiben aneinander vorbei.',
    noNode: 'Kein Host braucht ihn',
    noNodeHint: 'Der Snapshot wird nur kopiert.',
    wrote: 'Hat <at></at> auf das Laufwerk geschrieben: Ihm gehört es vermutlich.',
    notWriting: 'Schreibt gerade nicht auf das Laufwerk.',
    notMapped: 'Der Snapshot ist angelegt, aber nicht zugeordnet. {reason} Wählen Sie einen anderen Knoten oder keinen und starten Sie noch einmal: Der Snapshot wird verwendet, wie er ist.',
    newSnapshot: 'die Kennung des neuen Snapshots',
    newTarget: 'die Kennung des neuen virtuellen Laufwerks',
    review: {
      snapshot: 'Ein Snapshot von <strong>{source}</strong> mit einem Repository von {size} wird in dem Augenblick angelegt, in dem Sie starten. Die Knoten schreiben weiter.',
      mapped: 'Der Snapshot wird nur <strong>{node}</strong> zugeordnet, der ihn lesen und beschreiben kann.',
      unmapped: 'Kein Host sieht den Snapshot.',
      create: 'Ein virtuelles Laufwerk <strong>{target}</strong> mit {capacity} wird erstellt.',
      overwrite: 'Alles auf <strong>{target}</strong> ({capacity}) wird überschrieben. Es lässt sich nicht zurückholen.',
      copy: 'Der Snapshot wird mit der Priorität {priority} auf <strong>{target}</strong> kopiert; Hosts können ihn bis zum Abschluss nicht beschreiben.',
      afterwards: '<strong>{target}</strong> trägt dann den Inhalt von <strong>{source}</strong> mitsamt Signatur und darf einem Knoten oder Hosts außerhalb des Clusters zugeordnet werden, nie dem Cluster. Der Snapshot bleibt, bis Sie ihn löschen.',
    },
  },
  wizard: {
    title: 'Virtuelles Laufwerk kopieren',
    snapshotStep: 'Snapshot',
    throughSnapshot: 'Sicher über einen Snapshot kopieren…',
    snapshotButRefused: 'Der Snapshot ist angelegt, aber die Kopie ist nicht gestartet. {reason} Starten Sie noch einmal, wenn das behoben ist: Der Snapshot wird verwendet, wie er ist.',
    sourceStep: 'Quelle',
    typeStep: 'Typ',
    targetStep: 'Ziel',
    priorityStep: 'Priorität',
    reviewStep: 'Überprüfen',
    source: 'Virtuelles Quelllaufwerk',
    sourceHint: 'Was kopiert werden soll. Bei virtuellen Laufwerken, die sich nicht kopieren lassen, steht der Grund.',
    type: 'Kopiertyp',
    onlineTitle: 'Online-Kopie',
    online:
      'Hosts lesen und schreiben weiter auf der Quelle. Das Ziel wird enthalten, was die Quelle im Augenblick des Starts enthielt; bis dahin bewahrt das Array in einem Repository, was überschrieben wird. Schreibzugriffe auf die Quelle werden dadurch langsamer.',
    offlineTitle: 'Offline-Kopie',
    offline:
      'Hosts dürfen die Quelle lesen, aber nicht beschreiben, bis die Kopie abgeschlossen ist. Ein Dateisystem, das sein Journal nachziehen muss, lässt sich währenddessen nicht einhängen. Sonst ist nichts nötig.',
    typeTarget:
      'In beiden Fällen können Hosts das Ziel weder lesen noch beschreiben, während es kopiert wird. Danach ist es schreibgeschützt, bis Sie das ausschalten.',
    target: 'Virtuelles Ziellaufwerk',
    targetHint: 'Alles darauf wird überschrieben. Bei virtuellen Laufwerken, die nicht wählbar sind, steht der Grund.',
    existing: 'Ein vorhandenes virtuelles Laufwerk wählen',
    fresh: 'Ein neues virtuelles Laufwerk erstellen',
    freshHint: 'So groß wie die Quelle; wird für diese Kopie erstellt, wenn Sie sie starten.',
    freshName: 'Name des neuen virtuellen Laufwerks',
    freshNameOf: 'Kopie von {source}',
    pool: 'Pool',
    poolOption: '{name} ({free} frei)',
    priority: 'Kopierpriorität',
    repository: 'Repository, in Prozent der Quelle',
    repositoryHint:
      'Bewahrt, was Hosts auf der Quelle überschreiben, während die Kopie läuft. Läuft es voll, schlägt die Kopie fehl; die Quelle ist nicht betroffen. {size} bei diesem Wert; Platz wird nur belegt, wenn geschrieben wird.',
    review: {
      create: 'Ein virtuelles Laufwerk <strong>{name}</strong> mit {capacity} wird im Pool <strong>{pool}</strong> erstellt.',
      overwrite: 'Alles auf <strong>{target}</strong> ({capacity}) wird überschrieben. Es lässt sich nicht zurückholen.',
      online: '<strong>{target}</strong> wird enthalten, was <strong>{source}</strong> im Augenblick des Starts enthält.',
      offline:
        '<strong>{target}</strong> wird enthalten, was <strong>{source}</strong> enthält; Hosts können nicht auf <strong>{source}</strong> schreiben, bis die Kopie abgeschlossen, angehalten oder entfernt ist.',
      repository:
        'Für die Kopie wird ein Snapshot von <strong>{source}</strong> mit einem Repository von {size} erstellt. Hosts schreiben weiter, etwas langsamer. Ist die Kopie abgeschlossen, wird der Snapshot deaktiviert; beide bleiben für erneutes Kopieren.',
      targetAccess:
        'Hosts können <strong>{target}</strong> bis dahin weder lesen noch beschreiben. Danach ist es schreibgeschützt, bis Sie das ausschalten.',
      priority:
        'Die Kopie läuft mit der Priorität {priority}. Zugleich laufen so viele, wie die Einstellungen des Arrays zulassen; weitere warten, bis sie an der Reihe sind.',
      mounted:
        'Hängen Sie <strong>{target}</strong> zuerst auf seinen Hosts aus ({hosts}): Was sie zwischengespeichert haben, wäre falsch.',
    },
    help: {
      throughSnapshot: 'Ein MSCS-freigegebenes Laufwerk gehört dem Knoten, der es gerade besitzt, und das Array kann nicht wissen, welcher das ist. Deshalb wird es nicht direkt kopiert: Sein Snapshot hält einen Augenblick davon vollständig fest, und kein Knoten arbeitet darauf. Snapshot und Kopie tragen dieselbe Signatur wie das Laufwerk selbst und dürfen nicht vom ganzen Cluster gesehen werden.',
      source:
        'Die Quelle ist, was kopiert wird, und zwar ganz, wie viel davon auch belegt ist. Die Kopie liest sie nur. Ein virtuelles Laufwerk, das selbst gerade von einer Kopie gefüllt wird oder ein Repository ist, kann keine Quelle sein; der Grund steht dabei.',
      type:
        'Jeder Typ gibt dem Ziel den Inhalt eines einzigen Augenblicks. Eine Online-Kopie bewahrt ihn durch einen Snapshot, während Hosts weiterschreiben. Eine Offline-Kopie bewahrt ihn, indem sie Schreibzugriffe auf die Quelle bis zum Abschluss abweist. Wählen Sie offline, wo ohnehin niemand schreibt oder Schreibzugriffe nicht langsamer werden dürfen.',
      target:
        'Das Ziel muss mindestens so groß sein wie die Quelle. Es verliert alles, was es enthält, und bleibt für Hosts gesperrt, bis die Kopie abgeschlossen ist. Was ein größeres Ziel hinter dem Ende der Quelle enthält, bleibt unberührt.',
      priority:
        'Die Priorität wägt die Kopie gegen das ab, was Hosts von denselben Festplatten verlangen; sie lässt sich ändern, während die Kopie läuft. Das Repository bewahrt, was Hosts inzwischen auf der Quelle überschreiben: Je mehr sie schreiben und je länger die Kopie dauert, desto größer muss es sein.',
      review:
        'Noch ist nichts geschehen. Was hier steht, geschieht, wenn Sie die Kopie starten; die Aufrufe darunter tun dasselbe aus einem Skript.',
    },
    submit: 'Kopie starten',
    newTargetPlaceholder: 'die Kennung des neuen virtuellen Laufwerks',
    createdButRefused:
      'Das virtuelle Laufwerk {name} wurde erstellt, aber die Kopie konnte nicht gestartet werden: {reason} Es ist jetzt als Ziel gewählt; Sie können es erneut versuchen.',
    done: 'Die Kopie von {source} auf {target} ist gestartet',
  },
} satisfies Translated<typeof en>
