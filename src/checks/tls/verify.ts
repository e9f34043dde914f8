import type { CheckContext, Measurement } from '../check.ts';
import type { Deadline } from '../http/deadline.ts';
import { renderTarget } from '../http/failure.ts';
import { readVariable } from '../read-variable.ts';
import { renderFiles, renderLive } from './command.ts';
import { type ClientCertificate, createContexts } from './contexts.ts';
import { createDetailsReader } from './details.ts';
import { loadKey, lookAtFiles } from './files.ts';
import type { Standard } from './judge/judged.ts';
import { lookAtServer } from './live.ts';
import { measure } from './measure.ts';
import { bare, nameOf, portOf, type TlsParameters, toName } from './parameters.ts';
import { readPem } from './read-pem.ts';
import { loadTrustStore } from './trust-store.ts';

type Use = { readonly context: CheckContext; readonly standard: Standard; readonly passphrase: string | undefined };

/** Runs a TLS check. */
export async function verify(
  given: TlsParameters,
  use: { readonly context: CheckContext; readonly deadline: Deadline },
): Promise<Measurement> {
  const { context, deadline } = use;
  const ca = given.ca === undefined ? undefined : await readPem(given.ca, context);
  const store = await loadTrustStore({ ca, trust: given.trust, env: context.env });
  const details = await createDetailsReader();
  const { warn_days: warnDays, fail_days: failDays } = given;
  const now = given.at === undefined ? context.now() : new Date(given.at);
  const standard = { store, details, warnDays, failDays, now, isPast: given.at !== undefined };
  const passphrase = readPassphrase(given, context);
  const shared = { context, standard, passphrase };
  return given.file === undefined
    ? verifyServer(given, { ...shared, deadline })
    : verifyFiles(given, given.file, shared);
}

async function verifyFiles(given: TlsParameters, file: string | readonly string[], use: Use): Promise<Measurement> {
  const { context, standard, passphrase } = use;
  const names = [file].flat();
  const host = nameOf(given);
  const contexts = createContexts(standard.store, undefined);
  const endpoints = await lookAtFiles({ names, host, keyFile: given.key, passphrase, context, standard, contexts });
  const files = endpoints.map(({ place }) => place);
  const command = renderFiles({ files, name: host, ca: given.ca, key: given.key, at: given.at });
  return { ...measure({ place: names.join(', '), endpoints, standard }), command };
}

async function verifyServer(given: TlsParameters, use: Use & { readonly deadline: Deadline }): Promise<Measurement> {
  const { context, standard, passphrase, deadline } = use;
  const client = await loadClient(given, { context, passphrase });
  const host = bare(given.host ?? '');
  const port = portOf(given);
  const name = nameOf(given) ?? host;
  const server = {
    host,
    port,
    servernames: [...new Set([name, ...given.servernames.map(toName)])],
    pinned: given.connect === undefined ? [] : [given.connect].flat().map(bare),
    which: given.addresses,
    starttls: given.starttls,
    alpn: given.alpn,
    protocols: given.protocols,
    minProtocol: given.min_protocol,
    hasCertificate: client !== undefined,
  };
  const contexts = createContexts(standard.store, client);
  const { progress } = context;
  const endpoints = await lookAtServer(server, { contexts, standard, deadline, progress });
  const place = renderTarget({ host, port });
  const own = given.cert === undefined ? undefined : { cert: given.cert, key: given.key ?? given.cert };
  const addresses =
    given.connect === undefined && endpoints.length === 1 ? [] : endpoints.flatMap((each) => each.address ?? []);
  const command = renderLive({
    host,
    port,
    name,
    addresses: [...new Set(addresses)],
    starttls: given.starttls,
    ca: given.ca,
    client: own,
  });
  return { ...measure({ place, endpoints, standard }), command };
}

async function loadClient(
  given: TlsParameters,
  use: Pick<Use, 'context' | 'passphrase'>,
): Promise<ClientCertificate | undefined> {
  if (given.cert === undefined) return undefined;
  const { text } = await readPem(given.cert, use.context);
  const { key } = await loadKey(given.key ?? given.cert, use);
  return { cert: text, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function readPassphrase(given: TlsParameters, context: CheckContext): string | undefined {
  const name = given.passphrase_env;
  if (name === undefined) return undefined;
  return readVariable({ name, env: context.env, unblock: `Put the passphrase into ${name}`, mayBeEmpty: true });
}
