/** How a message leaves the desk. */
export const CHANNELS = ['mail', 'webhook'] as const

/** What has become of a message: it waits for its next attempt, was taken, or is tried no more. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'givenUp'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** Where a webhook may lead: wherever whoever runs the desk says, or to public addresses only. */
export const REACHES = ['anywhere', 'public'] as const
export type Reach = (typeof REACHES)[number]
