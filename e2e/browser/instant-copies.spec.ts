/** Instant copies as a person makes, groups and stops them, with real clients on both sides. */
import path from 'node:path'
import type { Page } from '@playwright/test'
import { background, run } from '../support/commands'
import { complaintsOf, fillSignIn, signIn, titleLine } from '../support/console'
import { administrator, expect, test } from '../support/fixtures'
import type { Product } from '../support/product'
import { MiB, seedInstantCopies } from '../support/seed'

interface Made {
  id: string
  name: string
}

/** A disk of 16 MiB that a host of its own sees at the address. */
async function mappedDisk({ rest, nbdUri }: Pick<Product, 'rest'> & { nbdUri: Product['nbdUri'] }, poolId: string, name: string) {
  const disk = await rest.post<Made>('/virtual-disks', { name, poolId, capacityBytes: 16 * MiB })
  const host = await rest.post<Made>('/hosts', { name: `${name.replaceAll(' ', '-')}-host`, os: 'linux', ports: [] })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: disk.id, hostId: host.id })
  return { ...disk, host: host.name, uri: nbdUri(`${host.name}/${lun}`) }
}

async function poolOf(product: Product, tag: string): Promise<string> {
  const pool = await product.rest.post<Made>('/pools', { name: `${tag} pool`, path: path.join(product.directory, `${tag}-pool`) })
  return pool.id
}

const io = (command: string, uri: string) => run('qemu-io', '-f', 'raw', '-c', command, uri)

async function expectPattern(uri: string, pattern: number) {
  const read = await run('qemu-io', '-r', '-f', 'raw', '-c', `read -P ${pattern} 0 16M`, uri)
  expect(read).toContain('read 16777216/16777216 bytes')
  expect(read).not.toMatch(/verification failed/i)
}

const WORDS = {
  'en-US': {
    create: 'Create instant copy',
    next: 'Next',
    purpose: 'Clone',
    search: 'Search by name',
    rate: 'Copy rate (0 to 150)',
    connected: 'Connected',
    override: /Overwrite the target although it is in use/,
    inUse: /is in use: “/,
    missing: /has not been said/,
    submit: 'Create, prepare and start',
    back: 'Back',
    overwritten: /is overwritten although it is in use/,
    copying: 'Copying',
    onto: 'to',
    takes: /16 MiB\/s: .* for 16 MiB/,
  },
  'de-DE': {
    create: 'Sofortkopie erstellen',
    next: 'Weiter',
    purpose: 'Klon',
    search: 'Nach Namen suchen',
    rate: 'Kopierrate (0 bis 150)',
    connected: 'Verbunden',
    override: /Das Ziel überschreiben, obwohl es in Gebrauch ist/,
    inUse: /ist in Gebrauch: “/,
    missing: /ist nicht gesagt/,
    submit: 'Erstellen, vorbereiten und starten',
    back: 'Zurück',
    overwritten: /wird überschrieben, obwohl es in Gebrauch ist/,
    copying: 'Wird kopiert',
    onto: 'auf',
    takes: /16 MiB\/s: .* für 16 MiB/,
  },
} as const

async function enter(page: Page, locale: keyof typeof WORDS) {
  if (locale === 'en-US') return signIn(page)
  await page.goto('/sign-in')
  await page.getByLabel('E-Mail-Adresse').fill(administrator.email)
  await page.getByLabel('Kennwort').fill(administrator.password)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible()
}

