/** What is typed on a host so that its own iSCSI initiator attaches what is mapped to it, by operating system. */
import type { Text } from '../door/text'
import type { ConnectGuide, HostSystem } from './schema'

export interface IscsiReach {
  /** Where the array's target is, and its name. */
  target: { host: string; port: number; iqn: string }
  /** The host's port: its iSCSI name, and its CHAP user if it has a secret. */
  initiator: string
  chapUser: string | null
  /** Under which name the array proves itself; null where it doesn't. */
  mutualUser: string | null
}

type Steps = ConnectGuide['steps']

export function iscsiGuide(text: Text, os: HostSystem, reach: IscsiReach): ConnectGuide {
  switch (os) {
    case 'windows':
      return { client: 'windows-iscsi', steps: windowsSteps(text, reach) }
    case 'esxi':
      return { client: 'esxi', steps: esxiSteps(text, reach) }
    case 'linux':
    case 'other':
      return { client: 'linux-iscsi', steps: linuxSteps(text, reach) }
  }
}

function portalOf({ target: { host, port } }: IscsiReach): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The node is made by hand, so that discovery needs no secret of its own. */
function linuxSteps(text: Text, reach: IscsiReach): Steps {
  const { initiator, chapUser, mutualUser, target } = reach
  const node = `iscsiadm -m node -T ${target.iqn} -p ${portalOf(reach)}`
  const setting = (name: string, value: string) => `${node} -o update -n node.session.auth.${name} -v ${value}`
  const chap =
    chapUser === null
      ? []
      : [
          {
            note: text.connect('iscsi_chap', {}),
            command: [setting('authmethod', 'CHAP'), setting('username', `'${chapUser}'`), setting('password', "'SECRET'")].join('\n'),
          },
        ]
  const mutual =
    mutualUser === null
      ? []
      : [
          {
            note: text.connect('iscsi_mutual_chap', {}),
            command: [setting('username_in', `'${mutualUser}'`), setting('password_in', "'ARRAY_SECRET'")].join('\n'),
          },
        ]
  return [
    {
      note: text.connect('iscsi_name', {}),
      command: `echo InitiatorName=${initiator} > /etc/iscsi/initiatorname.iscsi && systemctl restart iscsid`,
    },
    { note: text.connect('iscsi_target', {}), command: `${node} -o new` },
    ...chap,
    ...mutual,
    { note: text.connect('iscsi_login', {}), command: `${node} --login` },
    { note: text.connect('iscsi_at_start', {}), command: `${node} -o update -n node.startup -v automatic` },
    { note: text.connect('iscsi_multipath', {}), command: 'mpathconf --enable --with_multipathd y && multipath -ll' },
    { note: text.connect('iscsi_see', {}), command: 'lsblk --scsi' },
  ]
}

function windowsSteps(text: Text, reach: IscsiReach): Steps {
  const { initiator, chapUser, mutualUser, target } = reach
  const type = mutualUser === null ? 'ONEWAYCHAP' : 'MUTUALCHAP'
  const chap = chapUser === null ? '' : ` -AuthenticationType ${type} -ChapUsername '${chapUser}' -ChapSecret 'SECRET'`
  const portal = `-TargetPortalAddress ${target.host} -TargetPortalPortNumber ${target.port}`
  return [
    { note: text.connect('iscsi_service', {}), command: 'Set-Service MSiSCSI -StartupType Automatic; Start-Service MSiSCSI' },
    { note: text.connect('iscsi_name', {}), command: `iscsicli NodeName ${initiator}` },
    // Windows has one secret for all targets that prove themselves, and doesn't look at their names.
    ...(mutualUser === null ? [] : [{ note: text.connect('iscsi_mutual_chap', {}), command: "Set-IscsiChapSecret -ChapSecret 'ARRAY_SECRET'" }]),
    { note: text.connect(chapUser === null ? 'iscsi_target' : 'iscsi_target_chap', {}), command: `New-IscsiTargetPortal ${portal}${chap}` },
    { note: text.connect('iscsi_login', {}), command: `Connect-IscsiTarget -NodeAddress ${target.iqn} -IsPersistent $true${chap}` },
    { note: text.connect('iscsi_see', {}), command: 'Get-Disk | Where-Object BusType -eq iSCSI' },
  ]
}

/** vmhba64 is what ESXi calls its first software adapter. */
const ESXI_ADAPTER = 'vmhba64'

function esxiSteps(text: Text, reach: IscsiReach): Steps {
  const { initiator, chapUser, mutualUser } = reach
  const adapter = `-A ${ESXI_ADAPTER}`
  const chap =
    chapUser === null
      ? []
      : [
          {
            note: text.connect('iscsi_chap', {}),
            command: `esxcli iscsi adapter auth chap set ${adapter} --direction=uni --level=required --authname='${chapUser}' --secret='SECRET'`,
          },
        ]
  const mutual =
    mutualUser === null
      ? []
      : [
          {
            note: text.connect('iscsi_mutual_chap', {}),
            command: `esxcli iscsi adapter auth chap set ${adapter} --direction=mutual --level=required --authname='${mutualUser}' --secret='ARRAY_SECRET'`,
          },
        ]
  return [
    { note: text.connect('iscsi_service', {}), command: 'esxcli iscsi software set --enabled=true && esxcli iscsi adapter list' },
    { note: text.connect('iscsi_name_adapter', { adapter: ESXI_ADAPTER }), command: `esxcli iscsi adapter set ${adapter} -n ${initiator}` },
    ...chap,
    ...mutual,
    { note: text.connect('iscsi_target', {}), command: `esxcli iscsi adapter discovery sendtarget add ${adapter} -a ${portalOf(reach)}` },
    { note: text.connect('iscsi_login', {}), command: `esxcli storage core adapter rescan ${adapter}` },
    { note: text.connect('iscsi_see', {}), command: 'esxcli storage core device list' },
  ]
}
