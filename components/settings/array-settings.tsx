'use client'

import { useRouter } from 'next/navigation'
import { type SubmitEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type ArrayFacts, updateArrayInput } from '@/server/array/facts/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { Fact, Facts } from '../ui/facts'
import { Notice } from '../ui/notice'
import { Panel } from '../ui/panel'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'

export function ArraySettings({ array }: { array: ArrayFacts }) {
  const t = useTranslations('settings.array')
  const { nbd, iscsi } = array.targets
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <RenameArray name={array.name} />
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
  const { form, send } = useCommandForm(updateArrayInput, { name })
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  async function submit(event: SubmitEvent) {
    event.preventDefault()
    setPending(true)
    const reason = await send(
      (input) => run('updateArray', input),
      (array) => {
        toastDone(t('done', { name: array.name }))
        router.refresh()
      },
    ).finally(() => setPending(false))
    setRefusal(reason)
  }

  return (
    <Panel title={t('name')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-3">
        <TextField label={t('name')} error={form.formState.errors.name?.message} {...form.register('name')} />
        {refusal ? (
          <Notice tone="crit" live>
            {refusal}
          </Notice>
        ) : null}
        <div>
          <Button type="submit" variant="primary" pending={pending} disabledReason={whyNot('updateArray')}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
