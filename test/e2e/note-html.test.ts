import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, openPage, type Page } from '../helpers/chromium.ts';
import { createProgram, type Program } from '../helpers/program.ts';

const chromium = findChromium();

// Without a browser there is nothing to look with: `apt-get install chromium` makes these run.
describe.skipIf(chromium === undefined)(
  `the HTML note in Chromium${chromium === undefined ? ' (skipped: there is no chromium on PATH)' : ''}`,
  () => {
    let program: Program;
    let proxy: Server;
    let page: Page;
    let url: string;
    let html: string;
    const asked: string[] = [];

    beforeAll(async () => {
      program = await createProgram();
      await program.run(['demo', '--ui', 'none']);
      const file = path.join(program.home, 'note.html');
      await program.run(['note', '--format', 'html', '-o', file]);
      url = pathToFileURL(file).href;
      html = readFileSync(file, 'utf8');
      proxy = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.writeHead(502).end();
      }).on('connect', (request, socket) => {
        asked.push(request.url ?? '');
        socket.destroy();
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      page = await openPage(chromium ?? '', { proxyPort: (proxy.address() as AddressInfo).port });
      await page.send('Emulation.setScriptExecutionDisabled', { value: true });
    }, 120_000);

    afterAll(async () => {
      await page?.close();
      proxy?.close();
      await program?.remove();
    });

    const sizes = [
      { name: 'a phone', width: 360, height: 740, isPhone: true },
      { name: 'a desk', width: 1280, height: 900 },
    ];
    test.each(sizes)('is no wider than $name, and asks for nothing but itself', async (size) => {
      const before = page.requests.length;
      await page.open(url, size);
      const { cssContentSize } = await page.send('Page.getLayoutMetrics');
      expect((cssContentSize as { readonly width: number }).width).toBe(size.width);
      expect((cssContentSize as { readonly height: number }).height).toBeGreaterThan(3000);
      expect(page.requests.slice(before)).toEqual([url]);
      // Chromium asks its own houses for updates; nobody that the note names is asked for anything.
      expect(asked.filter((one) => html.includes(hostOf(one)))).toEqual([]);
      keep(`${size.width}.png`, await screenshot(page));
    });

    test.each([
      ['light', [255, 255, 255]],
      ['dark', [20, 23, 27]],
    ])('is %s where the reader wants that', async (scheme, paper) => {
      await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await page.open(url, { width: 360, height: 740, isPhone: true });
      expect(await styleOf(page, 'body', 'background-color')).toBe(`rgb(${paper.join(', ')})`);
      expect(await styleOf(page, 'svg .label', 'fill')).not.toBe(`rgb(${paper.join(', ')})`);
      keep(`${scheme}.png`, await screenshot(page));
    });

    test('prints as a PDF in which what is collapsed is open', async () => {
      await page.send('Emulation.setEmulatedMedia', { media: 'print' });
      await page.open(url, { width: 680, height: 900 });
      expect(await heightOf(page, 'main details:not(.figures) li')).toBeGreaterThan(5);
      const { cssContentSize } = await page.send('Page.getLayoutMetrics');
      expect((cssContentSize as { readonly width: number }).width).toBe(680);
      await page.send('Emulation.setEmulatedMedia', { media: '' });
      const { data } = await page.send('Page.printToPDF', { preferCSSPageSize: true });
      const pdf = Buffer.from(data as string, 'base64');
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(3);
      keep('note.pdf', pdf);
    });
  },
);

function hostOf(asked: string): string {
  return asked.replace(/^https?:\/\//, '').replace(/[:/].*$/, '');
}

/** `KEEP_PAGES=DIR` keeps what the browser drew, to be looked at. */
function keep(name: string, bytes: Buffer): void {
  if (process.env.KEEP_PAGES !== undefined) writeFileSync(path.join(process.env.KEEP_PAGES, name), bytes);
}

async function screenshot(page: Page): Promise<Buffer> {
  const { data } = await page.send('Page.captureScreenshot', { captureBeyondViewport: true });
  return Buffer.from(data as string, 'base64');
}

async function nodeOf(page: Page, selector: string): Promise<number> {
  const { root } = await page.send('DOM.getDocument');
  const { nodeId } = await page.send('DOM.querySelector', {
    nodeId: (root as { readonly nodeId: number }).nodeId,
    selector,
  });
  return nodeId as number;
}

async function styleOf(page: Page, selector: string, property: string): Promise<string | undefined> {
  await page.send('DOM.enable');
  await page.send('CSS.enable');
  const { computedStyle } = await page.send('CSS.getComputedStyleForNode', { nodeId: await nodeOf(page, selector) });
  const styles = computedStyle as readonly { readonly name: string; readonly value: string }[];
  return styles.find(({ name }) => name === property)?.value;
}

async function heightOf(page: Page, selector: string): Promise<number> {
  const { model } = await page.send('DOM.getBoxModel', { nodeId: await nodeOf(page, selector) });
  return (model as { readonly height: number }).height;
}
