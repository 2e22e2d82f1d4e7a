import { Schema } from 'mongoose'
import type { Connection, InferSchemaType, Model } from 'mongoose'
import { integerField, requiredText, wordField } from './fields.ts'

const failureSchema = new Schema(
  { what: requiredText, why: requiredText, facts: { type: Map, of: String } },
  { _id: false, strict: 'throw' },
)

/** What one job did at one desk time. A repeated pass at the same desk time replaces its record. */
export const jobRunSchema = new Schema(
  {
    _id: { type: String, required: true }, // job@asOf
    job: { type: String, required: true },
    asOf: integerField,
    token: integerField, // fencing token of the lease it ran under
    startedAt: integerField,
    finishedAt: integerField,
    outcome: wordField(['done', 'failed']),
    done: integerField,
    failures: { type: [failureSchema], default: [] },
  },
  {
    collection: 'jobruns',
    strict: 'throw',
    versionKey: false,
    // Not waiting for the journal: a record that a crash of the database takes with it is missed by nobody.
    writeConcern: { w: 1, journal: false },
  },
)

// The last run of a job, for readiness and for noticing what is new.
jobRunSchema.index({ job: 1, finishedAt: -1 })
// Old runs are forgotten by age.
jobRunSchema.index({ finishedAt: 1 })

export type JobRunDocument = InferSchemaType<typeof jobRunSchema>

/** The job runs of one database. */
export function jobRunModel(connection: Connection): Model<JobRunDocument> {
  return connection.model<JobRunDocument>('JobRun', jobRunSchema)
}
