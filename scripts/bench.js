// npm run bench [name] [-- options]: runs scripts/bench/<name>.js; `start` where no name is given.
import { readdir } from 'node:fs/promises';

const known = (await readdir(new URL('bench/', import.meta.url)))
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.replace(/\.js$/, ''));
const name = process.argv[2]?.startsWith('-') === false ? process.argv[2] : 'start';
if (!known.includes(name)) {
  console.error(`there is no benchmark "${name}"; there are ${known.join(', ')}`);
  process.exit(2);
}
await import(`./bench/${name}.js`);
