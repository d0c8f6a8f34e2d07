/** What browser tests stand on: `import { expect, test } from '../support/fixtures'`. */
import { type Page, test as base } from '@playwright/test'
import { Product } from './product'

export { expect } from '@playwright/test'
export { administrator } from './product'

export const test = base.extend<object, { product: Product }>({
  /** One array for each worker, with an administrator. Tests of set-up start their own. */
  product: [
    async ({}, use) => {
      const product = await Product.start()
      await use(product)
      await product.dispose()
    },
    { scope: 'worker', timeout: 200_000 },
  ],
  page: async ({ page }, use) => {
    page.goto = waitingForLife(page)
    await use(page)
  },
  baseURL: async ({ product }, use) => use(product.url),
})

/** What is done to a page before it is alive is lost; a person would do it again, a test waits. */
function waitingForLife(page: Page): Page['goto'] {
  const goto = page.goto.bind(page)
  return async (...args) => {
    const response = await goto(...args)
    await page.locator('html[data-alive]').waitFor({ state: 'attached' })
    return response
  }
}
