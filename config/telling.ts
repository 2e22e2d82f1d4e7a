import type { Settings, VariableName } from './variables.ts'

/** Where letters are handed in, and who they are from. */
export interface MailChoice {
  readonly url: string
  readonly from: string
}

/** Who is told what, besides on pages. */
export interface TellingChoice {
  /** Null: nothing is sent by mail. */
  readonly mail: MailChoice | null
  /** Who shows it may read what is measured; null: only this machine may. */
  readonly metricsToken: string | null
}

/** Who is told, out of settings that are right together. */
export function tellingOf({ SMTP_URL, MAIL_FROM, METRICS_TOKEN }: Settings): TellingChoice {
  return {
    mail: SMTP_URL === undefined || MAIL_FROM === undefined ? null : { url: SMTP_URL, from: MAIL_FROM },
    metricsToken: METRICS_TOKEN ?? null,
  }
}

/** Variables that say something only together. */
const PAIRS = [['SMTP_URL', 'MAIL_FROM']] as const satisfies readonly (readonly [VariableName, VariableName])[]

/** A sentence for each variable that is missing beside another. */
export function missingHalves(isSet: (name: VariableName) => boolean): string[] {
  return PAIRS.filter(([one, other]) => isSet(one) !== isSet(other)).map(
    ([one, other]) => `${isSet(one) ? other : one}: is missing; ${one} and ${other} are set together or not at all`,
  )
}
