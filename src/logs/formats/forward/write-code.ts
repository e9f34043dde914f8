import { type CharSet, lackedBy, lineFeed, onlyOf, type Step } from './step.ts';

/**
 * The body of a function of `text` (a block as Latin-1), `bytes` (the same), `from`, `places` and `tables`. `absent` are the characters that
 * the block must not have.
 */
export type Code = {
  readonly body: string;
  readonly absent: readonly number[];
  readonly tables: readonly Uint8Array[];
};

/**
 * Writes the code that takes a line by the steps of a pattern and never goes back: each takes what a regular expression tries first. Where
 * it comes to the end of the pattern that way, this is the match; where a step fails that might have been taken otherwise, it gives -1.
 * Nothing of the pattern's text is in it, only numbers.
 */
export function writeCode(steps: readonly Step[]): Code {
  const writer = createWriter();
  const inside = writer.sequence(steps, undefined);
  const body = `const end = text.indexOf("\\n", from); let p = from, j = 0; if (end < 0) return -1;\n${inside}\nreturn end + 1;`;
  return { body, absent: [...writer.absent], tables: writer.tables };
}

const giveUp = 'return -1;';

function createWriter() {
  const absent = new Set<number>();
  const tables: Uint8Array[] = [];
  let names = 0;

  /** Whether a step is never taken, because a line of the block has not what it begins with. */
  const isLeftOut = (step: Step): boolean => {
    if (step.kind !== 'group' || step.least === 1) return false;
    const firsts = step.options.map(([first]) =>
      first?.kind === 'chars' && first.least > 0 ? onlyOf(first.set) : undefined,
    );
    if (!firsts.every((code) => code !== undefined && isRare(code))) return false;
    for (const code of firsts) absent.add(code as number);
    return true;
  };

  /** The character that must come first, if one alone can; a line feed for the end of the line. */
  const firstOf = (steps: readonly Step[], after: number | undefined): number | undefined => {
    const index = steps.findIndex((step) => !isLeftOut(step));
    const step = steps[index];
    if (step === undefined) return after;
    if (step.kind === 'end') return lineFeed;
    if (step.least === 0) return undefined;
    if (step.kind === 'chars') return onlyOf(step.set);
    const behind = firstOf(steps.slice(index + 1), after);
    const firsts = step.options.map((option) => firstOf(option, behind));
    return firsts.every((code) => code === firsts[0]) ? firsts[0] : undefined;
  };

  const test = (set: CharSet, what: string): string => {
    const ranges = rangesOf(set);
    if (ranges.length <= 2) return ranges.map((range) => writeRange(range, what)).join(' || ') || 'false';
    const others = rangesOf(set.map((has) => !has));
    if (others.length <= 2) return `!(${others.map((range) => writeRange(range, what)).join(' || ')})`;
    tables.push(Uint8Array.from(set, Number));
    return `tables[${tables.length - 1}][${what}] === 1`;
  };

  const chars = (step: Step & { readonly kind: 'chars' }, follow: number | undefined): string => {
    const { set, least, most } = step;
    if (least === most && least <= 16) {
      const tests = Array.from(
        { length: least },
        (_, index) => `if (!(${test(set, `bytes[p + ${index}]`)})) ${giveUp}`,
      );
      return `${tests.join(' ')} p += ${least};`;
    }
    if (most !== Number.POSITIVE_INFINITY) {
      const count = `n${names++}`;
      return `{ let ${count} = 0; while (${count} < ${most} && (${test(set, 'bytes[p]')})) { p++; ${count}++; } if (${count} < ${least}) ${giveUp} }`;
    }
    const check = least === 0 ? '' : `if (j - p < ${least}) ${giveUp} `;
    const stops = lackedBy(set).filter((code) => code !== follow);
    if (follow !== undefined && set[follow] !== true && stops.every(isRare)) {
      for (const code of stops) absent.add(code);
      if (follow === lineFeed) return `j = end; ${check}p = j;`;
      // What is as short as `-` is found before a search has begun.
      return `j = p; if (bytes[j] !== ${follow} && bytes[++j] !== ${follow}) { j = text.indexOf("${escaped(follow)}", j + 1); if (j < 0) ${giveUp} } if (j > end) ${giveUp} ${check}p = j;`;
    }
    return `j = p; while (${test(set, 'bytes[j]')}) j++; ${check}p = j;`;
  };

  /** What tells whether a sequence can begin here; where it says no, it certainly cannot. */
  const begins = (steps: readonly Step[]): string => {
    const step = steps.find((one) => !isLeftOut(one));
    if (step === undefined) return 'true';
    if (step.kind === 'end') return 'p === end';
    if (step.least === 0) return 'true';
    if (step.kind === 'chars') return test(step.set, 'bytes[p]');
    return step.options.map((option) => `(${begins(option)})`).join(' || ');
  };

  const group = (step: Step & { readonly kind: 'group' }, follow: number | undefined): string => {
    const { capture, options, least, most } = step;
    const start = `s${names++}`;
    const captured = options.map(capturesOf);
    const all = [...(capture === undefined ? [] : [capture]), ...captured.flat()];
    // Of what need not be, a turn that takes nothing is none (ECMA-262): the pattern has to tell.
    const check = least === 1 && most === 1 ? '' : ` if (p === ${start}) ${giveUp}`;
    const turns = options.map((option, index) => {
      const others = captured.flatMap((numbers, other) => (other === index ? [] : numbers));
      const body = sequence(option, most > 1 ? undefined : follow);
      const end = capture === undefined ? '' : ` places[${2 * capture}] = ${start}; places[${2 * capture + 1}] = p;`;
      return `if (${begins(option)}) { ${forget(others)} ${body}${end}${check} }`;
    });
    const turn = `const ${start} = p; ${turns.join(' else ')} else`;
    if (most === 1) return `{ ${turn} { ${least === 1 ? giveUp : forget(all)} } }`;
    const first = `s${names++}`;
    const stop = least === 1 ? `if (p === ${first}) ${giveUp} break;` : 'break;';
    return `const ${first} = p; while (true) { ${turn} { ${stop} } }`;
  };

  const sequence = (steps: readonly Step[], after: number | undefined): string =>
    steps
      .map((step, index) => {
        if (isLeftOut(step)) return forget(capturesOf([step]));
        if (step.kind === 'end') return `if (p !== end) ${giveUp}`;
        const follow = firstOf(steps.slice(index + 1), after);
        return step.kind === 'chars' ? chars(step, follow) : group(step, follow);
      })
      .join('\n');

  return { sequence, absent, tables };
}

/** The numbers of the groups that capture in a sequence. */
function capturesOf(steps: readonly Step[]): readonly number[] {
  return steps.flatMap((step) =>
    step.kind === 'group'
      ? [...(step.capture === undefined ? [] : [step.capture]), ...step.options.flatMap(capturesOf)]
      : [],
  );
}

function forget(captures: readonly number[]): string {
  return captures.map((number) => `places[${2 * number}] = -1;`).join(' ');
}

/** Whether lines hardly ever have a character: control characters and the backslash. */
function isRare(code: number): boolean {
  return code !== lineFeed && (code < 0x20 || code === 0x5c || code === 0x7f);
}

function rangesOf(set: CharSet): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  set.forEach((has, code) => {
    if (!has) return;
    const last = ranges.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  });
  return ranges;
}

function writeRange([low, high]: readonly [number, number], what: string): string {
  return low === high ? `${what} === ${low}` : `(${what} >= ${low} && ${what} <= ${high})`;
}

function escaped(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}
