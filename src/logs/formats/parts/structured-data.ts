import type { PartKind } from './part.ts';

type Elements = { [id: string]: { [name: string]: string } };

/** Structured data of syslog (RFC 5424, 6.3) as nested fields: `[id key="value"]` is `{id: {key: value}}`. */
export const structuredData: PartKind = {
  makes: (group) => [group],
  isLiteral: true,
  split: (text, { group, put }) => {
    const elements: Elements = {};
    for (const [, id = '', parameters = ''] of text.matchAll(element)) {
      if (id === '__proto__') continue;
      const values: { [name: string]: string } = {};
      for (const [, name = '', value = ''] of parameters.matchAll(parameter)) {
        if (name !== '__proto__') values[name] = value.replace(/\\(["\\\]])/g, '$1');
      }
      elements[id] = values;
    }
    put(group, text.startsWith('[') ? elements : null);
  },
};

const element = /\[([^\s="\]]+)((?: [^\s="\]]+="(?:[^"\\]|\\.)*")*)\]/gs;
const parameter = / ([^\s="\]]+)="((?:[^"\\]|\\.)*)"/gs;
