import { CheckProblem } from '../errors.ts';
import { type Check, defineCheck } from './check.ts';
import { toCurlStep } from './http/curl/to-parameters.ts';
import { httpFacts } from './http/fact-types.ts';
import { mayChange, methodOf } from './http/method.ts';
import { type Parameters, parameters } from './http/parameters.ts';
import { hideParameters, renderUrl } from './http/secrets.ts';
import { fileTouches } from './touches.ts';

/**
 * Sends one HTTP request over a fresh connection. A network failure is a result like any other (`result.failure`); only what lies with
 * this machine, a proxy or file that was named wrong, and a cancel are problems.
 */
export const http = defineCheck<Parameters>({
  kind: 'http',
  summary: 'Sends an HTTP request, times its phases and measures the answer against what is expected',
  parameters: parameters as Check<Parameters>['parameters'],
  facts: httpFacts,
  timeoutMs: 10_000,
  reads: () => [],
  writesTo: (written) => {
    const given = withCurl(written);
    return mayChange(given) && URL.canParse(given.url) ? [new URL(given.url)] : [];
  },
  touches: (written) => {
    const given = withCurl(written);
    const { url, proxy } = given;
    return [
      ...fileTouches(given.ca, given.cert, given.key, given.body_file),
      ...(URL.canParse(proxy)
        ? [{ what: 'connection' as const, text: `proxy ${new URL(proxy).host}`, writes: false }]
        : []),
      {
        what: 'request',
        text: `${methodOf(given)} ${URL.canParse(url) ? renderUrl(new URL(url)) : hideParameters(url)}`,
        writes: mayChange(given),
      },
    ];
  },
  // What sends requests is loaded when one is sent; what that takes counts.
  run: async (written, context) => {
    const begun = performance.now();
    return (await import('./http/run.ts')).runHttp(withCurl(written), { context, begun });
  },
});

type Given = Parameters & { readonly url: string };

/** What a curl line says, where there is one, in the place of what was left open. */
function withCurl(given: Parameters): Given {
  if (given.curl === undefined) return { ...given, url: given.url ?? '' };
  const { parameters: read, problems } = toCurlStep(given.curl);
  if (problems.length > 0) throw new CheckProblem({ status: 'error', message: problems.join('; ') });
  return { ...given, ...(read as Partial<Parameters>), url: read.url, headers: { ...given.headers, ...read.headers } };
}
