'use client'

import { Controller } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { importPoolInput, type Pool, poolPath } from '@/server/array/pools/schema'
import { useCommand } from '../live/command'
import { useCommandForm } from '../live/command-form'
import { ActionForm } from '../ui/action-form'
import { Dialog } from '../ui/dialog'
import { TextField } from '../ui/text-field'
import { toastDone } from '../ui/toast'
import { PathField } from './path-field'

interface OpenProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function CreatePoolDialog({ open, onOpenChange }: OpenProps) {
  const t = useTranslations('pools')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('create')}>
      <CreatePoolForm />
    </Dialog>
  )
}

const createFields = z.object({ name, path: poolPath })

function CreatePoolForm() {
  const t = useTranslations('pools')
  const run = useCommand()
  const { form, send } = useCommandForm(createFields, { name: '', path: '' })
  return (
    <ActionForm
      submitLabel={t('createSubmit')}
      onSubmit={() =>
        send(
          (input) => run('createPool', input),
          (pool) => toastDone(t('createDone', { name: pool.name })),
        )
      }
    >
      <TextField label={t('fields.name')} error={form.formState.errors.name?.message} {...form.register('name')} />
      <Controller
        control={form.control}
        name="path"
        render={({ field, fieldState }) => (
          <PathField
            use="create"
            label={t('fields.path')}
            hint={t('fields.pathHint')}
            error={fieldState.error?.message}
            {...field}
          />
        )}
      />
    </ActionForm>
  )
}

export function ImportPoolDialog({ open, onOpenChange }: OpenProps) {
  const t = useTranslations('pools')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('importTitle')} description={t('importText')}>
      <ImportPoolForm />
    </Dialog>
  )
}

function ImportPoolForm() {
  const t = useTranslations('pools')
  const run = useCommand()
  const { form, send } = useCommandForm(importPoolInput, { path: '' })
  return (
    <ActionForm
      submitLabel={t('importSubmit')}
      onSubmit={() =>
        send(
          (input) => run('importPool', input),
          (pool) => toastDone(t('importDone', { name: pool.name })),
        )
      }
    >
      <Controller
        control={form.control}
        name="path"
        render={({ field, fieldState }) => (
          <PathField use="import" label={t('importPath')} error={fieldState.error?.message} {...field} />
        )}
      />
    </ActionForm>
  )
}

export function RenamePoolDialog({ pool, open, onOpenChange }: OpenProps & { pool: Pool }) {
  const t = useTranslations('pools')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('rename.title', { name: pool.name })}>
      <RenamePoolForm pool={pool} />
    </Dialog>
  )
}

const renameFields = z.object({ name })

function RenamePoolForm({ pool }: { pool: Pool }) {
  const t = useTranslations('pools')
  const run = useCommand()
  const { form, send } = useCommandForm(renameFields, { name: pool.name })
  return (
    <ActionForm
      submitLabel={t('actions.rename')}
      onSubmit={() =>
        send(
          (input) => run('updatePool', { id: pool.id, ...input }),
          (renamed) => toastDone(t('rename.done', { name: renamed.name })),
        )
      }
    >
      <TextField label={t('fields.name')} error={form.formState.errors.name?.message} {...form.register('name')} />
    </ActionForm>
  )
}
