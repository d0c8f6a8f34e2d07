import type en from '../en/warnings'
import type { Translated } from '../translated'

export default {
  copy_target_snapshots_fail: {
    detail: 'Snapshots zeigen, was „{disk}“ enthält: {snapshots}. Sie fallen aus, sobald die Kopie verlangt wird; Hosts, die sie verwenden, finden Fehler.',
    remedy: 'Kopieren oder bewahren Sie anderswo, was davon noch gebraucht wird.',
  },
  instant_copy_target_lost: {
    detail: 'Was „{disk}“ enthält, ist verloren, sobald die Sofortkopie vorbereitet wird, auch wenn sie nie gestartet wird.',
    remedy: 'Kopieren oder bewahren Sie anderswo, was davon noch gebraucht wird. Hängen Sie es zuerst auf jedem Host aus.',
  },
  instant_copy_target_snapshots_fail: {
    detail: 'Snapshots zeigen, was „{disk}“ enthält: {snapshots}. Sie fallen aus, sobald die Sofortkopie vorbereitet wird; Hosts, die sie verwenden, finden Fehler.',
    remedy: 'Kopieren oder bewahren Sie anderswo, was davon noch gebraucht wird.',
  },
  instant_copy_source_in_use: {
    detail: '„{disk}“ ist in Gebrauch: {hosts}. Was ein Host nur in seinen eigenen Zwischenspeicher geschrieben hat, ist nicht auf dem Array und nicht im Abbild.',
    remedy: 'Hängen Sie es auf dem Host aus, oder lassen Sie die Anwendung alles schreiben und stillhalten, bis die Sofortkopie gestartet ist.',
  },
  mscs_image_beside_original: {
    detail:
      '„{host}“ ist ein Knoten des Clusters „{cluster}“ und sieht „{original}“ bereits, dessen Inhalt „{image}“ trägt. Ein Knoten darf das; Windows lässt „{image}“ offline, solange die Signaturen gleich sind.',
    remedy:
      'Ordnen Sie es dem Knoten zu, dem „{original}“ jetzt gehört. Lassen Sie es offline, solange es nur kopiert wird; um es dort zu lesen: „diskpart“, „select disk“, „attributes disk set readonly“, „online disk“. Nehmen Sie es nie in den Cluster auf.',
  },
  identities_system_disk: {
    detail: 'Ist „{disk}“ die Kopie eines Systemlaufwerks, startet es danach vielleicht nicht: „/etc/fstab“, GRUB und die initramfs oder der BCD-Speicher von Windows nennen die alten Kennungen.',
    remedy: 'Tragen Sie die neuen von einem anderen System aus ein: „/etc/fstab“ ändern, „update-grub“ und „update-initramfs“ in einem chroot, unter Windows „bcdboot“. Eine reine Datenkopie betrifft das nicht.',
  },
  image_beside_original_linux: {
    detail:
      '„{host}“ sieht auch „{original}“, dessen Inhalt „{image}“ trägt: Dateisysteme und Volume-Gruppen auf beiden haben dieselben Kennungen.',
    remedy:
      'Binden Sie nach Gerät ein, nicht nach UUID oder Bezeichnung: „mount -o ro,nouuid“ bei XFS. Um beide nebeneinander zu nutzen, geben Sie „{image}“ eigene Kennungen, während es nicht eingebunden ist: „tune2fs -U random“, „xfs_admin -U generate“, „btrfstune -u“, „vgimportclone“.',
  },
  image_beside_original_esxi: {
    detail:
      '„{host}“ sieht auch „{original}“, dessen Inhalt „{image}“ trägt: ESXi hält den Datenspeicher auf „{image}“ für eine ungelöste Kopie und bindet ihn nicht ein.',
    remedy:
      'Sehen Sie mit „esxcli storage vmfs snapshot list“ nach; geben Sie dem Datenspeicher mit „esxcli storage vmfs snapshot resignature“ eine eigene Signatur. Binden Sie ihn nicht mit Gewalt neben seinem Original ein.',
  },
  image_beside_original_other: {
    detail: '„{host}“ sieht auch „{original}“, dessen Inhalt „{image}“ trägt: Kennungen und Bezeichnungen sind gleich.',
    remedy: 'Sorgen Sie dafür, dass der Host die beiden an ihren World Wide Identifiern unterscheidet, bevor er eines einbindet.',
  },
} as const satisfies Translated<typeof en>
