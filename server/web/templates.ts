import { join } from 'node:path'
import type { Express } from 'express'
import { engine } from 'express-handlebars'
import type { Facts, WordKey, Words } from './words/words.ts'

interface HelperOptions {
  readonly hash: Facts
  readonly data: { readonly root: { readonly words?: Words } }
}

/** Prints what a view model hands over. The one helper looks words up: a template decides nothing and calculates nothing. */
export function useTemplates(app: Express, root: string): void {
  const views = join(root, 'views')
  const render = engine({
    extname: '.hbs',
    layoutsDir: join(views, 'layouts'),
    partialsDir: join(views, 'partials'),
    defaultLayout: 'main',
    helpers: {
      t: (key: WordKey, { hash, data }: HelperOptions) => data.root.words?.(key, hash) ?? key,
    },
  })
  app.engine('hbs', (path, options, done) => void render(path, options, done))
  app.set('view engine', 'hbs')
  app.set('views', views)
  app.enable('view cache')
}
