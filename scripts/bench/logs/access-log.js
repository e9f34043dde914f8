// An access log as nginx writes it: combined, then $request_time and "$http_idempotency_key". A line is written when its
// request ends, so the lines are in the order of the ends, and so are the stamps.
import { minutesAnswer, repeatsAnswer, statusAnswer } from './answer.js';
import { beginMs, spanMs, toAccessStamp, toMinute, windowFrom, windowTo } from './clock.js';
import { createHeap } from './heap.js';
import { createRandom, idempotencyKey, paymentId } from './random.js';
import { createWriter } from './writer.js';

/** The text that seven lines hold. */
export const literal = 'export=quarterly-7f3a9c';

const lineBytes = 186;
const paymentShare = 0.0712;
const repeatsAfterMs = [1200, 4300];

/** Writes the log and gives what is true of it: the answers to what the rows ask. */
export function writeAccessLog({ file, size, seed }) {
  const random = createRandom(seed);
  const writer = createWriter(file);
  const truth = createTruth();
  const lines = Math.max(1000, Math.round(size / lineBytes));
  const everyMs = spanMs / (lines * (1 - paymentShare));
  const paymentEveryMs = spanMs / (lines * paymentShare);
  const inFlight = createHeap((one) => one.endMs);
  const emit = (endMs, line, rtMs, status, payment) => {
    writer.ascii(line);
    truth.add(Math.floor(endMs / 1000) * 1000, rtMs, status, payment);
  };

  let stampSecond = -1;
  let stamp = '';
  const render = (endMs, ip, request, status, bytes, tail, rtMs, key) => {
    const second = Math.floor(endMs / 1000);
    if (second !== stampSecond) {
      stampSecond = second;
      stamp = toAccessStamp(second * 1000);
    }
    return `${ip} - - [${stamp} +0000] "${request} HTTP/1.1" ${status} ${bytes} ${tail} ${(rtMs / 1000).toFixed(3)} "${key}"\n`;
  };

  const needleEvery = Math.floor((lines * (1 - paymentShare)) / 7.5);
  let payment = 0;
  let nextPaymentMs = beginMs;
  let needles = 0;
  for (let n = 0, now = beginMs; writer.bytes() < size; n++) {
    now += everyMs * (0.5 + random.float());
    while (nextPaymentMs <= now) {
      const attempts = payment % 97 === 5 ? [0, ...repeatsAfterMs] : [0];
      for (const [attempt, laterMs] of attempts.entries()) {
        const rtMs = 40 + Math.round(-Math.log(1 - random.float()) * (attempts.length > 1 ? 2500 : 220));
        inFlight.push({
          endMs: nextPaymentMs + laterMs + rtMs,
          rtMs,
          payment,
          attempt,
          status: drawStatus(random, 201),
        });
      }
      payment++;
      nextPaymentMs += paymentEveryMs;
    }
    while (inFlight.size() > 0 && inFlight.least().endMs <= now) {
      const { endMs, rtMs, status, ...one } = inFlight.pop();
      const request = `POST /v1/payments?customer_id=${customerOf(one.payment)}&payment=${paymentId(one.payment)}`;
      const key = idempotencyKey(one.payment, one.attempt);
      const line = render(endMs, partnerIp(one.payment), request, status, 180 + (one.payment % 90), sdk, rtMs, key);
      emit(endMs, line, rtMs, status, one.payment);
    }
    const rtMs = 1 + Math.round(-Math.log(1 - random.float()) * 60);
    const status = drawStatus(random, 200);
    const isNeedle = needles < 7 && n === (needles + 1) * needleEvery;
    if (isNeedle) needles++;
    const request = isNeedle
      ? `GET /v1/reports?${literal}`
      : `${random.pick(requests)}${1_000_000 + random.int(9_000_000)}`;
    const ip = `10.${random.int(40)}.${random.int(256)}.${random.int(256)}`;
    emit(
      now,
      render(now, ip, request, status, 200 + random.int(60_000), random.pick(browsers), rtMs, '-'),
      rtMs,
      status,
    );
  }
  writer.close();
  return { bytes: writer.bytes(), ...truth.finish(needles) };
}

const requests = [
  'GET /v1/orders/',
  'GET /v1/orders/',
  'GET /v1/customers/',
  'GET /v1/payments/',
  'PUT /v1/carts/',
  'GET /v1/products?page=',
  'POST /v1/carts/items?sku=',
];
const sdk = '"-" "partner-sdk/4.2 (java 17)"';
const browsers = [
  '"https://shop.example/cart" "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"',
  '"https://shop.example/orders" "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 Safari/605.1.15"',
  '"-" "okhttp/4.12.0 (android 15; shop-app 7.3.1; build 48120)"',
  '"-" "shop-app/7.3.1 (iPhone; iOS 18.1; Scale/3.00)"',
];

function drawStatus(random, usual) {
  const draw = random.float();
  if (draw < 0.0092) return [500, 502, 503, 504][Math.floor((draw / 0.0092) * 4)];
  if (draw < 0.04) return [400, 401, 404, 404, 409, 422, 429, 499][Math.floor(((draw - 0.0092) / 0.0308) * 8)];
  return draw < 0.07 && usual === 200 ? [204, 302, 304][Math.floor(((draw - 0.04) / 0.03) * 3)] : usual;
}

const customerOf = (payment) => `CUST_${String(payment).padStart(7, '0')}`;
const partnerIp = (payment) => `192.0.2.${payment % 250}`;

/** Gathers the answers while the lines are made. A request is counted in the minute of its stamp, and again in that of its start. */
function createTruth() {
  const byStamp = new Map();
  const byStart = new Map();
  const window = { byStamp: new Map(), byStart: new Map() };
  const startsOf = new Map();
  let payments = 0;
  const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  const isInWindow = (ms) => ms >= windowFrom && ms < windowTo;
  return {
    add: (stampMs, rtMs, status, payment) => {
      const startMs = stampMs - rtMs;
      count(byStamp, Math.floor(stampMs / 60_000) * 1000 + status);
      count(byStart, Math.floor(startMs / 60_000) * 1000 + status);
      if (isInWindow(stampMs)) count(window.byStamp, status);
      if (isInWindow(startMs)) count(window.byStart, status);
      if (payment === undefined) return;
      payments++;
      if (payment % 97 === 5) startsOf.set(payment, [...(startsOf.get(payment) ?? []), startMs]);
    },
    finish: (needles) => ({
      literal: { lines: needles },
      payments,
      minutes: { byStamp: minutesAnswer(triples(byStamp)), byStart: minutesAnswer(triples(byStart)) },
      errors: {
        byStamp: minutesAnswer(triples(byStamp).filter(isError)),
        byStart: minutesAnswer(triples(byStart).filter(isError)),
      },
      window: { byStamp: statusAnswer([...window.byStamp]), byStart: statusAnswer([...window.byStart]) },
      repeats: repeatsAnswer(
        [...startsOf].flatMap(([payment, starts]) => gapsOf(starts).map((gap) => [customerOf(payment), gap])),
      ),
    }),
  };
}

const triples = (map) => [...map].map(([key, n]) => [toMinute(Math.floor(key / 1000) * 60_000), key % 1000, n]);
const isError = ([, status]) => status >= 500;

function gapsOf(starts) {
  const sorted = [...starts].sort((one, other) => one - other);
  return sorted
    .slice(1)
    .map((start, at) => start - sorted[at])
    .filter((gap) => gap <= 10_000);
}
