import type { CallExpression, Expression, ModuleDeclaration, NewExpression, Program, Statement } from 'acorn';
import type { Entry, Tree } from '../tree.ts';
import { renderSource } from './source-text.ts';
import { type Scope, toTree } from './value.ts';

/** A part of a program that holds settings: the name before them (none where they are exported), and the constant it is. */
type Section = { readonly prefix: string; readonly line: number; readonly tree: Tree; readonly constant?: string };

/**
 * The settings that a program writes down at its top: what it exports, its variables, what it assigns, and the objects it hands to calls
 * (`axiosRetry(client, {retries: 3})` is `axiosRetry.retries`). A constant that another one uses is not told again.
 */
export function readProgram(text: string, program: Program): Tree {
  const constants = new Map<string, Tree>();
  const used = new Set<string>();
  const scope: Scope = {
    text,
    constant: (name) => {
      used.add(name);
      return constants.get(name);
    },
  };
  const sections = program.body.flatMap((statement) => read(statement, { scope, constants }));
  const times = new Map<string, number>();
  const entries = sections
    .filter(({ constant }) => constant === undefined || !used.has(constant))
    .flatMap(({ prefix, line, tree }): readonly Entry[] => {
      if (prefix === '' && tree.kind === 'map') return tree.entries;
      const time = (times.get(prefix) ?? 0) + 1;
      times.set(prefix, time);
      // Two calls of one function are two groups of settings, not one that is written over.
      return [{ key: `${prefix || 'default'}${time === 1 ? '' : `#${time}`}`, line, value: tree }];
    });
  return { kind: 'map', entries };
}

type Reading = { readonly scope: Scope; readonly constants: Map<string, Tree> };

function read(statement: Statement | ModuleDeclaration, reading: Reading): readonly Section[] {
  const line = statement.loc?.start.line ?? 1;
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      return statement.declaration === null || statement.declaration === undefined
        ? []
        : read(statement.declaration, reading);
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement;
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') return [];
      return exported(declaration, reading, line);
    }
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id, init, loc }) => {
        if (id.type !== 'Identifier' || init === null || init === undefined) return [];
        const at = loc?.start.line ?? line;
        const called = calls(init, reading, at);
        if (called !== undefined) return called;
        const tree = toTree(init, reading.scope);
        if (statement.kind !== 'const') return [{ prefix: id.name, line: at, tree }];
        reading.constants.set(id.name, tree);
        return [{ prefix: id.name, line: at, tree, constant: id.name }];
      });
    case 'ExpressionStatement': {
      const { expression } = statement;
      if (expression.type === 'ObjectExpression') return exported(expression, reading, line);
      if (expression.type !== 'AssignmentExpression') return calls(expression, reading, line) ?? [];
      const target = renderSource(reading.scope.text, expression.left).replace(
        /^(?:module\.)?exports(?:\.|$)|^this\./,
        '',
      );
      if (target === '') return exported(expression.right, reading, line);
      return (
        calls(expression.right, reading, line) ?? [
          { prefix: target, line, tree: toTree(expression.right, reading.scope) },
        ]
      );
    }
    default:
      return [];
  }
}

/** What is exported has no name before it; `defineConfig({…})` and its like hand on what they are given. */
function exported(node: Expression, { scope }: Reading, line: number): readonly Section[] {
  const tree = toTree(node, scope);
  if (tree.kind !== 'computed' || (node.type !== 'CallExpression' && node.type !== 'NewExpression'))
    return [{ prefix: '', line, tree }];
  return argumentsOf(node, scope).map((argument) => ({ prefix: '', line, tree: argument }));
}

/** The objects a call is handed; undefined where the expression is no call of which only the program knows the result. */
function calls(node: Expression, { scope }: Reading, line: number): readonly Section[] | undefined {
  const call = node.type === 'AwaitExpression' ? node.argument : node;
  if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return undefined;
  if (toTree(call, scope).kind !== 'computed') return undefined;
  const prefix = renderSource(scope.text, call.callee);
  return argumentsOf(call, scope).map((tree) => ({ prefix, line, tree }));
}

function argumentsOf(call: CallExpression | NewExpression, scope: Scope): readonly Tree[] {
  return call.arguments.flatMap((argument) => {
    if (argument.type === 'SpreadElement') return [];
    const tree = toTree(argument, scope);
    return tree.kind === 'map' ? [tree] : [];
  });
}
