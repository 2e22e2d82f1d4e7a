import { bound } from './bound.ts'
import { makeStatements } from './makeStatements.ts'
import { notifyPeople } from './notifyPeople.ts'
import type { Ports } from './ports.ts'
import { readNewsWishes } from './queries/readNewsWishes.ts'
import { listStatements, readStatement } from './queries/readStatements.ts'
import { sendTestNews, wishNews } from './wishNews.ts'

/** What people are told besides on the pages of their deals: their days, and what they wish to be sent. */
export function tellingPeople(ports: Ports) {
  return {
    makeStatements: bound(ports, makeStatements),
    listStatements: bound(ports, listStatements),
    readStatement: bound(ports, readStatement),
    notifyPeople: bound(ports, notifyPeople),
    readNewsWishes: bound(ports, readNewsWishes),
    wishNews: bound(ports, wishNews),
    sendTestNews: bound(ports, sendTestNews),
  }
}
