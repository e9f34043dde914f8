// npm run bench [name]: runs one of the benches in bench/; without a name, how long a start takes.
import { readdir } from 'node:fs/promises';
import { argv } from 'zx';

const name = String(argv._[0] ?? 'start');
const files = await readdir(new URL('./bench/', import.meta.url));
const names = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -'.js'.length));

if (names.includes(name)) await import(`./bench/${name}.js`);
else {
  console.error(`there is no bench "${name}"; there are ${names.sort().join(', ')}`);
  process.exitCode = 2;
}
