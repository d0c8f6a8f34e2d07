/** What has the keyboard's focus is in view, on a screen that has little room (WCAG 2.2, 2.4.11 Focus Not Obscured). */
import type { Page } from '@playwright/test'
import { nextStep, signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { seed } from '../support/seed'

async function signInOnSmallScreen(page: Page): Promise<void> {
  await signIn(page)
  await page.setViewportSize({ width: 390, height: 600 })
}

/** The page has fewer places for the focus than this. */
const MOST_STOPS = 150

interface Stop {
  what: string
  /** Its place among all elements. */
  place: number
  inForm: boolean
  /** What hides a part of it: the screen's edge, or something above it. */
  hiddenBy: string[]
}

/** Where the focus is, and what of it can't be seen: its corners and its middle are looked at. */
function focused(page: Page): Promise<Stop | null> {
  return page.evaluate(async () => {
    // What the key brings about is laid out and scrolled to with the next picture.
    for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve))
    const element = document.activeElement
    if (element === null || element === document.body) return null
    // A control that is drawn by its label is as large as that.
    const shown = element.matches('input[type=checkbox], input[type=radio]') ? (element.closest('label') ?? element) : element
    const { left, right, top, bottom } = shown.getBoundingClientRect()
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 }
    // What is higher than the screen shows where it begins.
    const places = bottom - top > innerHeight / 2 ? [{ x: middle.x, y: top + 2 }] : [middle, { x: middle.x, y: top + 2 }, { x: middle.x, y: bottom - 2 }]
    const hiddenBy = places.flatMap(({ x, y }) => {
      if (y < 0 || y > innerHeight) return ['the edge of the screen']
      const over = document.elementFromPoint(x, y)
      const isOver = over !== null && !shown.contains(over) && !over.contains(shown)
      return isOver ? [(over.closest('footer, header') ?? over).tagName.toLowerCase()] : []
    })
    const what = `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40) ?? ''}`
    const place = [...document.querySelectorAll('*')].indexOf(element)
    return { what, place, inForm: element.closest('form') !== null, hiddenBy }
  })
}

/** Goes on by the keyboard until the focus leaves or comes round, and says what was hidden on the way. */
async function walk(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<{ inForm: number; hidden: Stop[] }> {
  const stops = new Map<number, Stop>()
  for (let count = 0; count < MOST_STOPS; count += 1) {
    await page.keyboard.press(key)
    const stop = await focused(page)
    if (stop === null || stops.has(stop.place)) {
      const all = [...stops.values()]
      return { inForm: all.filter(({ inForm }) => inForm).length, hidden: all.filter(({ hiddenBy }) => hiddenBy.length > 0) }
    }
    stops.set(stop.place, stop)
  }
  throw new Error(`The focus goes on and on at ${page.url()}`)
}

/** Through the page from its beginning and from its end. */
async function expectInView(page: Page): Promise<void> {
  for (const key of ['Tab', 'Shift+Tab'] as const) {
    await page.evaluate((atEnd) => {
      const places = [...document.querySelectorAll<HTMLElement>('a[href], button:not([disabled]), input')]
      scrollTo(0, atEnd ? document.body.scrollHeight : 0)
      ;(atEnd ? places.at(-1) : places[0])?.focus({ preventScroll: true })
    }, key === 'Shift+Tab')
    const { inForm, hidden } = await walk(page, key)
    expect(hidden, `${page.url()} by ${key}`).toEqual([])
    expect(inForm).toBeGreaterThan(2)
  }
}

test('in every wizard, forwards and backwards', async ({ page, product }) => {
  const { source } = await seed(product, 'narrow')
  // Lists longer than the screen.
  for (const number of [1, 2, 3, 4, 5, 6]) await product.rest.post('/hosts', { name: `narrow-${number}`, os: 'linux', ports: [] })
  await signInOnSmallScreen(page)
  for (const place of ['virtual-disks', 'snapshots', 'copies', 'instant-copies']) {
    await page.goto(`/${place}/new`)
    await expect(page.getByRole('form')).toBeVisible()
    await expectInView(page)
  }
  await page.goto(`/copies/new?source=${source.id}`)
  await nextStep(page)
  await expectInView(page)

  await page.goto('/hosts/new')
  await page.getByLabel('Name of the host').fill('narrow-new')
  await expectInView(page)
  await nextStep(page)
  for (const kind of ['an iSCSI', 'an NBD', 'an iSCSI']) await page.getByRole('button', { name: `Add ${kind} port` }).click()
  for (const box of await page.getByRole('checkbox').all()) await box.check()
  await expectInView(page)
})

test('in a dialog that is higher than the screen', async ({ page, product }) => {
  const ports = [1, 2, 3].map((number) => ({ type: 'iscsi', identifier: `iqn.2026-01.test:narrow-${number}`, chapSecret: 'twelve bytes' }))
  const { id } = await product.rest.post<{ id: string }>('/hosts', { name: 'narrow-dialog', os: 'linux', ports })
  await signInOnSmallScreen(page)
  await page.goto(`/hosts/${id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(page.getByRole('dialog').getByLabel('CHAP secret')).toHaveCount(3)
  const { inForm, hidden } = await walk(page, 'Tab')
  expect(hidden).toEqual([])
  expect(inForm).toBeGreaterThan(15)
})
