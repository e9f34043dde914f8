import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check http`. */
export const addHttp: AddCheck = (check) =>
  check('http', 'send one request, time it, and measure the answer against what is expected')
    .argument('[url]', 'where to send it; left out with --curl')
    .option('--curl <line>', 'a curl command line in quotes, a file that holds one, or - for standard input')
    .option('--as-step', 'with --curl: print the step of a runbook that does the same, and send nothing')
    .option(
      '--expect <test>',
      'what the answer must be like, such as "status 2xx" (see below); repeatable',
      collect,
      [],
    )
    .option('-X, --method <method>', 'HEAD, POST, PUT …; GET, or POST where there is a body')
    .option('-H, --header <name: value>', 'a header; repeatable', collect, [])
    .option('-d, --body <text>', 'the body; @file reads it from a file')
    .option('--json-body <json>', 'the body as JSON; @file reads it from a file')
    .option('-u, --user <name>', 'user for basic authentication; with --password-env')
    .option('--password-env <name>', 'the environment variable that holds the password')
    .option('--bearer-env <name>', 'the environment variable that holds a bearer token')
    .option('-L, --location', 'follow redirects')
    .option('--max-redirs <n>', 'how many are followed')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .option('--trust <store>', 'system: the roots of this machine, as curl does (the default); node: those of Node')
    .option('-k, --insecure', 'go on where the certificate is not trusted, and say so')
    .option('-E, --cert <file>', 'client certificate (PEM)')
    .option('--key <file>', 'its key (PEM), where it is not in the same file')
    .option('--passphrase-env <name>', 'the environment variable that holds the passphrase of the key')
    .option('--http1.1', 'offer HTTP/1.1 only')
    .option('--http2', 'offer HTTP/2 only')
    .option('-x, --proxy <url>', 'a proxy; none for no proxy; the environment says it where left out')
    .option('--resolve <host:port:address>', 'take this address for a host; repeatable', collect, [])
    .option('--connect-to <host:port:host:port>', 'connect to another host, keep Host and SNI; repeatable', collect, [])
    .option('-4, --ipv4', 'IPv4 addresses only')
    .option('-6, --ipv6', 'IPv6 addresses only')
    .option('--unix-socket <path>', 'connect to a Unix socket')
    .option('--connect-timeout <time>', 'the limit until the connection stands, TLS included, like 2s')
    .option('--retry <n>', 'try again up to n times what is safe to repeat')
    .option('--retry-wait <time>', 'the first pause, doubled each time; Retry-After goes before it', '1s')
    .option('--retry-unsafe', 'repeat POST, PUT, PATCH and DELETE too: what they do may be done twice')
    .option('--max-bytes <n>', 'how much of the body is read, decoded')
    .option('--capture <name=path>', 'keep a value of the JSON body as result.captures.name; repeatable', collect, [])
    .addHelpText(
      'after',
      `
What can be expected, each as --expect "…"; with one, an answer of 400 and more fails unless a status is named:
  status 200            status 2xx            status 200,404            status < 500
  header content-type == application/json     header x-cache exists     header location matches ^https:
  json $.status == active     json $.items[*] count >= 1     json $.error absent     json $.deleted_at == null
  text contains welcome       text lacks Exception           body_bytes <= 10000
  dns_ms tcp_ms proxy_ms tls_ms first_byte_ms total_ms <= 300          date_skew_ms <= 2000
  redirect_to == https://example.com/        redirects == 1        url == …        http_version == 2

Examples:
  causebook check http https://api.example.com/health --expect "status 200" --expect "json $.status == ok" --expect "total_ms < 500"
  causebook check http https://api.example.com/ --resolve api.example.com:443:10.0.0.7 --cert client.pem --key client.key
  pbpaste | causebook check http --curl - --as-step`,
    )
    .action(async (url, flags) => (await import('../http.ts')).checkHttp(url, flags));
