import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Fails on whatever axe calls serious or critical, naming the rule and the elements. */
export async function expectAccessible(page: Page): Promise<void> {
  // Base UI's focus guards catch the Tab key at the ends of a popup and pass it on: nobody ever stands on one.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-base-ui-focus-guard]').analyze()
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
  expect(grave, `axe on ${page.url()}`).toEqual([])
}

/** Nothing sticks out to the right, so that nobody has to scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(over, `sideways scroll on ${page.url()}`).toBeLessThanOrEqual(0)
}
