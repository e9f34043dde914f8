import { isLoopback, isUnder, parseTestTarget } from '../../checks/test-target.ts';
import { UserError } from '../../errors.ts';
import { findIncidentFolder, incidentsRoot } from '../../incident/incident-folder.ts';
import { readJournal } from '../../incident/journal.ts';
import { openingOf } from '../../incident/open-incident.ts';

/**
 * Refuses a URL that a signed test request must not be made for: it has to be on this machine, or lie at or under a test input of the
 * incident, which is one whose name holds the word `test` or `sandbox`, like `crm_test_url`.
 */
export async function assertTestUrl(text: string, incident: string | undefined): Promise<URL> {
  const url = parseTestTarget(text, '--url');
  if (isLoopback(url.hostname)) return url;
  const inputs = incident === undefined ? [] : await testInputs(incident);
  if (inputs.some(({ value }) => isUnder(url, value))) return url;
  const known = inputs.map(({ id }) => id);
  throw new UserError({
    message: `${url.origin} is no test endpoint: signed requests are made for this machine (127.0.0.1, localhost) and for test inputs of an incident only`,
    hint:
      incident === undefined
        ? 'Name the incident with --incident, if it has an input like test_url.'
        : known.length === 0
          ? `Incident ${incident} has no input that is named as a test and holds a URL.`
          : `Test inputs of the incident are ${known.join(', ')}.`,
  });
}

async function testInputs(incident: string): Promise<readonly { readonly id: string; readonly value: URL }[]> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), incident);
  const { events } = await readJournal(folder.journal);
  return Object.entries(openingOf(events)?.inputs ?? {}).flatMap(([id, value]) =>
    /(?:^|_)(?:test|sandbox)(?:_|$)/.test(id) && URL.canParse(value) ? [{ id, value: new URL(value) }] : [],
  );
}
