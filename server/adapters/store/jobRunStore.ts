import type { Connection } from 'mongoose'
import { jobRunModel } from '../../../models/JobRun.ts'
import type { JobRunDocument } from '../../../models/JobRun.ts'
import { StaleWrite } from '../../desk/ports.ts'
import type { JobRun, JobRunStore } from '../../desk/ports.ts'
import { answered, isDuplicateKey } from './failures.ts'

/** What the jobs did, one document for each job and desk time. */
export function createJobRunStore(connection: Connection): JobRunStore {
  const runs = jobRunModel(connection)

  return {
    async record(run) {
      const _id = `${run.job}@${run.asOf.toString()}`
      const document = { _id, ...run, failures: [...run.failures] }
      try {
        // A record with a newer token does not match, so the upsert meets its key: whoever lost the lease writes nothing.
        await answered('record a job run', () =>
          runs
            .replaceOne({ _id, token: { $lte: run.token } }, document, {
              upsert: true,
              runValidators: true,
            })
            .exec(),
        )
      } catch (error) {
        if (isDuplicateKey(error)) throw new StaleWrite(`The run of ${run.job}`)
        throw error
      }
    },

    async last(job) {
      const document = await answered('read the last job run', () =>
        runs.findOne({ job }).sort({ finishedAt: -1 }).lean<JobRunDocument>().exec(),
      )
      return document === null ? null : jobRunOf(document)
    },

    async forgetBefore(worldTime) {
      await answered('forget job runs', () => runs.deleteMany({ finishedAt: { $lt: worldTime } }).exec())
    },
  }
}

function jobRunOf(document: JobRunDocument): JobRun {
  const { _id, ...run } = document
  return run as unknown as JobRun
}
