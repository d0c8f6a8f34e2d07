import type { ReactNode } from 'react'
import { SettingsTabs } from '@/components/settings/settings-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { requestTranslator } from '@/server/messages/request'

export async function generateMetadata() {
  return { title: (await requestTranslator())('settings.title') }
}

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const t = await requestTranslator()
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <SettingsTabs />
      {children}
    </>
  )
}
