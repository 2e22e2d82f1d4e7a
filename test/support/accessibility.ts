/** What axe finds wrong with a page, by the rules of WCAG 2.2 AA and axe's own best practices. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** One line for each thing that is wrong; none: nothing was found. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // Evaluated, not added as a script: the page's own policy would refuse that, and rightly.
  await page.evaluate(SOURCE)
  return page.evaluate(async () => {
    interface Finding {
      readonly id: string
      readonly help: string
      readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[]
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: readonly Finding[] }> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) =>
          `${id}: ${help} (${target.join(' ')}) ${failureSummary.split('\n')[1] ?? ''}`,
      ),
    )
  })
}
