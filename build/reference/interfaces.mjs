import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Interfaces and object types of TypeScript sources, read without checking them: enough to list the keys of what is written as JSON. */
export function interfaceReader(root) {
  const files = new Map();
  return { keysOf: (file, name, deepest) => keysOf(file, name, '', deepest, []) };

  /** Rows of key, type and comment; a type that is another interface is followed. */
  function keysOf(file, name, before, deepest, within) {
    const found = find(file, name);
    if (!found || within.includes(name)) return [];
    return membersOf(found.declaration).flatMap((member) => rowsOf(found.file, member, before, deepest, [...within, name]));
  }

  function rowsOf(file, member, before, deepest, within) {
    const key = `${before}${member.name.getText()}`;
    const { inner, list } = unwrapped(member.type);
    const follow = deepest > 1 && (ts.isTypeLiteralNode(inner) || ts.isTypeReferenceNode(inner));
    const rest = !follow ? [] : ts.isTypeLiteralNode(inner)
      ? inner.members.flatMap((one) => rowsOf(file, one, `${key}${list}.`, deepest - 1, within))
      : keysOf(file, inner.typeName.getText(), `${key}${list}.`, deepest - 1, within);
    return [{ key: `${key}${member.questionToken ? '?' : ''}`, type: rest.length > 0 ? kindOf(member.type, list) : shortType(member.type), comment: commentOf(member) }, ...rest];
  }

  function find(file, name) {
    const source = sourceOf(file);
    const declaration = source.declared.get(name);
    if (declaration) return { file, declaration };
    const from = source.imported.get(name);
    return from ? find(from.file, from.name) : null;
  }

  function sourceOf(file) {
    if (!files.has(file)) files.set(file, parsed(file));
    return files.get(file);
  }

  function parsed(file) {
    const text = readFileSync(join(root, file), 'utf8');
    const declared = new Map();
    const imported = new Map();
    ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true).forEachChild((node) => {
      if (ts.isInterfaceDeclaration(node)) declared.set(node.name.text, node);
      if (!ts.isImportDeclaration(node) || !node.moduleSpecifier.text.startsWith('.')) return;
      const from = join(dirname(file), node.moduleSpecifier.text);
      const names = node.importClause?.namedBindings;
      if (names && ts.isNamedImports(names) && existsSync(join(root, from))) for (const one of names.elements) imported.set(one.name.text, { file: from, name: (one.propertyName ?? one.name).text });
    });
    return { declared, imported };
  }

  /** Those of the interfaces that it extends come first. */
  function membersOf(declaration) {
    const own = declaration.members.filter(ts.isPropertySignature);
    const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) => types).map((one) => find(declaration.getSourceFile().fileName, one.expression.getText()));
    return [...bases.flatMap((base) => (base ? membersOf(base.declaration) : [])), ...own];
  }
}

/** What a type is beside null and inside of lists. */
function unwrapped(type, list = '') {
  if (ts.isUnionTypeNode(type)) {
    const some = type.types.filter((one) => one.getText() !== 'null');
    if (some.length === 1) return unwrapped(some[0], list);
  }
  if (ts.isTypeOperatorNode(type)) return unwrapped(type.type, list);
  if (ts.isParenthesizedTypeNode(type)) return unwrapped(type.type, list);
  if (ts.isArrayTypeNode(type)) return unwrapped(type.elementType, `${list}[]`);
  return { inner: type, list };
}

function kindOf(type, list) {
  return `${list ? 'list of objects' : 'object'}${/\| null\b/.test(type.getText()) ? ' or null' : ''}`;
}

function shortType(type) {
  return type.getText().replaceAll(/\breadonly /g, '').replaceAll(/\s+/g, ' ');
}

function commentOf(member) {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  return comment ? (ts.getTextOfJSDocComment(comment.comment) ?? '').replaceAll(/\s+/g, ' ') : '';
}
