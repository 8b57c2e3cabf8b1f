/** An SVG element, as text; children are elements, or text made by `text`. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly string[]
): string {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? rounded(value) : value!)}"`)
    .join('');
  return children.length === 0 ? `<${name}${given}/>` : `<${name}${given}>${children.join('')}</${name}>`;
}

/** Text, with what XML would read as its own escaped. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A line through points; `stepped` holds each value until the next. */
export function linePath(points: readonly (readonly [x: number, y: number])[], stepped = false): string {
  return points
    .map(([x, y], i) => {
      if (i === 0) return `M${rounded(x)} ${rounded(y)}`;
      return stepped ? `H${rounded(x)}V${rounded(y)}` : `L${rounded(x)} ${rounded(y)}`;
    })
    .join('');
}

/** A tenth of a pixel is finer than eyes are. */
function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
