import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStampReader } from '../../../src/logs/formats/stamp/reader.ts';
import { createZone } from '../../../src/logs/formats/stamp/zone.ts';

const modifiedMs = Date.parse('2026-06-01T00:00:00Z');
const open = (format: string | readonly string[], zone = 'UTC', modified = modifiedMs) =>
  createStampReader([format].flat(), { toInstant: createZone(zone), modifiedMs: modified });
const reader = (...of: Parameters<typeof open>) => open(...of).read;
const instant = (ms: number) => (Number.isNaN(ms) ? 'none' : new Date(ms).toISOString());

test.each<[string, string | number, string, number]>([
  ['iso', '2026-05-12T10:30:17Z', '2026-05-12T10:30:17.000Z', 1000],
  ['iso', '2026-05-12 10:30:17,013', '2026-05-12T10:30:17.013Z', 1],
  ['iso', '2026-05-12T10:30:17.9996Z', '2026-05-12T10:30:17.999Z', 1],
  ['epoch', 12, 'none', Number.NaN],
  ['epoch', 0.25, 'none', Number.NaN],
  ['epoch', -5, 'none', Number.NaN],
  ['epoch-s', 12, '1970-01-01T00:00:12.000Z', 1000],
  ['iso', '2026-05-12T10:30:17.5-05:30', '2026-05-12T16:00:17.500Z', 1],
  ['iso', '2026-05-12T10:30:17+02', '2026-05-12T08:30:17.000Z', 1000],
  ['iso', '2026-05-12 10:30:17 +0200', '2026-05-12T08:30:17.000Z', 1000],
  ['iso', '2026-05-12T10:30Z', '2026-05-12T10:30:00.000Z', 60_000],
  ['iso', '2026-05-12', '2026-05-12T00:00:00.000Z', 86_400_000],
  ['iso', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', 1000],
  ['iso', '2026-02-29T10:30:17Z', 'none', Number.NaN],
  ['iso', '2026-05-12T24:30:17Z', 'none', Number.NaN],
  ['iso', '2026-05-12T10:30:17+25:00', 'none', Number.NaN],
  ['iso', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', 1000],
  ['iso', 'soon', 'none', Number.NaN],
  ['%d/%b/%Y:%H:%M:%S %z', '12/May/2026:13:30:17 +0300', '2026-05-12T10:30:17.000Z', 1000],
  ['%d/%b/%Y:%H:%M:%S.%f', '12/May/2026:10:30:17.013', '2026-05-12T10:30:17.013Z', 1],
  ['%Y/%m/%d %H:%M:%S', '2026/05/12 10:30:17', '2026-05-12T10:30:17.000Z', 1000],
  ['%Y-%m-%d %H:%M:%S.%f %Z', '2026-05-12 12:30:17.123 CEST', '2026-05-12T10:30:17.123Z', 1],
  ['%m/%d/%y %I:%M %p', '05/12/26 12:30 AM', '2026-05-12T00:30:00.000Z', 60_000],
  ['%m/%d/%y %I:%M:%S %p', '05/12/26 10:30:17 PM', '2026-05-12T22:30:17.000Z', 1000],
  ['%m/%d/%y %I:%M %p', '05/12/26 13:30 PM', 'none', Number.NaN],
  ['%a, %d %b %Y %H:%M:%S %Z', 'Tue, 12 May 2026 10:30:17 GMT', '2026-05-12T10:30:17.000Z', 1000],
  ['epoch', 1778581817, '2026-05-12T10:30:17.000Z', 1000],
  ['epoch', 1778581817.013, '2026-05-12T10:30:17.013Z', 1],
  ['epoch', '1778581817013', '2026-05-12T10:30:17.013Z', 1],
  ['epoch', 1778581817013456, '2026-05-12T10:30:17.013Z', 1],
  ['epoch', '1778581817013456789', '2026-05-12T10:30:17.013Z', 1],
  ['epoch-ms', '5', '1970-01-01T00:00:00.005Z', 1],
  ['epoch', 1e300, 'none', Number.NaN],
  ['epoch', '17e8', 'none', Number.NaN],
  ['iso', 1778581817, 'none', Number.NaN],
])('as %s, %s is %s, exact to %d ms', (format, text, expected, resolutionMs) => {
  const stamp = reader(format)(text);
  expect([instant(stamp.atMs), stamp.resolutionMs]).toEqual([expected, resolutionMs]);
});

test.each<[string, string, string, string]>([
  ['in winter', 'Europe/Berlin', '2026-01-12 10:30:17', '2026-01-12T09:30:17.000Z'],
  ['in summer', 'Europe/Berlin', '2026-05-12 10:30:17', '2026-05-12T08:30:17.000Z'],
  ['that clocks skip, on from before the gap', 'Europe/Berlin', '2026-03-29 02:30:00', '2026-03-29T01:30:00.000Z'],
  ['that clocks show twice, the first of the two', 'Europe/Berlin', '2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z'],
  ['after a change', 'Europe/Berlin', '2026-10-25 03:00:00', '2026-10-25T02:00:00.000Z'],
  ['in a zone of half an hour', 'Australia/Lord_Howe', '2026-10-04 02:15:00', '2026-10-03T15:45:00.000Z'],
  ['in a zone of three quarters', 'Asia/Kathmandu', '2026-05-12 10:30:17', '2026-05-12T04:45:17.000Z'],
  ['whose name is an abbreviation elsewhere', 'CET', '2026-05-12 10:30:17', '2026-05-12T08:30:17.000Z'],
  ['at a fixed offset', '+02:00', '2026-05-12 10:30:17', '2026-05-12T08:30:17.000Z'],
  ['west of Greenwich', '-0530', '2026-05-12 10:30:17', '2026-05-12T16:00:17.000Z'],
])('a stamp without a zone is read in that of the log, %s', (_, zone, text, expected) => {
  expect(instant(reader('iso', zone)(text).atMs)).toBe(expected);
});

test('an abbreviation that several zones have leaves a stamp to the zone of the log', () => {
  const read = reader('%Y-%m-%d %H:%M:%S %Z', 'Asia/Kolkata');
  expect(instant(read('2026-05-12 10:30:17 IST').atMs)).toBe('2026-05-12T05:00:17.000Z');
});

test('a zone that is none is told', () => {
  expect(() => createZone('+25:00')).toThrow('unknown time zone "+25:00"');
  expect(() => createZone('Europe/Atlantis')).toThrow(
    'unknown time zone "Europe/Atlantis": Invalid time zone specified: Europe/Atlantis. Give a name such as Europe/Berlin, or +02:00.',
  );
});

test('each instant of a zone is found again from its wall clock, or is the second of two with one wall clock', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Nairobi',
    'America/St_Johns',
  );
  const seconds = fc.integer({ min: Date.parse('2000-01-01') / 1000, max: Date.parse('2037-01-01') / 1000 });
  fc.assert(
    fc.property(zones, seconds, (zone, second) => {
      const wall = (ms: number) =>
        Date.parse(`${new Date(ms).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
      const found = createZone(zone)(wall(second * 1000));
      expect(wall(found)).toBe(wall(second * 1000));
      expect(found).toBeLessThanOrEqual(second * 1000);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, string, string]>([
  ['Dec 31 23:59:59', '2026-01-01T06:00:00Z', '2025-12-31T23:59:59.000Z'],
  ['Jan  1 00:00:00', '2026-01-01T06:00:00Z', '2026-01-01T00:00:00.000Z'],
  ['Jan  1 05:00:00', '2025-12-31T20:00:00Z', '2026-01-01T05:00:00.000Z'],
  ['Jan  2 05:00:00', '2025-12-31T20:00:00Z', '2025-01-02T05:00:00.000Z'],
  ['Feb 29 10:00:00', '2026-06-01T00:00:00Z', '2024-02-29T10:00:00.000Z'],
  ['Feb 30 10:00:00', '2026-06-01T00:00:00Z', 'none'],
])('%s, in a file last written %s, is %s', (text, modified, expected) => {
  expect(instant(reader('%b %e %H:%M:%S', 'UTC', Date.parse(modified))(text).atMs)).toBe(expected);
});

test('any instant that is written as a logger writes it is read back', () => {
  const ms = fc.integer({ min: 0, max: Date.parse('2099-01-01') });
  const read = reader(['iso', 'epoch-ms', '%d/%m/%Y %H:%M:%S.%f %z']);
  fc.assert(
    fc.property(ms, fc.nat(4), (at, how) => {
      const iso = new Date(at).toISOString();
      const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(.*)Z$/.exec(iso) ?? [];
      const texts = [
        iso,
        iso.replace('.', ','),
        iso.replace('Z', '+00:00'),
        String(at),
        `${day}/${month}/${year} ${time} +0000`,
      ];
      expect(read(texts[how]).atMs).toBe(at);
    }),
    { numRuns: 2000 },
  );
});

test('the short way for neighbouring stamps reads as the long way does, and no text makes it throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .tuple(
        fc.constantFrom(10, 10, 24),
        fc.constantFrom(30, 30, 99),
        fc.constantFrom(17, 17, 59, 60),
        fc.constantFrom('', '.013', '.014', ',015', ',5', '.1234', '.a12'),
        fc.constantFrom('Z', 'Z', 'z', '', 'ZZ', '+01:00'),
      )
      .map(([hour, minute, second, fraction, zone]) => {
        const time = [hour, minute, second].map((one) => String(one).padStart(2, '0')).join(':');
        return `2026-05-12T${time}${fraction}${zone}`;
      }),
  );
  const warm = open('iso', 'Europe/Berlin');
  warm.read('2026-05-12T10:30:17.013Z');
  fc.assert(
    fc.property(text, (one) => {
      const alone = reader('iso', 'Europe/Berlin')(one);
      expect(warm.read(one)).toEqual(alone);
      if (/^[ !#-~]*$/.test(one)) expect(warm.readQuoted(Buffer.from(`{"ts":"${one}","a":""}`), 6)).toEqual(alone);
    }),
    { numRuns: 5000 },
  );
});

test('stamps of one log are read as each of them alone is, in any form and zone, also around a leap second and a change of clocks', () => {
  const digits = fc.constantFrom('00', '01', '17', '29', '30', '58', '59', '60', '61', '7', '1x');
  const form = fc.constantFrom<readonly [string, (time: string) => string]>(
    ['%d/%b/%Y:%H:%M:%S %z', (time) => `29/Mar/2026:${time} +0130`],
    ['%d/%b/%Y:%H:%M:%S %Z', (time) => `29/Mar/2026:${time} ${time.endsWith('9') ? 'IST' : 'EST'}`],
    ['%Y-%m-%d %H:%M:%S', (time) => `2026-03-29 ${time}`],
    ['%S:%M:%H %d/%m/%Y', (time) => `${time.split(':').reverse().join(':')} 29/03/2026`],
    ['%Y-%m-%d %H:%M:%S.%f', (time) => `2026-03-29 ${time}.5`],
    ['%Y-%m-%d %S', (time) => `2026-03-29 ${time.split(':').at(-1)}`],
    ['%Y-%m-%d %H:%M:%S (%S)', (time) => `2026-03-29 ${time} (17)`],
    ['%b %e %H:%M:%S', (time) => `Mar 30 ${time}`],
  );
  const times = fc.array(fc.tuple(fc.constantFrom('01', '02', '03', '24'), fc.constantFrom('59', '00'), digits), {
    minLength: 2,
    maxLength: 12,
  });
  // The file was last written a day before one of its stamps, so that those without a year lie in two years.
  const modified = Date.parse('2026-03-29T00:59:30Z');
  fc.assert(
    fc.property(form, times, ([format, write], all) => {
      const read = reader(format, 'Europe/Berlin', modified);
      const inBlock = open(format, 'Europe/Berlin', modified);
      for (const one of all.map((parts) => write(parts.join(':')))) {
        const alone = reader(format, 'Europe/Berlin', modified)(one);
        expect(read(one)).toEqual(alone);
        expect(inBlock.readIn(Buffer.from(`[${one}]`), 1, 1 + one.length)).toEqual(alone);
      }
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['%Y-%m', '"%Y-%m" has no %d, which a stamp needs'],
  ['%d %Q', '"%Q" is no directive of a stamp'],
  ['rfc3339', '"rfc3339" is no format of a stamp'],
])('%s is no format of a stamp', (format, message) => {
  expect(() => reader(format)).toThrow(message);
});
