// A log of JSON lines as a payment service writes it: nested objects with fields of the same names, some text that is not
// ASCII, an id of a payment on one line in eight. Some payments are never logged: the receiver never saw them.
import { idsAnswer, statusAnswer } from './answer.js';
import { beginMs, spanMs } from './clock.js';
import { createRandom, paymentId } from './random.js';
import { createWriter } from './writer.js';

const lineBytes = 276;
const neverLogged = (n) => n % 9973 === 17;

/** Writes the log and gives what is true of it, and fifteen ids to look for, of which two are not in it. */
export function writeJsonLog({ file, size, seed }) {
  const random = createRandom(seed + 1);
  const writer = createWriter(file);
  const lines = Math.max(1000, Math.round(size / lineBytes));
  const everyMs = spanMs / lines;
  const counts = new Map();
  let payment = 0;
  let stampSecond = -1;
  let stamp = '';
  for (let n = 0, now = beginMs; writer.bytes() < size; n++) {
    now += everyMs * (0.5 + random.float());
    const second = Math.floor(now / 1000);
    if (second !== stampSecond) {
      stampSecond = second;
      stamp = new Date(second * 1000).toISOString().slice(0, 20);
    }
    const status = drawStatus(random);
    counts.set(status, (counts.get(status) ?? 0) + 1);
    const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info';
    const head = `{"ts":"${stamp}${String(Math.floor(now) % 1000).padStart(3, '0')}Z","level":"${level}"`;
    const durationMs = 1 + random.int(400);
    if (n % 8 === 3) {
      if (neverLogged(payment)) payment++;
      writer.ascii(
        `${head},"ev":"payment.received","status":${status},"dur_ms":${durationMs},"payment":"${paymentId(payment)}","customer":"CUST_${String(payment).padStart(7, '0')}","amount":{"value":${random.int(90_000)},"currency":"EUR"},"upstream":{"name":"ledger","status":200,"dur_ms":${random.int(90)}},"req":{"id":"${hex(random)}","method":"POST"}}\n`,
      );
      payment++;
    } else {
      const city = random.int(cities.length);
      const write = city < asciiCities ? writer.ascii : writer.utf8;
      write(
        `${head},"ev":"http.request","status":${status},"dur_ms":${durationMs},"req":{"id":"${hex(random)}","method":"GET","path":"/v1/orders/${random.int(9_000_000)}","host":"api"},"upstream":{"name":"catalogue","status":${random.int(40) === 0 ? 404 : 200},"dur_ms":${random.int(90)}},"customer":"CUST_${1_000_000 + random.int(9_000_000)}","city":"${cities[city]}"}\n`,
      );
    }
  }
  writer.close();
  const missing = [17, 9990].map(paymentId);
  const present = Array.from({ length: 13 }, (_, at) => Math.floor((payment * (at + 0.5)) / 13)).map((n) =>
    neverLogged(n) ? n + 1 : n,
  );
  return {
    bytes: writer.bytes(),
    lines: [...counts.values()].reduce((sum, n) => sum + n, 0),
    ids: [...missing, ...present.map(paymentId)].sort(),
    missing: idsAnswer(missing),
    statuses: statusAnswer([...counts]),
  };
}

const cities = ['Berlin', 'Porto', 'Leeds', 'Lyon', 'Tampere', 'Zürich', 'København', 'Łódź'];
const asciiCities = 5;

function drawStatus(random) {
  const draw = random.float();
  if (draw < 0.0093) return draw < 0.004 ? 500 : 503;
  if (draw < 0.05) return draw < 0.02 ? 404 : draw < 0.035 ? 409 : 422;
  return draw < 0.2 ? 201 : draw < 0.25 ? 202 : 200;
}

const hex = (random) =>
  random
    .int(2 ** 32)
    .toString(16)
    .padStart(8, '0');
