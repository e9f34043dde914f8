import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;

/** An element of a parsed page: its name, attributes, the names of what it lies in, and the text in it. */
export type HtmlElement = {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly inside: readonly string[];
  readonly text: string;
};

/** Parses a page as a browser does (WHATWG HTML); `problems` are its parse errors. `textWithout` leaves out elements by name or class. */
export function parseHtml(html: string) {
  const problems: string[] = [];
  const document = parse(html, {
    onParseError: ({ code, startLine }) => problems.push(`${code} in line ${startLine}`),
  });
  const elements: HtmlElement[] = [];
  const visit = (node: Node, inside: readonly string[]) => {
    const isElement = 'tagName' in node;
    if (isElement)
      elements.push({ name: node.tagName, attributes: attributesOf(node), inside, text: textOf(node, () => false) });
    const under = isElement ? [...inside, node.tagName] : inside;
    if ('childNodes' in node) for (const child of node.childNodes) visit(child, under);
  };
  visit(document, []);
  return {
    problems,
    elements,
    textWithout: (isLeftOut: (name: string, className: string) => boolean) => textOf(document, isLeftOut),
  };
}

function attributesOf(node: DefaultTreeAdapterTypes.Element): { readonly [name: string]: string } {
  return Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
}

function textOf(node: Node, isLeftOut: (name: string, className: string) => boolean): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value;
  if ('tagName' in node && isLeftOut(node.tagName, attributesOf(node).class ?? '')) return '';
  const text = 'childNodes' in node ? node.childNodes.map((child) => textOf(child, isLeftOut)).join('') : '';
  return 'tagName' in node && ['li', 'p', 'td', 'th', 'summary', 'h1', 'h2', 'h3', 'h4', 'pre'].includes(node.tagName)
    ? `${text}\n`
    : text;
}
