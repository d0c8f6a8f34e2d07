import type en from '../en/snapshots'
import type { Translated } from '../translated'

export default {
  title: 'Snapshots',
  description:
    'Zeitpunktabhängige Images virtueller Laufwerke, auch die von Online-Kopien. Was auf der Quelle überschrieben wird, bewahrt ein Repository.',
  create: 'Snapshot erstellen',
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
  atOneInstant: 'Mit anderen zu einem Zeitpunkt erstellt',
  empty: {
    title: 'Noch keine Snapshots',
    text: 'Ein Snapshot bewahrt ein virtuelles Laufwerk, wie es zu einem Zeitpunkt ist, während Hosts weiter schreiben. Er kann wie ein eigenes Laufwerk gelesen, beschrieben und zugeordnet werden.',
  },
  facts: {
    title: 'Angaben',
    source: 'Quelle',
    disk: 'Virtuelles Snapshot-Laufwerk',
    repository: 'Virtuelles Snapshot-Repository-Laufwerk',
    image: 'Zeigt die Quelle vom',
    together: 'Zum selben Zeitpunkt erstellt',
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
  policyTitles: { failSnapshot: 'Snapshot ausfallen lassen', failSourceWrites: 'Schreibzugriffe auf die Quelle ablehnen' },
  policyMeaning: {
    failSnapshot:
      'Hosts schreiben weiter auf die Quelle. Der Snapshot ist verloren: Lesezugriffe auf ihn werden mit einem Fehler beantwortet, bis er neu erstellt wird.',
    failSourceWrites:
      'Der Snapshot bleibt vollständig. Schreibzugriffe von Hosts auf die Quelle, die Platz brauchen, werden mit „kein Speicherplatz“ beantwortet, bis das Repository vergrößert oder der Snapshot deaktiviert wird.',
  },
  repository: {
    title: 'Repository',
    label: 'Füllstand des Repositorys von {name}',
    full: 'Das Repository ist voll',
  },
  fullNow:
    'Schreibzugriffe auf {source}, die Platz im Repository brauchen, schlagen fehl, bis es vergrößert oder der Snapshot deaktiviert wird.',
  events: 'Zugehörige Ereignisse',
  actions: {
    rollback: 'Quelle zurücksetzen…',
    recreate: 'Neu erstellen',
    disable: 'Deaktivieren',
    rename: 'Umbenennen',
    expand: 'Repository vergrößern',
    setPolicy: 'Einstellungen ändern',
    copy: 'Kopieren',
    delete: 'Löschen',
  },
  selection: {
    selected: '{count, plural, one {# ausgewählt} other {# ausgewählt}}',
    all: 'Alle auf dieser Seite auswählen',
    one: '{name} auswählen',
    clear: 'Auswahl aufheben',
  },
  disable: {
    title: '{name} deaktivieren',
    image: 'Sein Zeitpunkt geht verloren, und damit auch, was Hosts auf den Snapshot geschrieben haben. Er kann nicht zurückgeholt werden.',
    stays: 'Sein virtuelles Laufwerk, sein Repository, sein Name und seine Zuordnung bleiben, sodass er neu erstellt werden kann.',
    cost: 'Schreibzugriffe auf {source} kosten für ihn nichts mehr, und was das Repository bewahrt, wird dem Pool zurückgegeben.',
    mapped: '{to} findet Fehler beim Lesen und Schreiben. Hängen Sie ihn dort vorher aus.',
    done: '{name} ist deaktiviert',
  },
  recreate: {
    title: '{name} neu erstellen',
    image: 'Er zeigt {source}, wie es in diesem Augenblick ist, auf demselben virtuellen Laufwerk mit demselben Repository.',
    cost: 'Was Hosts von da an auf {source} überschreiben, wird im Repository bewahrt.',
    mapped: '{to} kann ihn wieder lesen und beschreiben und findet einen anderen Inhalt als zuvor.',
    done: '{name} zeigt einen neuen Zeitpunkt',
  },
  delete: {
    title: '{name} löschen',
    image: 'Der Snapshot wird mit seinem virtuellen Laufwerk gelöscht, samt allem, was Hosts darauf geschrieben haben. Er kann nicht zurückgeholt werden.',
    repository:
      'Sein Repository wird mitgelöscht, und sein Platz wird dem Pool zurückgegeben. Was ältere Snapshots noch durch ihn sehen, übernehmen sie.',
    freed: 'Nach jetzigem Stand bekommt der Pool {freed} zurück.',
    source: '{source} bleibt unberührt.',
    done: '{name} ist gelöscht',
  },
  rename: { title: '{name} umbenennen', name: 'Name', done: 'In {name} umbenannt' },
  expand: {
    title: 'Repository von {name} vergrößern',
    size: 'Neue Größe des Repositorys',
    hint: 'Jetzt {capacity}, davon {used} belegt. In ganzen Mebibyte; es belegt nur Platz, soweit es gefüllt wird. Ein Repository kann nicht verkleinert werden.',
    full: 'Schreibzugriffe auf {source} gelingen sofort wieder.',
    submit: 'Vergrößern',
    done: 'Das Repository von {name} hat jetzt {capacity}',
  },
  setPolicy: {
    title: 'Einstellungen von {name}',
    threshold: 'Warnen, wenn das Repository gefüllt ist zu, in Prozent',
    policy: 'Wenn das Repository voll ist',
    done: 'Die Einstellungen von {name} sind geändert',
  },
  many: {
    disable: '{count, plural, one {# Snapshot} other {# Snapshots}} deaktivieren',
    recreate: '{count, plural, one {# Snapshot} other {# Snapshots zu einem Zeitpunkt}} neu erstellen',
    delete: '{count, plural, one {# Snapshot} other {# Snapshots}} löschen',
    names: 'Snapshots',
    leftOut: 'Bleiben, wie sie sind',
    disableEffect:
      'Ihre Zeitpunkte gehen verloren, und damit auch, was Hosts auf die Snapshots geschrieben haben. Laufwerke, Repositorys, Namen und Zuordnungen bleiben.',
    recreateEffect: 'Alle zeigen ihre Quellen, wie sie zu ein und demselben Zeitpunkt sind, oder keiner wird neu erstellt.',
    deleteEffect:
      'Sie werden mit ihren virtuellen Laufwerken und Repositorys gelöscht, samt allem, was Hosts darauf geschrieben haben. Die Quellen bleiben unberührt.',
    done: '{count, plural, one {# Snapshot} other {# Snapshots}}: erledigt',
    none: 'Keiner der ausgewählten lässt das jetzt zu.',
  },
  images: {
    title: 'Snapshots',
    none: 'Noch kein Snapshot davon. Ein Snapshot bewahrt das Laufwerk, wie es zu einem Zeitpunkt ist, während Hosts weiter schreiben.',
    tree: '{name}, seine Snapshots und deren Kopien',
    now: 'jetzt',
    timeline: 'vom ältesten Snapshot bis jetzt',
    kept: 'bewahrt {kept} von {capacity}',
    freed: 'Löschen gibt {freed} frei',
    inherited: 'Löschen gibt {freed} frei; den Rest übernimmt ein älterer Snapshot',
    copyTo: 'Kopiert auf',
    total: '{count, plural, one {# Snapshot bewahrt} other {# Snapshots bewahren}} {kept}',
    more: 'Alle {count} anzeigen',
  },
  wizard: {
    title: 'Snapshot erstellen',
    sourcesStep: 'Quellen',
    settingsStep: 'Name und Repository',
    mappingStep: 'Zuordnung',
    reviewStep: 'Überprüfen',
    sources: 'Quellen',
    sourcesHint:
      'Ein oder mehrere virtuelle Laufwerke. Alle werden bewahrt, wie sie zu ein und demselben Zeitpunkt sind. Bei denen, von welchen kein Snapshot erstellt werden kann, steht der Grund.',
    chosen: '{count, plural, =0 {Keines gewählt} one {# gewählt} other {# gewählt: ein Zeitpunkt für alle}}',
    names: 'Name',
    nameOf: 'Name des Snapshots von {source}',
    nameDefault: 'Leer gelassen: {name}. Das Repository heißt {repository}.',
    repositorySize: '{source}: ein Repository von {size}',
    details: 'Repository, Richtlinie und Warnschwelle',
    detailsNow: '{percent} % der Quelle, warnt ab {threshold} %. Wenn es voll ist: {policy}.',
    percent: 'Repository, in Prozent der Quelle',
    percentHint:
      'Platz für das, was Hosts auf der Quelle überschreiben und auf den Snapshot schreiben. Üblich sind 10 bis 20 %; es belegt nur Platz, soweit es gefüllt wird, und kann jederzeit vergrößert werden.',
    threshold: 'Warnen bei einem Füllstand von, in Prozent',
    thresholdHint: 'Ein Ereignis und ein Hinweis melden es. Es ist die letzte Warnung, bevor das Repository voll ist.',
    policy: 'Wenn das Repository voll ist',
    mapNow: 'Jetzt zuordnen',
    mapNowHint: 'Ein Host findet den Snapshot als eigenes Laufwerk, an der niedrigsten freien LUN.',
    mapLater: 'Später oder gar nicht zuordnen',
    mapLaterHint: 'Kein Host sieht den Snapshot. Er kann jederzeit zugeordnet und kopiert werden, und die Quelle kann auf ihn zurückgesetzt werden.',
    review: {
      one: '<strong>{name}</strong> bewahrt <strong>{source}</strong>, wie es in dem Augenblick ist, in dem Sie ihn erstellen. Hosts schreiben weiter; der Augenblick dauert Millisekunden.',
      many: 'Diese werden bewahrt, wie sie zu ein und demselben Zeitpunkt sind, oder keines von ihnen: <strong>{pairs}</strong>. Hosts schreiben weiter; der Zeitpunkt dauert Millisekunden.',
      repository:
        'Was Hosts überschreiben, wird in {count, plural, one {einem Repository} other {# Repositorys}} von zusammen {size} bewahrt ({percent} % der Quelle). Platz wird nur belegt, soweit sie gefüllt werden. Der erste Schreibzugriff auf je 64 KiB der Quelle ist langsamer.',
      failSnapshot:
        'Bei {threshold} % kommt eine Warnung. Wird ein Repository voll, fällt sein Snapshot aus, und Hosts schreiben weiter.',
      failSourceWrites:
        'Bei {threshold} % kommt eine Warnung. Wird ein Repository voll, schlagen Schreibzugriffe auf seine Quelle fehl, bis es vergrößert oder der Snapshot deaktiviert wird.',
      mapNow:
        '<strong>{to}</strong> kann {count, plural, one {den Snapshot} other {die Snapshots}} sofort lesen und beschreiben, an der niedrigsten freien LUN.',
      mapLater:
        'Kein Host sieht {count, plural, one {den Snapshot} other {die Snapshots}}, bis {count, plural, one {er} other {sie}} zugeordnet {count, plural, one {wird} other {werden}}.',
    },
    help: {
      sources:
        'Die Quelle ist das virtuelle Laufwerk, das bewahrt wird. Ein Snapshot mehrerer Quellen bewahrt sie, wie sie zu einem Zeitpunkt sind: Was ein Host auf eine erst schrieb, nachdem er auf eine andere geschrieben hatte, ist im Snapshot der einen nur, wenn es in dem der anderen ist. So ist eine Datenbank mit Daten auf einem und Protokoll auf einem anderen Laufwerk konsistent.',
      settings:
        'Das Repository bewahrt den alten Inhalt dessen, was auf der Quelle überschrieben wird, und was Hosts auf den Snapshot schreiben. Hat es keinen Platz mehr, wird entweder der Snapshot aufgegeben, oder Schreibzugriffe von Hosts auf die Quelle werden abgelehnt. All das kann später geändert werden.',
      mapping:
        'Ein virtuelles Snapshot-Laufwerk kann von Hosts wie jedes andere gelesen und beschrieben werden. Was sie schreiben, kommt in das Repository; die Quelle ändert sich dadurch nie.',
      review:
        'Noch ist nichts geschehen. Was hier steht, geschieht, wenn Sie den Snapshot erstellen; die Aufrufe darunter tun dasselbe aus einem Skript.',
    },
    submit: 'Snapshot jetzt erstellen',
    done: '{count, plural, one {Der Snapshot ist erstellt} other {# Snapshots sind zu einem Zeitpunkt erstellt}}',
    unmapped: 'Der Snapshot wurde erstellt, aber nicht zugeordnet',
    newPlaceholder: 'die Kennung des neuen Snapshots',
    noSource: 'Wählen Sie mindestens ein virtuelles Laufwerk.',
  },
} satisfies Translated<typeof en>
