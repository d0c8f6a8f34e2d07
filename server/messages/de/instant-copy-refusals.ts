import type en from '../en/instant-copy-refusals'
import type { Translated } from '../translated'

export default {
  disk_is_instant_copy_source: {
    detail: '„{disk}“ ist die Quelle einer Sofortkopie auf „{target}“.',
    remedy: 'Halten Sie die Sofortkopie an und löschen Sie sie; ihr Ziel behält, was es enthält.',
  },
  disk_is_instant_copy_target: {
    detail: '„{disk}“ ist das Ziel einer Sofortkopie von „{source}“.',
    remedy: 'Halten Sie die Sofortkopie an und löschen Sie sie.',
  },
  disk_grain_differs: {
    detail: 'Abbilder von „{disk}“ haben eine Granulargröße von {grain}; eines mit {other} kann nicht neben ihnen stehen.',
    remedy: 'Geben Sie einer Sofortkopie diese Granulargröße; Snapshots haben immer 64 KiB. Oder beenden Sie jene Abbilder zuerst.',
  },
  disk_is_instant_copy_part: {
    detail: '„{disk}“ ist das Ziel einer Sofortkopie von „{source}“, die gleich beginnt oder auf halbem Weg angehalten wurde: Was es enthält, ist unbrauchbar.',
    remedy: 'Starten Sie die Sofortkopie, oder löschen Sie sie.',
  },

  instant_copy_source_not_standard: {
    detail: '„{disk}“ ist kein virtuelles Standardlaufwerk; nur ein solches kann Quelle einer Sofortkopie sein.',
    remedy: 'Wählen Sie ein virtuelles Standardlaufwerk. Einen Snapshot kann eine virtuelle Laufwerkskopie kopieren.',
  },
  instant_copy_source_limit: {
    detail: '„{disk}“ ist bereits Quelle von {limit} Sofortkopien; mehr kann es nicht geben.',
    remedy: 'Löschen Sie eine, die nicht mehr gebraucht wird.',
  },
  instant_copy_target_same: {
    detail: '„{disk}“ ist die Quelle selbst.',
    remedy: 'Wählen Sie ein anderes virtuelles Laufwerk.',
  },
  instant_copy_target_not_standard: {
    detail: '„{disk}“ ist kein virtuelles Standardlaufwerk; nur ein solches kann Ziel einer Sofortkopie sein.',
    remedy: 'Wählen Sie ein virtuelles Standardlaufwerk, oder erstellen Sie eines in der Größe der Quelle.',
  },
  instant_copy_other_pool: {
    detail: '„{disk}“ liegt im Pool „{pool}“, „{source}“ im Pool „{sourcePool}“. Quelle und Ziel einer Sofortkopie liegen in einem Pool.',
    remedy: 'Erstellen Sie das Ziel im Pool „{sourcePool}“, oder verwenden Sie eine virtuelle Laufwerkskopie, die von Pool zu Pool geht.',
  },
  instant_copy_size_differs: {
    detail: '„{disk}“ hat {capacity}, „{source}“ hat {sourceCapacity}. Quelle und Ziel einer Sofortkopie sind auf das Byte gleich groß.',
    remedy: 'Erstellen Sie ein Ziel, das genau so groß ist wie die Quelle.',
  },
  instant_copy_target_taken: {
    detail: '„{disk}“ ist bereits Ziel einer Sofortkopie von „{source}“; ein virtuelles Laufwerk ist Ziel nur einer einzigen.',
    remedy: 'Wählen Sie ein anderes virtuelles Laufwerk, oder löschen Sie jene Sofortkopie.',
  },
  instant_copy_tree_limit: {
    detail: 'Mit „{disk}“ als Ziel von „{source}“ hingen mehr als {limit} Sofortkopien zusammen.',
    remedy: 'Löschen Sie eine davon, die nicht mehr gebraucht wird.',
  },
  instant_copy_grain_differs: {
    detail: '„{disk}“ hat eine Sofortkopie mit einer Granulargröße von {grain}; alle, die zusammenhängen, haben dieselbe.',
    remedy: 'Lassen Sie die Granulargröße weg, oder wählen Sie diese.',
  },
  instant_copy_target_is_source: {
    detail: '„{disk}“ ist die Quelle einer aktiven Sofortkopie auf „{target}“, die verlöre, was sie zeigt.',
    remedy: 'Halten Sie jene zuerst an. Um „{disk}“ einen eigenen früheren Inhalt zurückzugeben, starten Sie mit „restore“.',
  },
  instant_copy_restore_indirect: {
    detail: '„{disk}“ ist ein Abbild von „{through}“, das selbst ein Abbild von „{target}“ ist: Ein Teil dessen, was es zeigt, liegt zwei Schritte entfernt, in eben dem Laufwerk, dem es zurückgegeben werden soll.',
    remedy: 'Geben Sie zurück, was „{through}“ zeigt; oder warten Sie, bis eine der beiden Sofortkopien dazwischen im Leerlauf ist. Eine Kopierrate über 0 sorgt dafür, und verloren geht unterdessen nichts.',
  },
  instant_copy_restore_together: {
    detail: '„{disk}“ ist noch ein Abbild von „{target}“ und gibt seinen Inhalt für sich allein zurück: nicht in einem Augenblick mit den anderen einer Konsistenzgruppe.',
    remedy: 'Nehmen Sie die Sofortkopie aus ihrer Gruppe und starten Sie sie allein; oder warten Sie, bis jene in der Gegenrichtung im Leerlauf ist.',
  },
  instant_copy_target_has_snapshots: {
    detail: 'Snapshots zeigen, was „{disk}“ enthält, und fielen aus: {snapshots}.',
    remedy: 'Löschen oder deaktivieren Sie sie, oder sagen Sie, dass sie ausfallen dürfen („failTargetSnapshots“).',
  },
  instant_copy_target_in_use: {
    detail: '„{disk}“ ist in Gebrauch: {hosts}. Ein Host, dessen Zwischenspeicher den alten Inhalt kennt, schreibt ihn in den neuen und zerstört beide.',
    remedy: 'Hängen Sie es auf dem Host aus, trennen Sie die Verbindung und versuchen Sie es erneut; oder setzen Sie sich ausdrücklich darüber hinweg („overrideInUse“).',
  },
  instant_copy_target_mounted: {
    detail: 'Was auf „{disk}“ liegt, besagt, dass ein Host es eingehängt hat, und es ist „{to}“ zugeordnet.',
    remedy: 'Hängen Sie es auf dem Host aus und versuchen Sie es erneut. Hat niemand es eingehängt, setzen Sie sich ausdrücklich darüber hinweg („overrideInUse“).',
  },
  instant_copy_restore_running: {
    detail: 'Die Sofortkopie „{name}“, die mit dieser zusammenhängt, gibt einen Inhalt zurück oder ist dazu vorbereitet; das kann nur eine auf einmal.',
    remedy: 'Warten Sie, bis sie im Leerlauf ist, oder halten Sie sie an.',
  },
  instant_copy_disk_error: {
    detail: 'Die Festplatte unter dem Pool „{pool}“ meldete einen Fehler; es wurde nichts gestartet. Quellen enthalten, was sie enthielten; Ziele bleiben für Hosts geschlossen, wie sie vorbereitet wurden.',
    remedy: 'Prüfen Sie diese Festplatte, und starten Sie dann erneut. Um es aufzugeben, halten Sie stattdessen an: Ein Ziel, das vollständig war, wird für Hosts wieder geöffnet.',
  },

  instant_copy_split_incomplete: {
    detail: '„{target}“, das Ziel der Sofortkopie „{name}“, enthält noch nicht alles von seinem Abbild und kann so nicht selbst Quelle der anderen werden.',
    remedy: 'Warten Sie, bis der Fortschritt 100 % ist; der Kopiervorgang im Hintergrund braucht eine Rate über 0.',
  },
  instant_copy_split_restore: {
    detail: 'Die Sofortkopie „{name}“ hat „{target}“ einen früheren Inhalt zurückgegeben; was ihre Quelle zeigt, ist älter als das, was es jetzt enthält.',
    remedy: 'Warten Sie, bis sie im Leerlauf ist: Das wird sie von selbst, sobald niemand mehr durch sie hindurch liest.',
  },
  instant_copy_split_snapshots: {
    detail: 'Snapshots werden durch „{target}“ hindurch gelesen, das Ziel der Sofortkopie „{name}“: {snapshots}. Ein Snapshot bleibt bei seiner Quelle und kann nicht der eines anderen virtuellen Laufwerks werden.',
    remedy: 'Löschen oder deaktivieren Sie diese Snapshots zuerst, oder halten Sie die Sofortkopie an, ohne sie abzuspalten.',
  },
  instant_copy_unfinished: {
    detail: 'Die Sofortkopie „{name}“ ist nicht zu Ende gelaufen: Ihr Ziel hat noch keinen vollständigen Inhalt, der eigene Kennungen erhalten könnte.',
    remedy: 'Starten Sie sie, und warten Sie, bis ihr Status „Leerlauf“ ist. Der Kopiervorgang im Hintergrund braucht eine Rate über 0.',
  },
  instant_copy_is_idle: {
    detail: 'Die Sofortkopie „{name}“ ist im Leerlauf; sie ist nicht vorbereitet.',
    remedy: 'Bereiten Sie sie zuerst vor, oder bereiten Sie sie vor und starten sie in einem.',
  },
  instant_copy_is_preparing: {
    detail: 'Die Sofortkopie „{name}“ wird gerade vorbereitet.',
    remedy: 'Warten Sie, bis sie vorbereitet ist, oder halten Sie sie an.',
  },
  instant_copy_is_prepared: {
    detail: 'Die Sofortkopie „{name}“ ist vorbereitet.',
    remedy: 'Starten Sie sie, oder halten Sie sie zuerst an.',
  },
  instant_copy_is_copying: {
    detail: 'Die Sofortkopie „{name}“ kopiert.',
    remedy: 'Halten Sie sie zuerst an, oder warten Sie, bis ihr Ziel alles hat.',
  },
  instant_copy_is_stopping: {
    detail: 'Die Sofortkopie „{name}“ wird angehalten: Was andere von ihrem Ziel brauchen, wird ihnen übergeben.',
    remedy: 'Warten Sie, bis sie angehalten ist, oder erzwingen Sie es: Dann halten jene anderen mit an.',
  },
  instant_copy_is_stopped: {
    detail: 'Die Sofortkopie „{name}“ ist angehalten, und ihr Ziel enthält nur einen Teil eines Abbilds.',
    remedy: 'Bereiten Sie sie vor, um sie neu zu starten. Um sie zu löschen und ihr Ziel so zu öffnen, wie es ist, erzwingen Sie das.',
  },
  instant_copy_is_suspended: {
    detail: 'Die Sofortkopie „{name}“ ist ausgesetzt: Der Pool ihrer virtuellen Laufwerke ist nicht da.',
    remedy: 'Bringen Sie den Pool zurück; die Sofortkopie geht dann von selbst weiter.',
  },
  instant_copy_in_group: {
    detail: 'Die Sofortkopie „{name}“ gehört zur Konsistenzgruppe „{group}“, deren Mitglieder gemeinsam gesteuert werden.',
    remedy: 'Verwenden Sie die Konsistenzgruppe, oder nehmen Sie die Sofortkopie zuerst heraus.',
  },
  consistency_group_active: {
    detail: 'Die Konsistenzgruppe „{group}“ ruht nicht: Ihr Mitglied „{name}“ ist vorbereitet oder kopiert.',
    remedy: 'Halten Sie die Konsistenzgruppe zuerst an, oder warten Sie, bis sie im Leerlauf ist.',
  },
  consistency_group_empty: {
    detail: 'Die Konsistenzgruppe „{group}“ hat keine Mitglieder.',
    remedy: 'Nehmen Sie zuerst Sofortkopien in sie auf.',
  },
  consistency_group_has_members: {
    detail: 'Die Konsistenzgruppe „{group}“ hat {count, plural, one {# Mitglied} other {# Mitglieder}}.',
    remedy: 'Nehmen Sie sie zuerst heraus, oder erzwingen Sie es: Sie stehen dann allein und gehen weiter wie bisher.',
  },
  consistency_group_cascade: {
    detail: 'In der Konsistenzgruppe „{group}“ wäre das virtuelle Laufwerk „{disk}“ zu ein und demselben Zeitpunkt Ziel einer Sofortkopie und Quelle einer anderen.',
    remedy: 'Halten Sie die beiden in verschiedenen Gruppen, und starten Sie die auf „{disk}“ zuerst.',
  },
} as const satisfies Translated<typeof en>
