'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { type createdToken, role } from '@/server/identity/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Button } from '../ui/button'
import { CodeBlock } from '../ui/code'
import { Dialog, DialogBody, DialogFooter, useDialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { SelectField } from '../ui/select-field'
import { TextField } from '../ui/text-field'
import { RoleCards } from './user-dialogs'

type CreatedToken = z.infer<typeof createdToken>

interface CreateTokenDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** First the form, then the secret: shown this once, and gone from the page when the dialog closes. */
export function CreateTokenDialog({ open, onOpenChange }: CreateTokenDialogProps) {
  const t = useTranslations('settings.tokens')
  const [created, setCreated] = useState<CreatedToken | null>(null)
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title={t('createTitle')}>
        <CreateTokenForm onCreated={setCreated} />
      </Dialog>
      <Dialog
        open={created !== null}
        onOpenChange={() => setCreated(null)}
        title={t('createdTitle', { name: created?.token.name ?? '' })}
      >
        <Secret text={created?.secret ?? ''} />
      </Dialog>
    </>
  )
}

const EXPIRIES = ['30', '90', '365', 'none'] as const
const DAY_MS = 86_400_000

const fields = z.object({ name, role, expiry: z.enum(EXPIRIES) })

function CreateTokenForm({ onCreated }: { onCreated: (created: CreatedToken) => void }) {
  const t = useTranslations('settings.tokens')
  const run = useCommand()
  const router = useRouter()
  const { form, send } = useCommandForm(fields, { name: '', role: 'viewer', expiry: '90' })
  return (
    <ActionForm
      submitLabel={t('createSubmit')}
      onSubmit={() =>
        send(
          ({ expiry, ...token }) =>
            run('createToken', {
              ...token,
              expiresAt: expiry === 'none' ? null : new Date(Date.now() + Number(expiry) * DAY_MS).toISOString(),
            }),
          (created) => {
            onCreated(created)
            router.refresh()
          },
        )
      }
    >
      <TextField label={t('name')} error={form.formState.errors.name?.message} {...form.register('name')} />
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => <RoleCards value={field.value} onChange={field.onChange} />}
      />
      <SelectField
        label={t('expiryLabel')}
        options={EXPIRIES.map((expiry) => ({ value: expiry, label: t(`expiries.${expiry}`) }))}
        {...form.register('expiry')}
      />
    </ActionForm>
  )
}

function Secret({ text }: { text: string }) {
  const t = useTranslations('settings.tokens')
  const dialog = useDialog()
  return (
    <>
      <DialogBody>
        <Notice tone="warn">{t('createdText')}</Notice>
        <CodeBlock label={t('secret')} text={text} />
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={dialog.close}>
          {t('createdClose')}
        </Button>
      </DialogFooter>
    </>
  )
}
