// EventBridge's event patterns as values. Rules: "Creating Amazon EventBridge event patterns" and "Comparison operators
// for use in event patterns". https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

/** A pattern as it stands in a rule: fields of an event, each a list of what it may be, or a map of further fields. */
export type EventPattern = { readonly [field: string]: unknown }

/** An event as EventBridge hands it on: `source`, `detail-type`, `resources`, `detail` and so on. */
export type EventBridgeEvent = { readonly [field: string]: unknown }

/** A map of fields, be it of a pattern or of an event. */
export const isMap = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
