import type { NewsWishesView } from '../../desk/queries/readNewsWishes.ts'
import type { NewsWishes } from '../../desk/ports/news.ts'
import type { Delivery } from '../../desk/ports/deliveries.ts'
import type { Refusal } from '../../domain/refusals.ts'
import { NEWS_KINDS } from '../../domain/sending/newsKinds.ts'
import type { NewsKind } from '../../domain/sending/newsKinds.ts'
import { paths } from '../paths.ts'
import type { Visit } from '../visit.ts'
import { refusalSentence } from '../words/refusals.ts'
import type { WordKey, Words } from '../words/words.ts'
import { span } from './format.ts'

/** What a form says that is drawn again, and how an earlier one went. */
export interface NotificationsDrawn {
  readonly mail?: readonly NewsKind[]
  readonly hook?: { readonly url: string; readonly kinds: readonly NewsKind[] }
  readonly refusal?: Refusal
  readonly done?: 'saved' | 'tested' | null
}

/** What somebody is told of and how, and what became of the last messages. */
export function toNotificationsPage(view: NewsWishesView, drawn: NotificationsDrawn, visit: Visit) {
  const { words, viewer } = visit
  const { wishes, canMail } = view
  const error = drawn.refusal === undefined ? null : sentenceOf(drawn.refusal, words)
  return {
    title: words('news.title'),
    styles: ['notifications'],
    action: paths.notifications,
    test: paths.testNotification,
    done: doneOf(drawn, words),
    errors: error === null ? [] : [{ field: isAboutUrl(drawn) ? 'url' : null, sentence: error }],
    mailTo: words('news.mailTo', { email: viewer?.email ?? '' }),
    noMail: canMail ? null : words('news.noMail'),
    ...chosen(wishes, drawn, words),
    url: urlField(wishes, drawn, error, words),
    ...kept(wishes),
    recent: view.recent.map((delivery) => messageRow(delivery, view.worldNow, words)),
  }
}

function doneOf({ done = null }: NotificationsDrawn, words: Words): string | null {
  return done === null ? null : words(`news.done.${done}`)
}

function isAboutUrl({ refusal }: NotificationsDrawn): boolean {
  return refusal?.code === 'hookRefused'
}

/** What is kept already, and what that allows. */
function kept(wishes: NewsWishes | null) {
  if (wishes === null) return { version: 0, secret: null, canTest: false }
  const { version, mail, hook } = wishes
  return { version, secret: hook?.secret ?? null, canTest: [...mail, ...(hook?.kinds ?? [])].length > 0 }
}

function chosen(wishes: NewsWishes | null, drawn: NotificationsDrawn, words: Words) {
  const mail = drawn.mail ?? wishes?.mail ?? []
  const hook = (drawn.hook ?? wishes?.hook)?.kinds ?? []
  return {
    kinds: NEWS_KINDS.map((kind) => {
      const name = words(`news.kind.${kind}`)
      return {
        name,
        mail: { id: `mail_${kind}`, label: words('news.byMail', { what: name }), isOn: mail.includes(kind) },
        hook: { id: `hook_${kind}`, label: words('news.byHook', { what: name }), isOn: hook.includes(kind) },
      }
    }),
  }
}

function urlField(wishes: NewsWishes | null, drawn: NotificationsDrawn, error: string | null, words: Words) {
  return {
    id: 'url',
    label: words('news.url'),
    type: 'text',
    value: (drawn.hook ?? wishes?.hook)?.url ?? '',
    hint: words('news.url.hint'),
    inputmode: 'url',
    autocomplete: 'off',
    error: isAboutUrl(drawn) ? error : null,
  }
}

function sentenceOf({ code, facts }: Refusal, words: Words): string {
  const fault = FAULTS.find((known) => known === facts.fault)
  return code === 'hookRefused' && fault !== undefined
    ? words(`news.fault.${fault}`)
    : refusalSentence(code, facts, words.locale)
}

const FAULTS = ['malformed', 'notHttps', 'hasPassword', 'unknownHost', 'notPublic'] as const

function messageRow({ message, state, attempts, writtenAt, fault }: Delivery, worldNow: number, words: Words) {
  const stateKey: WordKey = `news.state.${state}`
  return {
    written: words('time.ago', { span: span(Math.max(0, worldNow - writtenAt) / 1_000, words) }),
    way: words(`news.way.${message.channel}`),
    to: message.channel === 'mail' ? message.to : message.url,
    what: message.channel === 'mail' ? message.subject : eventOf(message.body),
    state: words(stateKey),
    mood: state === 'delivered' ? 'ok' : state === 'givenUp' ? 'default' : '',
    attempts,
    fault,
  }
}

/** What a document of ours is about, as programs read it. */
function eventOf(body: string): string {
  return /"event":"([A-Za-z]+)"/.exec(body)?.[1] ?? ''
}
