import { isLevel } from '../domain/margin/warningLevel.ts'
import type { WarningLevel } from '../domain/margin/warningLevel.ts'
import { Refusal } from '../domain/refusals.ts'
import { isTimeZone } from '../domain/units/zone.ts'
import type { TimeZone } from '../domain/units/zone.ts'
import { changeAccount } from './changeAccount.ts'
import type { Ports } from './ports.ts'
import type { Account, AccountId } from './ports/accounts.ts'

export interface ChangeCallSettings {
  readonly by: AccountId
  /** Null: not said; then times are shown in UTC. */
  readonly timeZone: TimeZone | null
  readonly warnAt: WarningLevel
}

/**
 * Where somebody is, and how near a call may come before it is warned: for the deals it agrees on from now on.
 *
 * Refuses: `timeZoneUnknown`, `warningLevelInvalid`.
 */
export async function changeCallSettings(
  { accounts }: Pick<Ports, 'accounts'>,
  { by, timeZone, warnAt }: ChangeCallSettings,
): Promise<Account> {
  refuseUnknownZone(timeZone)
  if (!isLevel(warnAt)) throw new Refusal('warningLevelInvalid')
  return changeAccount(accounts, by, ({ timeZone: _before, ...account }) => ({
    ...account,
    ...(timeZone === null ? {} : { timeZone }),
    warnAt,
  }))
}

/** Refuses: `timeZoneUnknown` a name that the IANA database does not have. */
export function refuseUnknownZone(timeZone: TimeZone | null): void {
  if (timeZone !== null && !isTimeZone(timeZone)) throw new Refusal('timeZoneUnknown')
}
