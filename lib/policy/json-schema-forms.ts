// How the small values of the language look, for editors: a pattern, and what to say of a value that does not fit it.
// Coarser than the laws in fields.ts, never stricter: what an editor refuses, `validate` refuses as well.
import * as fields from './fields.ts'
import { moment, source, spanLength } from './scenario-schema.ts'

type Form = {
  readonly pattern: string
  /** Understood by editors that are made of VS Code's language services; others show the pattern. */
  readonly patternErrorMessage: string
  readonly maxLength?: number
}

const TIME = '([01]\\d|2[0-3]):[0-5]\\d'
const TIME_OF_SPAN = '([01]\\d|2[0-4]):[0-5]\\d'

/** Of spans: `24:00` is the end of a day. */
const HOURS = `${TIME_OF_SPAN}-${TIME_OF_SPAN}`

const DURATION: Form = {
  pattern: '^\\d{1,9}[smhd]$',
  patternErrorMessage: 'A duration is a whole number with s, m, h or d, such as 15m.',
}

const WINDOW: Form = {
  pattern: `^${HOURS}$`,
  patternErrorMessage: 'Local hours, such as 22:00-05:00.',
}

/** For keys whose value is judged together with others, and is any text until then. */
export const FORMS_BY_NAME = { duration: DURATION, window: WINDOW } as const

/** By schema, so that a field has its form wherever it stands. */
export const FORMS: ReadonlyMap<unknown, Form> = new Map<unknown, Form>([
  [
    fields.name,
    {
      pattern: '^[a-z0-9-]+$',
      patternErrorMessage: 'A name has lower-case letters, digits and hyphens, at most 40.',
      maxLength: 40,
    },
  ],
  [fields.text, { pattern: '\\S', patternErrorMessage: 'This text is empty.' }],
  ...[
    fields.duration,
    fields.startWithin,
    fields.maxRun,
    fields.rpo,
    fields.minInterval,
    fields.delay,
    fields.cooldown,
    fields.minutes,
  ].map(field => [field, DURATION] as const),
  [fields.window, WINDOW],
  [
    moment,
    {
      pattern: '^\\d{4}-\\d\\d-\\d\\dT',
      patternErrorMessage: 'A date and time, such as 2026-11-24T02:00 or 2026-11-24T01:00:00Z.',
    },
  ],
  [
    spanLength,
    {
      pattern: '^\\d+[smhdwy]$',
      patternErrorMessage: 'A whole number with s, m, h, d, w or y, such as 4w.',
    },
  ],
  [
    source,
    {
      pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)?$',
      patternErrorMessage: 'A policy, or policy.schedule, such as erp-sql or erp-sql.log.',
    },
  ],
  [
    fields.weekly,
    {
      pattern: `^\\s*[A-Za-z][A-Za-z,\\s-]*${HOURS}\\s*$`,
      patternErrorMessage: 'Days and hours, such as Mon-Fri 08:00-10:00.',
    },
  ],
  [
    fields.eventPath,
    { pattern: '\\S', patternErrorMessage: 'A path in the event, such as $.detail.database.' },
  ],
  [
    fields.eventFile,
    {
      pattern: '^[^/\\\\:]+(/[^/\\\\:]+)*\\.json$',
      patternErrorMessage: 'A JSON file, from the folder of this test.',
    },
  ],
  [
    fields.topic,
    {
      pattern: '^(arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:)?[A-Za-z0-9_-]{1,256}$',
      patternErrorMessage:
        'Name or ARN of an SNS topic; EventBridge does not deliver to FIFO topics.',
    },
  ],
  [
    fields.phrase,
    {
      pattern: `^\\s*[A-Za-z][A-Za-z0-9,\\s-]*${TIME}(\\s*,\\s*${TIME})*\\s*$`,
      patternErrorMessage: 'Days and a time, such as Sun 01:00 or Mon-Sat 01:00 or last day 23:00.',
    },
  ],
  [
    fields.cron,
    {
      pattern: '^\\s*\\S+(\\s+\\S+){4}\\s*$',
      patternErrorMessage: 'Standard cron has five fields, such as "30 4 * * 1-6".',
    },
  ],
  [
    fields.localDateTime,
    {
      pattern: `^\\d{4}-\\d\\d-\\d\\dT${TIME}(:00)?$`,
      patternErrorMessage: 'A local date and time without an offset, such as 2026-12-30T18:00.',
    },
  ],
  [
    fields.timezone,
    {
      pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$',
      patternErrorMessage: 'The IANA name of a time zone, such as Europe/Berlin.',
    },
  ],
  [
    fields.share,
    { pattern: '^\\d{1,3}(\\.\\d{1,3})?%$', patternErrorMessage: 'A share, such as 20%.' },
  ],
  [
    fields.label,
    { pattern: '^[^,\\s]([^,]*[^,\\s])?$', patternErrorMessage: 'The name of one label.' },
  ],
  [
    fields.approver,
    {
      pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
      patternErrorMessage: 'The user name of one person, such as anna.',
    },
  ],
  [
    fields.region,
    {
      pattern: '^[a-z]{2,4}(-[a-z]+)+-\\d$',
      patternErrorMessage: 'An AWS Region, such as eu-central-1.',
    },
  ],
  [
    fields.secretName,
    {
      pattern: '^[A-Za-z0-9/_+=.@:-]{1,512}$',
      patternErrorMessage: 'Name or ARN of a secret in Secrets Manager, never the secret.',
    },
  ],
  [
    fields.endpoint,
    {
      pattern: '^[Hh][Tt][Tt][Pp][Ss]?:',
      patternErrorMessage:
        'An https URL, such as https://commandcenter.example.com/commandcenter/api.',
    },
  ],
  [
    fields.headerName,
    {
      pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$",
      patternErrorMessage: 'The name of an HTTP header, such as Authorization.',
    },
  ],
  [
    fields.headerPrefix,
    {
      pattern: '^ *[A-Za-z][\\w.+-]{0,31} *$',
      patternErrorMessage: 'The word before the token, such as Bearer.',
    },
  ],
  [
    fields.certificates,
    {
      pattern: '^\\s*-----BEGIN CERTIFICATE-----',
      patternErrorMessage: 'PEM certificates, as text.',
    },
  ],
])