for (const locale of ['en-US', 'de-DE'] as const) {
  test.describe(locale, () => {
    test.use({ locale })

    test('a target in use shows its source at once, after it was overridden in so many words', async ({ page, product }) => {
      const words = WORDS[locale]
      const tag = `instant ${locale}`
      const complaints = complaintsOf(page)
      const poolId = await poolOf(product, tag)
      const access = { rest: product.rest, nbdUri: (name: string) => product.nbdUri(name) }
      const source = await mappedDisk(access, poolId, `${tag} source`)
      const target = await mappedDisk(access, poolId, `${tag} target`)
      const larger = await product.rest.post<Made>('/virtual-disks', { name: `${tag} larger`, poolId, capacityBytes: 32 * MiB })
      await io('write -P 1 0 16M', source.uri)
      await io('write -P 9 0 16M', target.uri)
      const reader = background(
        'fio', '--name=reader', '--ioengine=nbd', `--uri=${target.uri}`, '--rw=randread', '--bs=4k', '--rate_iops=20',
        '--time_based', '--runtime=200', '--size=4M',
      )
      await enter(page, locale)
      await page.goto('/instant-copies')
      await page.getByRole('link', { name: words.create }).first().click()
      const next = () => page.getByRole('button', { name: words.next, exact: true }).click()
      const search = () => page.getByRole('searchbox', { name: words.search }).fill(tag)
      await page.getByRole('radio', { name: words.purpose, exact: true }).click()
      await next()
      await search()
      await page.getByRole('radio', { name: source.name, exact: true }).click()
      await next()
      await search()
      await expect(page.getByRole('radio', { name: larger.name, exact: true })).toBeDisabled()
      await page.getByRole('radio', { name: target.name, exact: true }).click()
      await next()
      await page.getByLabel(words.rate).fill('71')
      await expect(page.getByText(words.takes)).toBeVisible()
      await next()

      // Who uses the target is said, and without the words it isn't overwritten.
      const discard = page.getByRole('region', { name: target.name })
      await expect(discard).toContainText(target.host)
      await expect(discard.getByText(words.connected, { exact: true })).toBeVisible()
      await expect(page.getByText(words.inUse).last()).toBeVisible()
      await next()
      await expect(page.getByRole('button', { name: words.submit })).toHaveAccessibleDescription(words.missing)
      await page.getByRole('button', { name: words.back, exact: true }).click()
      await page.getByRole('checkbox', { name: words.override }).check()
      await next()
      await expect(page.getByText(words.overwritten)).toBeVisible()
      await page.getByRole('button', { name: words.submit }).click()
      await expect(page.getByRole('heading', { level: 1, name: `${source.name} ${words.onto} ${target.name}` })).toBeVisible()
      await reader.stop()

      // What hosts write to the source afterwards the target doesn't show, whether or not it was copied before.
      await io('write -P 2 0 16M', source.uri)
      await expectPattern(target.uri, 1)
      await expectPattern(source.uri, 2)
      const { items } = await product.rest.get<{ items: { type: string }[] }>(`/events?type=instant_copy_in_use_overridden`)
      expect(items.length).toBeGreaterThan(0)
      expect(complaints).toEqual([])
    })
  })
}

test('a forced stop names everybody who goes down with it, and then they do', async ({ page, product }) => {
  const { target, first, second } = await seedInstantCopies(product, 'instant-stop')
  await signIn(page)
  await page.goto(`/instant-copies/${first.id}`)
  await expect(titleLine(page)).toContainText('Copying')
  await page.getByRole('button', { name: 'Force stop' }).click()
  const dialog = page.getByRole('dialog', { name: `Stop ${first.name} by force` })
  await expect(dialog).toContainText(`${target.name} is closed to hosts and holds only a part of an image`)
  await expect(dialog).toContainText(`${second.name} goes down too`)
  await dialog.getByRole('button', { name: 'Force stop' }).click()
  await expect(titleLine(page)).toContainText('Stopped')
  await page.goto(`/instant-copies/${second.id}`)
  await expect(titleLine(page)).toContainText('Stopped')
})

