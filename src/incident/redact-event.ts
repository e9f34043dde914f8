import type { Redactor } from '../redact/redactor.ts';
import type { Event, NewEvent } from './events.ts';

/**
 * An event as the journal keeps it, with what redaction took out of it counted. What the incident was opened with has to open it again: of
 * its inputs only secrets are taken out.
 */
export function redactEvent(given: NewEvent, redactor: Redactor): NewEvent & Pick<Event, 'redacted'> {
  if (given.type === 'opened') {
    const inputs = redactor.secretsOnly(given.inputs);
    return { ...redactor.value({ ...given, inputs: {} }), inputs, redacted: redactor.counts() };
  }
  const event = redactor.value(given);
  const redacted = redactor.counts();
  return Object.keys(redacted).length === 0 ? event : { ...event, redacted };
}
