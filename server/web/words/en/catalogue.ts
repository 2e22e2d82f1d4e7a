import { ACCOUNT } from './account.ts'
import { BROKER } from './broker.ts'
import { CALLS } from './calls.ts'
import { CONFIRMATION } from './confirmation.ts'
import { DEAL } from './deal.ts'
import { EPOCH } from './epoch.ts'
import { FORM } from './form.ts'
import { DEAL_ACTS } from './dealActs.ts'
import { DEAL_HISTORY } from './dealHistory.ts'
import { FRAME } from './frame.ts'
import { HOME } from './home.ts'
import { INDEX } from './index.ts'
import { NEGOTIATION } from './negotiation.ts'
import { NEWS } from './news.ts'
import { OPERATIONS } from './operations.ts'
import { PORTFOLIO } from './portfolio.ts'
import { RFQ } from './rfq.ts'
import { SIGNING } from './signing.ts'
import { STATEMENT } from './statement.ts'
import { TAKEOVER } from './takeover.ts'
import { TERMS } from './terms.ts'

/** Every string a person sees, in English, by its key. */
export const CATALOGUE = {
  ...FRAME,
  ...TERMS,
  ...HOME,
  ...ACCOUNT,
  ...CALLS,
  ...RFQ,
  ...FORM,
  ...NEGOTIATION,
  ...SIGNING,
  ...DEAL,
  ...DEAL_ACTS,
  ...DEAL_HISTORY,
  ...CONFIRMATION,
  ...TAKEOVER,
  ...PORTFOLIO,
  ...STATEMENT,
  ...NEWS,
  ...INDEX,
  ...EPOCH,
  ...BROKER,
  ...OPERATIONS,
} as const
