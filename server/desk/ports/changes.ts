/** News between the parts of a running desk, so that a page left open follows by itself. */

/** What has changed; `id` names the document, or is empty where there is only one or any of them is meant. An account is also named by its accounts on chain. */
export interface Change {
  /** `windows`: the deals that can be taken over. */
  readonly what: 'rfq' | 'negotiation' | 'deal' | 'account' | 'windows' | 'clock'
  readonly id: string
}

export interface Changes {
  announce(change: Change): void
  /** Calls `listener` for every change from now on, until the returned function is called. */
  listen(listener: (change: Change) => void): () => void
}
