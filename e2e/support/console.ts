import { expect, type Page } from '@playwright/test'
import { administrator } from './product'

/** As a person does it. Afterwards the overview is there. */
export async function signIn(page: Page, { email, password }: { email: string; password: string } = administrator) {
  await page.goto('/sign-in')
  await fillSignIn(page, email, password)
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
}

export async function fillSignIn(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Goes on to a wizard's next step. A list in it has a button "Next page". */
export const nextStep = (page: Page) => page.getByRole('button', { name: 'Next', exact: true }).click()

/** The page's title and, beside it, the status of what the page is about. */
export const titleLine = (page: Page) => page.getByRole('heading', { level: 1 }).locator('..')

/** Everything that the browser complains of: errors of scripts, and what the content security policy kept away. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return complaints
}
