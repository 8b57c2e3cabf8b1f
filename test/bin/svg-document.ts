/** An element of an SVG document, read strictly: what is not well-formed throws. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly SvgElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: SvgElement[];
  text: string;
}

const TOKEN = /<\/([\w:-]+)>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/;

export function parseSvg(text: string): SvgElement {
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '').trimEnd();
  const stack: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(body);
    if (!token || ENTITY.test(token[0])) throw new Error(`not well-formed: ${body.slice(at, at + 60)}`);
    const [, closes, opens, attributes = '', empty, characters] = token;
    const inner = stack[stack.length - 1];
    if (characters !== undefined) {
      inner.text += characters;
    } else if (closes !== undefined) {
      if (inner.name !== closes) throw new Error(`</${closes}> closes <${inner.name}>`);
      stack.pop();
    } else {
      const element: Open = { name: opens, attributes: attributesOf(attributes), children: [], text: '' };
      inner.children.push(element);
      if (empty === '') stack.push(element);
    }
  }
  const [root] = stack;
  if (stack.length !== 1 || root.children.length !== 1) throw new Error('not one whole document');
  return root.children[0];
}

/** All text in an element, with spaces between what stands apart. */
export function textsOf({ text, children }: SvgElement): string {
  return [text, ...children.map(textsOf)].filter((part) => part !== '').join(' ');
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`${name} twice`);
    attributes[name] = value;
  }
  return attributes;
}
