// npm run bench [name]: runs one of the benches in bench/; without a name, how long a start takes.
import { readdir } from 'node:fs/promises';
import { argv } from 'zx';

// With it Node 20 reads all roots before it runs anything, some 45 ms: a setting of this shell, not of what is measured.
if (process.env.NODE_EXTRA_CA_CERTS !== undefined) {
  delete process.env.NODE_EXTRA_CA_CERTS;
  console.log('NODE_EXTRA_CA_CERTS is left out of the environment');
}

const name = String(argv._[0] ?? 'start');
const files = await readdir(new URL('./bench/', import.meta.url));
const names = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -'.js'.length));

if (names.includes(name)) await import(`./bench/${name}.js`);
else {
  console.error(`there is no bench "${name}"; there are ${names.sort().join(', ')}`);
  process.exitCode = 2;
}
