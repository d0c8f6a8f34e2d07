'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { ArrayFacts } from '@/server/array/facts/schema'
import { useCommand } from '../live/command'
import { usePlainForm } from '../live/plain-form'
import { useWhyNot } from '../shell/why-not'
import { Fact, Facts } from '../ui/facts'
import { Panel } from '../ui/panel'
import { SmallForm } from '../ui/small-form'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'

export function ArraySettings({ array }: { array: ArrayFacts }) {
  const t = useTranslations('settings.array')
  const { nbd, iscsi } = array.targets
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="grid gap-4">
        <RenameArray name={array.name} />
        <Limits array={array} />
      </div>
      <Panel title={t('title')}>
        <Facts>
          <Fact name={t('version')}>{array.version}</Fact>
          <Fact name={t('wwidPrefix')}>
            <code className="font-mono text-xs">{array.wwidPrefix}</code>
          </Fact>
          <Fact name={t('nbd')}>
            <code className="font-mono text-xs">
              {nbd.host}:{nbd.port}
            </code>
          </Fact>
          <Fact name={t('iscsi')}>
            {iscsi ? (
              <code className="font-mono text-xs [overflow-wrap:anywhere]">
                {iscsi.host}:{iscsi.port} {iscsi.iqn}
              </code>
            ) : (
              t('off')
            )}
          </Fact>
          <Fact name={t('api')}>
            {t('apiText')}{' '}
            <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer" className="font-mono text-xs text-link hover:underline">
              /api/v1/openapi.json
            </a>
          </Fact>
        </Facts>
      </Panel>
    </div>
  )
}

function RenameArray({ name }: { name: string }) {
  const t = useTranslations('settings.array')
  const run = useCommand()
  const router = useRouter()
  const whyNot = useWhyNot()
  const { errors, send } = usePlainForm()
  return (
    <Panel title={t('name')}>
      <SmallForm
        label={t('name')}
        submitLabel={t('save')}
        disabledReason={whyNot('updateArray')}
        onSubmit={(form) =>
          send(
            form,
            (fields) => run('updateArray', { name: fields['name'] ?? '' }),
            (array) => {
              toastDone(t('done', { name: array.name }))
              router.refresh()
            },
          )
        }
      >
        <TextField key={name} name="name" label={t('name')} defaultValue={name} error={errors['name']} />
      </SmallForm>
    </Panel>
  )
}

/** How many copies run at once, and how long the event log is. */
function Limits({ array }: { array: ArrayFacts }) {
  const t = useTranslations('settings.array')
  const run = useCommand()
  const router = useRouter()
  const whyNot = useWhyNot()
  const { errors, send } = usePlainForm()
  const field = (name: 'maxRunningCopies' | 'eventsKept') => (
    <TextField
      key={`${name} ${array[name]}`}
      name={name}
      type="number"
      label={t(name)}
      hint={t(`${name}Hint`)}
      defaultValue={array[name]}
      error={errors[name]}
      className="max-w-36"
    />
  )
  return (
    <Panel title={t('limits')}>
      <SmallForm
        label={t('limits')}
        submitLabel={t('save')}
        disabledReason={whyNot('updateArray')}
        onSubmit={(form) =>
          send(
            form,
            ({ maxRunningCopies, eventsKept }) =>
              run('updateArray', { maxRunningCopies: Number(maxRunningCopies), eventsKept: Number(eventsKept) }),
            () => {
              toastDone(t('limitsDone'))
              router.refresh()
            },
          )
        }
      >
        {field('maxRunningCopies')}
        {field('eventsKept')}
      </SmallForm>
    </Panel>
  )
}
