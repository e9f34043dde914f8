import { type AddCheck, collect } from './add-check.ts';

/** `check http`. */
export const addHttp: AddCheck = (check) =>
  check('http', 'send one request and say what came back')
    .argument('<url>')
    .option('-X, --method <method>', 'GET, HEAD, POST …', 'GET')
    .option('-H, --header <name: value>', 'a header', collect, [])
    .option('-d, --body <text>', 'the body')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .action(async (url, flags) => (await import('../http.ts')).checkHttp(url, flags));
