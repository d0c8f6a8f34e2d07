import type en from '../en/copy-refusals'
import type { Translated } from '../translated'

export default {
  copy_source_mscs_shared: {
    detail:
      'Der Vorgang kann nicht abgeschlossen werden, da das ausgewählte virtuelle Laufwerk nicht als virtuelles Quelllaufwerk geeignet ist.',
    remedy:
      'Es ist ein MSCS-freigegebenes Laufwerk, also einem Cluster zugeordnet. Erstellen Sie einen Snapshot davon, ordnen Sie ihn höchstens einem Clusterknoten zu, und kopieren Sie vom Snapshot.',
  },
  copy_source_mscs_snapshot: {
    detail:
      'Der Vorgang kann nicht abgeschlossen werden, da das ausgewählte virtuelle Laufwerk nicht als virtuelles Quelllaufwerk geeignet ist.',
    remedy:
      'Es ist ein Snapshot, der einem Cluster zugeordnet ist, und damit ein MSCS-freigegebenes Laufwerk. Heben Sie zuerst seine Zuordnung zum Cluster auf, oder kopieren Sie von einem anderen Snapshot seiner Quelle, der höchstens einem Clusterknoten zugeordnet ist.',
  },
  copy_source_repository: {
    detail:
      '„{disk}“ ist ein virtuelles Snapshot-Repository-Laufwerk; es enthält aufgehobene Blöcke, nicht den Inhalt eines Laufwerks.',
    remedy: 'Wählen Sie den Snapshot oder seine Quelle.',
  },
  copy_source_missing: {
    detail: '„{disk}“ fehlt; es kann nichts davon gelesen werden.',
    remedy: 'Bringen Sie seinen Pool zurück und starten Sie Lunette neu.',
  },
  copy_source_failed: {
    detail: '„{disk}“ ist ausgefallen; sein Inhalt ist nicht zuverlässig lesbar.',
    remedy: 'Unter „Aufmerksamkeit notwendig“ steht, was sich tun lässt.',
  },
  copy_source_copy_snapshot: {
    detail: '„{disk}“ ist der Snapshot einer Online-Kopie und dient nur dieser.',
    remedy: 'Wählen Sie die Quelle oder das Ziel jener Kopie.',
  },
  copy_source_snapshot_inactive: {
    detail: 'Der Snapshot „{disk}“ ist deaktiviert oder ausgefallen; er zeigt keinen Zeitpunkt.',
    remedy: 'Erstellen Sie den Snapshot zuerst neu.',
  },
  copy_source_snapshot_online: {
    detail:
      '„{disk}“ ist ein virtuelles Snapshot-Laufwerk; eine Online-Kopie erstellt selbst einen Snapshot, und zwar von einem virtuellen Standardlaufwerk.',
    remedy: 'Kopieren Sie es offline: Seine Quelle bleibt les- und schreibbar.',
  },
  copy_source_incomplete_target: {
    detail:
      '„{disk}“ ist das Ziel einer nicht abgeschlossenen Kopie von „{source}“; sein Inhalt ist weder alt noch neu.',
    remedy: 'Warten Sie, bis jene Kopie abgeschlossen ist, oder entfernen Sie ihr Kopierpaar.',
  },
  copy_source_target_online: {
    detail: '„{disk}“ ist das Ziel einer Kopie von „{source}“; vom Ziel einer Kopie ist kein Snapshot möglich.',
    remedy: 'Kopieren Sie es offline, oder entfernen Sie zuerst jenes Kopierpaar.',
  },

  copy_target_same: {
    detail: '„{disk}“ ist die Quelle selbst.',
    remedy: 'Wählen Sie ein anderes virtuelles Laufwerk.',
  },
  copy_target_repository: {
    detail: '„{disk}“ ist ein virtuelles Snapshot-Repository-Laufwerk; darauf zu schreiben würde seinen Snapshot zerstören.',
    remedy: 'Wählen Sie ein virtuelles Standardlaufwerk.',
  },
  copy_target_snapshot: {
    detail: '„{disk}“ ist ein virtuelles Snapshot-Laufwerk.',
    remedy: 'Wählen Sie ein virtuelles Standardlaufwerk.',
  },
  copy_target_missing: {
    detail: '„{disk}“ fehlt; es kann nichts darauf geschrieben werden.',
    remedy: 'Bringen Sie seinen Pool zurück und starten Sie Lunette neu, oder wählen Sie ein anderes virtuelles Laufwerk.',
  },
  copy_target_failed: {
    detail: '„{disk}“ ist ausgefallen.',
    remedy: 'Wählen Sie ein anderes virtuelles Laufwerk.',
  },
  copy_target_taken: {
    detail: '„{disk}“ ist bereits das Ziel einer Kopie von „{source}“.',
    remedy:
      'Wählen Sie ein anderes Ziel, oder entfernen Sie jenes Kopierpaar. Um dieselbe Kopie noch einmal auszuführen, verwenden Sie „Erneut kopieren“.',
  },
  copy_target_is_source: {
    detail: '„{disk}“ wird selbst gerade auf „{target}“ kopiert.',
    remedy: 'Warten Sie, bis jene Kopie abgeschlossen ist, halten Sie sie an, oder entfernen Sie ihr Kopierpaar.',
  },
  copy_target_has_snapshots: {
    detail: 'Snapshots zeigen, was „{disk}“ enthält: {snapshots}. Die Kopie überschreibt es, sie würden also ausfallen.',
    remedy: 'Deaktivieren oder löschen Sie sie zuerst, oder geben Sie an, dass sie ausfallen dürfen: „failTargetSnapshots“.',
  },
  copy_target_of_own_snapshot: {
    detail: '„{snapshot}“ ist ein Snapshot von „{disk}“ und liest daraus, was nicht überschrieben wurde; darauf kopiert, verlöre er, was er zeigt.',
    remedy: 'Setzen Sie „{disk}“ auf „{snapshot}“ zurück oder kopieren Sie auf ein anderes virtuelles Laufwerk.',
  },
  copy_target_too_small: {
    detail: '„{disk}“ hat {capacity}, weniger als die {sourceCapacity} von „{source}“.',
    remedy: 'Wählen Sie ein Ziel, das mindestens so groß ist, oder vergrößern Sie dieses.',
  },
  copy_target_read_only: {
    detail: '„{disk}“ ist schreibgeschützt.',
    remedy: 'Schalten Sie den Schreibschutz aus, wenn der Inhalt überschrieben werden darf.',
  },

  copy_running: {
    detail: 'Die Kopie wird durchgeführt.',
    remedy: 'Warten Sie, bis sie abgeschlossen ist, oder halten Sie sie zuerst an.',
  },
  copy_waiting: {
    detail: 'Die Kopie ist ausstehend; sie beginnt, sobald eine der laufenden endet.',
    remedy: 'Warten Sie, oder halten Sie sie zuerst an.',
  },
  copy_not_running: {
    detail: 'Die Kopie läuft nicht; es gibt nichts anzuhalten.',
    remedy: 'Um sie noch einmal auszuführen, verwenden Sie „Erneut kopieren“.',
  },
  copy_not_completed: {
    detail: 'Die Kopie ist nicht abgeschlossen; bis dahin ist ihr Ziel für Hosts gar nicht verwendbar.',
    remedy: 'Warten Sie, bis die Kopie abgeschlossen ist.',
  },

  snapshot_source_not_standard: {
    detail: '„{disk}“ ist kein virtuelles Standardlaufwerk.',
    remedy: 'Wählen Sie ein virtuelles Standardlaufwerk als Quelle des Snapshots.',
  },
  snapshot_source_is_target: {
    detail: '„{disk}“ ist das Ziel einer Kopie von „{source}“; vom Ziel einer Kopie ist kein Snapshot möglich.',
    remedy: 'Entfernen Sie zuerst jenes Kopierpaar.',
  },
  snapshot_source_limit: {
    detail: 'Von „{disk}“ gibt es {limit} Snapshots, so viele wie möglich.',
    remedy: 'Löschen Sie zuerst einen Snapshot.',
  },
  snapshot_source_twice: {
    detail: '„{disk}“ ist zweimal als Quelle genannt; zu einem Zeitpunkt gibt es davon nur eines zu bewahren.',
    remedy: 'Nennen Sie jede Quelle einmal.',
  },
  snapshot_twice: {
    detail: 'Der Snapshot „{snapshot}“ ist zweimal genannt.',
    remedy: 'Nennen Sie jeden Snapshot einmal.',
  },
  snapshot_of_copy: {
    detail: '„{snapshot}“ ist der Snapshot einer Online-Kopie, die ihn verwaltet.',
    remedy: 'Verwenden Sie die Aktionen der Kopie: anhalten, erneut kopieren, entfernen.',
  },
  snapshot_is_copy_source: {
    detail: 'Der Snapshot „{snapshot}“ wird gerade auf „{target}“ kopiert.',
    remedy: 'Warten Sie, bis jene Kopie abgeschlossen ist, oder halten Sie sie an.',
  },
  snapshot_disabled: {
    detail: 'Der Snapshot „{snapshot}“ ist bereits deaktiviert.',
    remedy: 'Um einen neuen Zeitpunkt festzuhalten, erstellen Sie ihn neu.',
  },
  snapshot_not_disabled: {
    detail: 'Der Snapshot „{snapshot}“ zeigt noch seinen Zeitpunkt, der beim Neuerstellen verloren ginge.',
    remedy: 'Deaktivieren Sie ihn zuerst.',
  },

  host_mapped: {
    detail: 'Der Host „{host}“ hat {count, plural, one {# Zuordnung} other {# Zuordnungen}}.',
    remedy: 'Entfernen Sie zuerst seine Zuordnungen.',
  },
  host_group_mapped: {
    detail: 'Die Host-Gruppe „{hostGroup}“ hat {count, plural, one {# Zuordnung} other {# Zuordnungen}}.',
    remedy: 'Entfernen Sie zuerst ihre Zuordnungen.',
  },
  port_taken: {
    detail: 'Der Port „{identifier}“ gehört zum Host „{host}“.',
    remedy: 'Entfernen Sie ihn zuerst dort; ein Port ist die Identität eines Hosts.',
  },
  port_twice: {
    detail: 'Der Port „{identifier}“ ist zweimal angegeben.',
    remedy: 'Geben Sie jeden Port einmal an.',
  },
  mutual_chap_alone: {
    detail: 'Das Array soll sich gegenüber „{identifier}“ ausweisen, das sich selbst nicht durch CHAP ausweisen muss.',
    remedy: 'Geben Sie dem Port auch ein eigenes CHAP-Geheimnis.',
  },
  chap_secrets_equal: {
    detail: 'Beide Geheimnisse von „{identifier}“ sind gleich: Eine Seite könnte die Frage der anderen mit deren eigener Antwort beantworten.',
    remedy: 'Geben Sie dem Array ein anderes Geheimnis als dem Host.',
  },
  chap_required: {
    detail: 'Das Array bedient iSCSI unter {address}, wo ohne Authentifizierung niemand Zugang bekommt: Ohne sein CHAP-Geheimnis könnte sich „{identifier}“ dort nicht anmelden.',
    remedy: 'Behalten Sie das Geheimnis oder geben Sie ein anderes an. Ohne Authentifizierung wird iSCSI nur auf Loopback bedient (LUNETTE_ISCSI_LISTEN).',
  },
  chap_secret_too_long: {
    detail: 'Windows nimmt CHAP-Geheimnisse von 12 bis {limit} Bytes; das von „{identifier}“ ist länger, der Host könnte sich nicht anmelden.',
    remedy: 'Wählen Sie ein kürzeres, zufälliges Geheimnis.',
  },
  mapping_exists: {
    detail: 'Das virtuelle Laufwerk „{disk}“ ist bereits „{to}“ zugeordnet; es hat höchstens eine Zuordnung.',
    remedy: 'Entfernen Sie zuerst jene Zuordnung. Zur gemeinsamen Nutzung ordnen Sie es einer Host-Gruppe zu.',
  },
  mapping_repository: {
    detail: '„{disk}“ ist ein virtuelles Snapshot-Repository-Laufwerk, das kein Host verwenden kann.',
    remedy: 'Ordnen Sie den Snapshot oder seine Quelle zu.',
  },
  mapping_copy_snapshot: {
    detail: '„{disk}“ ist der Snapshot einer Online-Kopie, den kein Host verwenden kann.',
    remedy: 'Ordnen Sie das Ziel der Kopie zu, oder erstellen Sie einen eigenen Snapshot.',
  },
  disk_rolling_back: {
    detail: '„{disk}“ wird auf den Snapshot „{snapshot}“ zurückgesetzt. Bis das abgeschlossen ist, kann es weder kopiert noch überschrieben, vergrößert, gelöscht oder als Snapshot festgehalten werden.',
    remedy: 'Warten Sie, bis das Zurücksetzen abgeschlossen ist; erhöhen Sie die Priorität, wenn es lange dauert. Wenn es angehalten ist, setzen Sie es fort.',
  },
  disk_given_back: {
    detail: '„{disk}“ erhält zurück, was „{source}“ von ihm zeigt. Bis das abgeschlossen ist, kann es weder kopiert noch überschrieben werden, noch Quelle eines Snapshots oder einer weiteren Sofortkopie sein.',
    remedy: 'Warten Sie, bis jene Sofortkopie im Leerlauf ist; erhöhen Sie ihre Kopierrate, wenn es lange dauert. Oder halten Sie sie an.',
  },
  rollback_snapshot_inactive: {
    detail: 'Der Snapshot „{snapshot}“ hält keinen Zeitpunkt, auf den seine Quelle zurückgesetzt werden könnte.',
    remedy: 'Wählen Sie einen Snapshot, der optimal, über seinem Schwellenwert oder voll ist.',
  },
  rollback_source_is_target: {
    detail: '„{disk}“ ist das Ziel einer Kopie von „{source}“: Was darauf liegt, gehört der Kopie.',
    remedy: 'Entfernen Sie zuerst das Kopierpaar.',
  },
  rollback_source_grew: {
    detail: '„{disk}“ wurde vergrößert, nachdem der Snapshot „{snapshot}“ angelegt war, der {capacity} zeigt; beim Zurücksetzen bliebe sein Ende unbestimmt.',
    remedy: 'Kopieren Sie stattdessen den Snapshot auf ein anderes virtuelles Laufwerk.',
  },
  rollback_uses_snapshot: {
    detail: 'Die Quelle des Snapshots „{snapshot}“ wird auf ihn zurückgesetzt und noch durch ihn gelesen.',
    remedy: 'Warten Sie, bis das Zurücksetzen abgeschlossen ist. Wenn es angehalten ist, setzen Sie es fort, oder geben Sie es auf.',
  },
  rollback_running: {
    detail: 'Das Zurücksetzen auf „{snapshot}“ wird gerade durchgeführt.',
    remedy: 'Warten Sie, bis es abgeschlossen ist. Nur wenn ein Fehler es angehalten hat, kann es fortgesetzt oder aufgegeben werden.',
  },
  rollback_none: {
    detail: 'Die Quelle des Snapshots „{snapshot}“ wird nicht auf ihn zurückgesetzt.',
    remedy: 'Es ist nichts zu tun.',
  },
  mscs_image_to_cluster: {
    detail:
      '„{image}“ trägt den Inhalt von „{original}“, einem MSCS-freigegebenen Laufwerk des Clusters „{cluster}“. Sähe der ganze Cluster beide, hielten seine Knoten das eine für das andere und schrieben auf beide: Die Daten würden beschädigt.',
    remedy: 'Ordnen Sie „{image}“ nur einem Knoten von „{cluster}“ zu, oder einem Host außerhalb des Clusters.',
  },
  mscs_image_second_node: {
    detail:
      '„{host}“ würde „{image}“ sehen, während „{otherHost}“ „{other}“ sieht: Beide tragen den Inhalt von „{original}“, einem MSCS-freigegebenen Laufwerk des Clusters „{cluster}“, und zwei Knoten, die dasselbe Laufwerk außerhalb der Kontrolle des Clusters sehen, beschädigen es.',
    remedy: 'Entfernen Sie zuerst die Zuordnung von „{other}“, oder ordnen Sie „{image}“ einem Host außerhalb des Clusters zu.',
  },
  mscs_shared_being_copied: {
    detail:
      '„{disk}“ ist die Quelle der Kopie auf „{target}“, die weder abgeschlossen noch gestoppt ist. Dem Cluster „{cluster}“ zugeordnet wäre es ein MSCS-freigegebenes Laufwerk, und ein solches wird nicht direkt kopiert: Die Kopie hielte die Knoten vom Schreiben ab oder nähme, worauf sie sich nicht geeinigt haben.',
    remedy: 'Warten Sie, bis die Kopie abgeschlossen ist, oder stoppen Sie sie. Kopieren Sie „{disk}“ über einen Snapshot, sobald der Cluster es gemeinsam nutzt.',
  },
  image_beside_original_windows: {
    detail:
      '„{image}“ trägt den Inhalt von „{original}“ mitsamt Datenträgersignatur und Partitionskennungen, und auf „{host}“ läuft Windows, das beide sehen würde: Es nähme eines offline oder schriebe ihm eine andere Signatur.',
    remedy: 'Ordnen Sie „{image}“ einem anderen Host zu, oder heben Sie zuerst die Zuordnung von „{original}“ auf.',
  },
  lun_taken: {
    detail: 'LUN {lun} von „{name}“ wird vom virtuellen Laufwerk „{disk}“ verwendet.',
    remedy: 'Wählen Sie eine andere LUN, oder lassen Sie sie weg, um die niedrigste freie zu nehmen.',
  },
  luns_exhausted: {
    detail: '„{name}“ hat zwischen 0 und 255 keine freie LUN mehr.',
    remedy: 'Entfernen Sie eine Zuordnung, die nicht mehr gebraucht wird.',
  },
  lun_collision: {
    detail: 'LUN {lun} wird sowohl vom Host „{host}“ als auch von der Host-Gruppe „{hostGroup}“ verwendet.',
    remedy:
      'Geben Sie zuerst einem der beiden virtuellen Laufwerke eine andere LUN: Entfernen Sie seine Zuordnung und ordnen Sie es neu zu.',
  },
} as const satisfies Translated<typeof en>
