import { UserError } from '../../errors.ts';
import { findIncidentFolder, incidentsRoot } from '../../incident/incident-folder.ts';
import { readJournal } from '../../incident/journal.ts';
import { openingOf } from '../../incident/open-incident.ts';

/**
 * Refuses a URL that a signed test request must not be made for: it has to be on this machine, or lie at or under a test input of the
 * incident, which is one whose name holds the word `test` or `sandbox`, like `crm_test_url`.
 */
export async function assertTestUrl(text: string, incident: string | undefined): Promise<URL> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UserError({
      message: '--url is not an http or https URL',
      hint: 'For example http://127.0.0.1:8080/hooks.',
    });
  if (url.username !== '' || url.password !== '')
    throw new UserError({ message: '--url carries a password', hint: 'Give it without.' });
  url.hash = '';
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

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

async function testInputs(incident: string): Promise<readonly { readonly id: string; readonly value: URL }[]> {
  const folder = await findIncidentFolder(incidentsRoot(process.env), incident);
  const { events } = await readJournal(folder.journal);
  return Object.entries(openingOf(events)?.inputs ?? {}).flatMap(([id, value]) =>
    /(?:^|_)(?:test|sandbox)(?:_|$)/.test(id) && URL.canParse(value) ? [{ id, value: new URL(value) }] : [],
  );
}

/** Same scheme, host and port, and the same path or one below it. */
function isUnder(url: URL, base: URL): boolean {
  const path = base.pathname.replace(/\/$/, '');
  return (
    url.origin === base.origin &&
    (url.pathname === path || url.pathname === base.pathname || url.pathname.startsWith(`${path}/`))
  );
}
