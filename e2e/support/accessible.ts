import axe from 'axe-core'
import { expect, type Page } from '@playwright/test'

declare global {
  interface Window {
    axe: typeof axe
  }
}

/**
 * Fails on whatever axe calls serious or critical, in light and in dark, naming the rule and the elements. The two
 * differ in colours alone (app/styles.css), so a page is loaded once for both.
 */
export async function expectAccessible(page: Page): Promise<void> {
  // Axe would have to be in each frame, and the console has none.
  expect(page.frames()).toHaveLength(1)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await graveFaults(page), `axe on ${page.url()} in ${colorScheme}`).toEqual([])
  }
}

function graveFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // Colours on their way from one scheme to the other are nobody's; those that are inherited set out one after the other.
    let moving: Animation[]
    do {
      await new Promise(requestAnimationFrame)
      moving = document.getAnimations()
      await Promise.allSettled(moving.map(({ finished }) => finished))
    } while (moving.length > 0)
    // Base UI's focus guards catch the Tab key at the ends of a popup and pass it on: nobody ever stands on one.
    const { violations } = await window.axe.run({ exclude: [['[data-base-ui-focus-guard]']] }, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
  })
}

/** Nothing sticks out to the right, so that nobody has to scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(over, `sideways scroll on ${page.url()}`).toBeLessThanOrEqual(0)
}
