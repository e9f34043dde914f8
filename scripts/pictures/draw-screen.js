/** Colours of a terminal: ground, text, the 16 of ANSI. */
const grounds = {
  dark: {
    back: '#0d1117',
    text: '#d1d7e0',
    colours: [
      '#484f58',
      '#ff7b72',
      '#3fb950',
      '#d29922',
      '#58a6ff',
      '#d2a8ff',
      '#39c5cf',
      '#b1bac4',
      '#6e7681',
      '#ffa198',
      '#56d364',
      '#e3b341',
      '#79c0ff',
      '#e2c5ff',
      '#56d4dd',
      '#ffffff',
    ],
  },
  light: {
    back: '#ffffff',
    text: '#24292f',
    colours: [
      '#24292f',
      '#cf222e',
      '#116329',
      '#7d4e00',
      '#0969da',
      '#8250df',
      '#1b7c83',
      '#57606a',
      '#57606a',
      '#a40e26',
      '#1a7f37',
      '#633c01',
      '#218bff',
      '#a475f9',
      '#3192aa',
      '#8c959f',
    ],
  },
};

const width = 8;
const height = 18;
const margin = 12;

/**
 * A terminal's screen as SVG that needs nothing else: no font, no script. Every text sits in its cells whatever font draws it, and rules,
 * bars and dots are shapes, which join where those of a font might not. `settle` may change a row's text, not its length.
 */
export function drawScreen(terminal, { ground, settle = (row) => row }) {
  const { back, text } = grounds[ground];
  const { cols, rows } = terminal;
  const [w, h] = [cols * width + 2 * margin, rows * height + 2 * margin];
  const body = Array.from({ length: rows }, (_, row) => drawRow(cellsOf(terminal, row, settle), row, grounds[ground]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13.2" fill="${text}" stroke="none">`,
    `<rect width="${w}" height="${h}" rx="8" fill="${back}"/>`,
    `<g transform="translate(${margin} ${margin})" xml:space="preserve">`,
    ...body.filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The cells of a row with how each looks; a wide character takes two. */
function cellsOf(terminal, row, settle) {
  const line = terminal.buffer.active.getLine(row);
  const cells = [];
  for (let column = 0; column < terminal.cols; column++) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    cells.push({
      column,
      columns: cell.getWidth(),
      text: cell.getChars() || ' ',
      colour: cell.isFgPalette() ? cell.getFgColor() : undefined,
      isBold: cell.isBold() !== 0,
      isDim: cell.isDim() !== 0,
      isInverse: cell.isInverse() !== 0,
    });
  }
  const before = cells.map(({ text }) => text).join('');
  const after = settle(before);
  if (after.length !== before.length || after === before) return cells;
  let at = 0;
  return cells.map((cell) => {
    const { length } = cell.text;
    at += length;
    return { ...cell, text: after.slice(at - length, at) };
  });
}

function drawRow(cells, row, ground) {
  const y = row * height;
  const parts = [];
  for (const run of runsOf(cells)) {
    const [first] = run;
    const last = run.at(-1);
    const x = first.column * width;
    const w = (last.column + last.columns) * width - x;
    const fill = first.isInverse ? ground.back : colourOf(first, ground);
    if (first.isInverse)
      parts.push(`<rect x="${x}" y="${y}" width="${w}" height="${height}" fill="${colourOf(first, ground)}"/>`);
    const shapes = run.map((cell) => shapeOf(cell.text, cell.column * width, y));
    const path = shapes.filter((shape) => shape !== undefined).join('');
    if (path !== '') parts.push(`<path d="${path}"${fillOf(fill, ground)}${opacityOf(first)}/>`);
    parts.push(...wordsOf(run, shapes).map((words) => drawText(words, y, { fill, ground })));
  }
  return parts.join('');
}

/** Stretches of cells that look alike. */
function runsOf(cells) {
  const runs = [];
  let look;
  for (const cell of cells) {
    const own = [cell.colour, cell.isBold, cell.isDim, cell.isInverse].join();
    if (own === look) runs.at(-1).push(cell);
    else runs.push([cell]);
    look = own;
  }
  return runs;
}

/** Stretches of text in a run: a shape, or two blanks in a row, end one. */
function wordsOf(run, shapes) {
  const words = [[]];
  run.forEach((cell, index) => {
    const isGap = cell.text === ' ' && (run[index + 1]?.text ?? ' ') === ' ';
    if (shapes[index] !== undefined || isGap) words.push([]);
    else words.at(-1).push(cell);
  });
  return words
    .filter((word) => word.some(isInk))
    .map((word) => word.slice(word.findIndex(isInk), word.findLastIndex(isInk) + 1));
}

function drawText(cells, y, { fill, ground }) {
  const [first] = cells;
  const last = cells.at(-1);
  const x = first.column * width;
  const w = (last.column + last.columns) * width - x;
  const text = cells.map((cell) => cell.text).join('');
  const weight = first.isBold ? ' font-weight="bold"' : '';
  const fit = text.length > 1 ? ` textLength="${w}" lengthAdjust="spacingAndGlyphs"` : '';
  return `<text x="${x}" y="${y + 13}"${fit}${weight}${fillOf(fill, ground)}${opacityOf(first)}>${escaped(text)}</text>`;
}

function isInk({ text }) {
  return text !== ' ';
}

/** The outline of a character that must join with its neighbours; undefined for what a font may draw. */
function shapeOf(text, x, y) {
  const code = text.codePointAt(0) ?? 0;
  const [cx, cy] = [x + width / 2, y + height / 2];
  const box = (left, top, w, h) => `M${left} ${top}h${w}v${h}h${-w}z`;
  switch (text) {
    case '─':
      return box(x, cy - 0.5, width, 1);
    case '━':
      return box(x, cy - 1, width, 2);
    case '│':
      return box(cx - 0.5, y, 1, height);
    case '┬':
      return box(x, cy - 0.5, width, 1) + box(cx - 0.5, cy, 1, height / 2);
  }
  if (code >= 0x2581 && code <= 0x2588) {
    const h = ((code - 0x2580) / 8) * (height - 4);
    return box(x, y + height - 2 - h, width, h);
  }
  if (code >= 0x2589 && code <= 0x258f) return box(x, y + 2, ((0x2590 - code) / 8) * width, height - 4);
  if (code > 0x2800 && code <= 0x28ff) return brailleOf(code - 0x2800, x, y, box);
  return undefined;
}

/** Dots 1 to 8 of Unicode's braille patterns, in two columns of four. */
function brailleOf(bits, x, y, box) {
  const places = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 3],
    [1, 3],
  ];
  return places
    .filter((_, dot) => (bits & (1 << dot)) !== 0)
    .map(([column, row]) => box(x + 1.2 + column * 3.6, y + 2.2 + row * 4, 2, 2))
    .join('');
}

function colourOf({ colour }, ground) {
  return colour === undefined ? ground.text : (ground.colours[colour] ?? colourOf256(colour));
}

/** From xterm's 256 colours: a cube of six steps a side from 16 on, greys from 232 on. */
function colourOf256(index) {
  const step = (value) => (value === 0 ? 0 : 55 + 40 * value);
  const cube = index - 16;
  const parts =
    index < 232
      ? [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step)
      : [0, 0, 0].map(() => 8 + 10 * (index - 232));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function fillOf(fill, ground) {
  return fill === ground.text ? '' : ` fill="${fill}"`;
}

function opacityOf({ isDim }) {
  return isDim ? ' fill-opacity="0.65"' : '';
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
