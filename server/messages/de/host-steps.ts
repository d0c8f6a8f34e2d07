import type en from '../en/host-steps'
import type { Translated } from '../translated'

export default {
  flush: {
    windows:
      'Halten Sie die Anwendung auf „{disk}“ an, oder lassen Sie VSS sie stillhalten; schreiben Sie mit „sync“ (Sysinternals) alles hinaus, oder hängen Sie aus: „mountvol X: /P“.',
    linux:
      'Halten Sie „{disk}“ still: „fsfreeze -f MOUNTPOINT“, und nach dem Start „fsfreeze -u“; oder hängen Sie es aus („umount“). Mindestens „sync“.',
    esxi: 'Halten Sie die virtuellen Maschinen auf „{disk}“ still oder fahren Sie sie herunter; dann sind keine VMFS-Metadaten unterwegs.',
    other: 'Hängen Sie „{disk}“ aus, oder lassen Sie Anwendung und Dateisystem alles hinausschreiben und stillhalten.',
  },
  discard: {
    windows: 'Nehmen Sie „{disk}“ offline: „diskpart“, „select disk“, „offline disk“. Nehmen Sie es nach dem Start wieder online.',
    linux:
      'Hängen Sie „{disk}“ aus („umount“), geben Sie Volume-Gruppen darauf frei („vgchange -an“) und verwerfen Sie seinen Zwischenspeicher („blockdev --flushbufs“).',
    esxi: 'Hängen Sie den Datenspeicher auf „{disk}“ aus und trennen Sie ihn: „esxcli storage filesystem unmount“, „esxcli storage core device set --state=off“.',
    other: 'Hängen Sie „{disk}“ aus und sorgen Sie dafür, dass der Host vergisst, was er davon gelesen hat.',
  },
} as const satisfies Translated<typeof en>
