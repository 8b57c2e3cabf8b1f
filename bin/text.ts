/** Columns of a terminal that nobody has made wider. */
export const WIDTH = 80;

/** Text in lines of so many columns at most, broken between its words. */
export function wrapped(text: string, width = WIDTH): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** Names and what is said of each, in two columns that are as wide as a terminal. */
export function twoColumns(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const column = Math.max(...rows.map(([name]) => name.length)) + 2;
  const below = `\n${' '.repeat(column)}`;
  return rows.map(([name, text]) => `${name.padEnd(column)}${wrapped(text, WIDTH - column).join(below)}`);
}
