/** What browser tests stand on: `import { expect, test } from '../support/fixtures'`. */
import { test as base } from '@playwright/test'
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
  baseURL: async ({ product }, use) => use(product.url),
})
