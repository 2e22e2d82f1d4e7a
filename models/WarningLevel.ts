import { Schema } from 'mongoose'
import { integerField } from './fields.ts'

/** How near a call may come before a party is warned, in accounts and in deals. */
export const warningLevelSchema = new Schema(
  { coverBps: integerField, moveBps: integerField },
  { _id: false, strict: 'throw' },
)
