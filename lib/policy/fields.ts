// The small values of the language, each with its law: names, durations, zones, endpoints. A field is checked where it
// is written, whether or not a policy uses it; what it means is read later, by who needs it.
import * as z from 'zod/mini'
import { parseDailyWindow } from '../schedule/daily-window.ts'
import { parseStandardCron } from '../schedule/standard-cron.ts'
import { parseWeekly } from '../schedule/weekly.ts'
import { parseEventPath } from '../trigger/event-path.ts'
import { approverFlaw, labelFlaw, shareOf } from './consent-laws.ts'
import {
  durationBetween,
  endpointFlaw,
  headerNameFlaw,
  headerPrefixFlaw,
  localDateTimeFlaw,
  minutesFlaw,
  nameFlaw,
  phraseFlaw,
  zoneFlaw,
} from './field-laws.ts'
import { lawful } from './law.ts'
import { flawOfParsed } from './schedule-flaw.ts'
import { quote } from './wording.ts'

/** Seconds. */
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const name = lawful(nameFlaw)

export const text = lawful(value =>
  value.trim() === ''
    ? { code: 'wrong-value', message: 'This text is empty', fix: 'write it, or remove the key' }
    : undefined,
)

export const duration = lawful(durationBetween(0, 366 * DAY))

/** Scheduler keeps a start for at most a day and at least a minute ("Configuring retry policy", maximum event age). */
export const startWithin = lawful(durationBetween(MINUTE, DAY))

export const maxRun = lawful(durationBetween(MINUTE, 7 * DAY))

export const rpo = lawful(durationBetween(MINUTE, 366 * DAY))

/** Scheduler's precision is a minute. */
export const minInterval = lawful(durationBetween(MINUTE, DAY))

export const delay = lawful(durationBetween(0, 12 * HOUR))

export const cooldown = lawful(durationBetween(0, 7 * DAY))

export const minutes = lawful(minutesFlaw)

export const phrase = lawful(phraseFlaw)

export const cron = lawful(value => flawOfParsed(parseStandardCron(value)))

export const localDateTime = lawful(localDateTimeFlaw)

export const window = lawful(value => flawOfParsed(parseDailyWindow(value)))

export const weekly = lawful(value => flawOfParsed(parseWeekly(value)))

export const timezone = lawful(zoneFlaw)

export const eventPath = lawful(value => {
  const parsed = parseEventPath(value)
  return 'message' in parsed ? { code: 'wrong-value', ...parsed } : undefined
})

/** Where a machine keeps its files is nothing that others have. */
export const eventFile = lawful(value =>
  /^[^/\\:]+(?:\/[^/\\:]+)*\.json$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: `${quote(value)} is not the path of a JSON file, from the folder of this test`,
        fix: 'write one like fixtures/codedeploy-success.json',
      },
)

export const label = lawful(labelFlaw)

export const approver = lawful(approverFlaw)

export const share = lawful(value =>
  shareOf(value) === undefined
    ? {
        code: 'wrong-value',
        message: `${quote(value)} is not a share, which is a number of percent from 0% to 100%`,
        fix: 'write one like 20%',
      }
    : undefined,
)

export const region = lawful(value =>
  /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: `${quote(value)} is not the name of an AWS Region`,
        fix: 'write a name such as eu-central-1',
      },
)

/** Names and ARNs of secrets: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const secretName = lawful(value =>
  /^[A-Za-z0-9/_+=.@:-]{1,512}$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: `${quote(value)} is neither the name nor the ARN of a secret in Secrets Manager`,
        fix: 'write a name such as backup/prod/commvault',
      },
)

/** EventBridge does not deliver to FIFO topics: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html */
export const topic = lawful(value =>
  /^(?:arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:)?[A-Za-z0-9_-]{1,256}$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: value.endsWith('.fifo')
          ? `${quote(value)} is a FIFO topic, and EventBridge does not deliver to those`
          : `${quote(value)} is neither the name nor the ARN of an SNS topic`,
        fix: 'write a name such as backup-alerts',
      },
)

export const endpoint = lawful(endpointFlaw)

export const headerName = lawful(headerNameFlaw)

export const headerPrefix = lawful(headerPrefixFlaw)

export const certificates = lawful(value =>
  /^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(value)
    ? undefined
    : {
        code: 'wrong-value',
        message: '"ca" holds PEM certificates, and this is none',
        fix: 'write ca: | and below it the lines from BEGIN CERTIFICATE to END CERTIFICATE',
      },
)

/** Commvault's ids, where 0 stands for nobody in particular; and how many starts a test expects. */
export const id = z.int().check(z.gte(0))

export const positive = z.int().check(z.gte(1))

export const attempts = z.int().check(z.gte(1), z.lte(10))