test('a source is given back at once what an image of it shows that has not got everything', async ({ page, product }) => {
  const poolId = await poolOf(product, 'give-back')
  const access = { rest: product.rest, nbdUri: (name: string) => product.nbdUri(name) }
  const source = await mappedDisk(access, poolId, 'give-back source')
  const image = await mappedDisk(access, poolId, 'give-back image')
  await io('write -P 3 0 16M', source.uri)
  const onto = await product.rest.post<Made>('/instant-copies', { sourceId: source.id, targetId: image.id, copyRate: 0 })
  await product.rest.post(`/instant-copies/${onto.id}/start`, { prepare: true })
  await io('write -P 4 0 8M', source.uri)
  const back = await product.rest.post<Made>('/instant-copies', { sourceId: image.id, targetId: source.id, copyRate: 0 })
  await signIn(page)
  await page.goto(`/instant-copies/${back.id}`)
  await page.getByRole('button', { name: 'Prepare and start', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(`“${source.name}” is the source of an active instant copy onto “${image.name}”`)
  await dialog.getByRole('checkbox', { name: /Give the target an earlier content of its own back/ }).check()
  await dialog.getByRole('button', { name: 'Prepare and start', exact: true }).click()
  await expect(titleLine(page)).toContainText('Copying')
  await expect(titleLine(page)).toContainText('Gives an earlier content back')
  await expectPattern(source.uri, 3)
  await expectPattern(image.uri, 3)
  await expect(page.getByRole('progressbar', { name: `Progress of ${back.name}` })).toHaveAttribute('value', '0')
  await product.rest.patch(`/instant-copies/${back.id}`, { copyRate: 150 })
  await expect(titleLine(page)).toContainText('Idle')
  await expect(page.getByRole('progressbar', { name: `Progress of ${back.name}` })).toHaveAttribute('value', '100')
  expect(await product.rest.get<{ status: string }>(`/instant-copies/${onto.id}`)).toMatchObject({ status: 'copying' })
  await expectPattern(source.uri, 3)
})

test('a whole target is split off with those that are read through it, which are named before', async ({ page, product }) => {
  const poolId = await poolOf(product, 'split')
  const access = { rest: product.rest, nbdUri: (name: string) => product.nbdUri(name) }
  const source = await mappedDisk(access, poolId, 'split source')
  const [older, target] = [await mappedDisk(access, poolId, 'split older'), await mappedDisk(access, poolId, 'split target')]
  const begin = async (disk: Made, more: object) => {
    const copy = await product.rest.post<Made>('/instant-copies', { sourceId: source.id, targetId: disk.id, ...more })
    return product.rest.post<Made>(`/instant-copies/${copy.id}/start`, { prepare: true })
  }
  await io('write -P 3 0 16M', source.uri)
  const first = await begin(older, { copyRate: 0 })
  const whole = await begin(target, { copyRate: 150, cleanRate: 0 })
  await io('write -P 4 0 8M', source.uri)
  await signIn(page)
  await page.goto(`/instant-copies/${first.id}`)
  await expect(page.getByRole('button', { name: 'Split off' })).toHaveAccessibleDescription(/has not got everything/)
  await page.goto(`/instant-copies/${whole.id}`)
  await expect(page.getByRole('progressbar', { name: `Progress of ${whole.name}` })).toHaveAttribute('value', '100')
  await page.getByRole('button', { name: 'Split off' }).click()
  const dialog = page.getByRole('dialog', { name: `Split off the target of ${whole.name}` })
  await expect(dialog).toContainText(`${target.name} has everything already: it stays open`)
  await expect(dialog).toContainText(`${older.name} becomes an image of ${target.name} instead of ${source.name}`)
  await dialog.getByRole('button', { name: 'Split off' }).click()
  await expect(titleLine(page)).toContainText('Idle')
  await expect(page.getByRole('button', { name: 'Split off' })).toHaveAccessibleDescription(/nothing to split off/)
  await page.goto(`/instant-copies/${first.id}`)
  await expect(page.getByRole('link', { name: target.name, exact: true })).toBeVisible()
  await io('write -P 5 0 16M', target.uri)
  await expectPattern(older.uri, 3)
})

test('members of a group start at one instant, by the group alone', async ({ page, product }) => {
  const poolId = await poolOf(product, 'instant-group')
  const access = { rest: product.rest, nbdUri: (name: string) => product.nbdUri(name) }
  const pairs = []
  for (const name of ['data', 'log']) {
    const source = await mappedDisk(access, poolId, `instant-group ${name}`)
    const target = await mappedDisk(access, poolId, `instant-group ${name} image`)
    await io('write -P 3 0 16M', source.uri)
    const copy = await product.rest.post<Made>('/instant-copies', { sourceId: source.id, targetId: target.id, copyRate: 0 })
    pairs.push({ source, target, copy })
  }
  await page.goto('/sign-in')
  await fillSignIn(page, administrator.email, administrator.password)
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await page.goto('/instant-copies/groups')
  await page.getByRole('button', { name: 'Create consistency group' }).first().click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('instant-group nightly')
  await page.getByRole('dialog').getByRole('button', { name: 'Create consistency group' }).click()
  await page.getByRole('link', { name: 'instant-group nightly' }).click()
  await expect(page.getByRole('button', { name: 'Prepare and start' })).toHaveAccessibleDescription(/has no members/)
  await page.getByRole('button', { name: 'Add members' }).click()
  for (const { copy } of pairs) await page.getByRole('checkbox', { name: new RegExp(`^${copy.name}`) }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Add members' }).click()
  for (const { copy } of pairs) await expect(page.getByRole('link', { name: copy.name })).toBeVisible()

  await page.getByRole('button', { name: 'Prepare and start' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('All of them start at one instant, or none does.')
  await dialog.getByRole('button', { name: 'Prepare and start' }).click()
  await expect(titleLine(page)).toContainText('Copying')
  for (const { source, target } of pairs) {
    await io('write -P 4 0 8M', source.uri)
    await expectPattern(target.uri, 3)
  }

  // The disk's page shows the same as a graph and as a list.
  const [pair] = pairs
  await page.goto(`/virtual-disks/${pair?.source.id}`)
  await expect(page.getByRole('list', { name: `Instant copies of ${pair?.source.name}` })).toContainText(`${pair?.copy.name}`)
  const edge = page.getByRole('link', { name: `${pair?.copy.name}: ${pair?.source.name} to ${pair?.target.name}, Copying` })
  await edge.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: `${pair?.copy.name}` })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveAccessibleDescription(/belongs to the consistency group|member of the consistency group/)
})
