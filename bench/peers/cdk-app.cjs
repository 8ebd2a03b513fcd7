// The schedules that holdfast compiled, written as a CDK program writes them: one CfnSchedule each.
const { readFileSync } = require('node:fs')
const { App, Stack } = require('aws-cdk-lib')
const { CfnSchedule } = require('aws-cdk-lib/aws-scheduler')

const schedules = JSON.parse(readFileSync(process.env.SCHEDULES ?? '', 'utf8'))
const app = new App()
const stack = new Stack(app, 'Schedules', { env: { region: 'eu-central-1' } })
for (const { id, name, description, expression, timezone, seconds, input } of schedules) {
  new CfnSchedule(stack, id, {
    name,
    description,
    state: 'ENABLED',
    scheduleExpression: expression,
    scheduleExpressionTimezone: timezone,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: 'arn:aws:lambda:eu-central-1:123456789012:function:submit',
      roleArn: 'arn:aws:iam::123456789012:role/scheduler',
      input,
      retryPolicy: { maximumEventAgeInSeconds: seconds, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: 'arn:aws:sqs:eu-central-1:123456789012:undelivered' },
    },
  })
}
