/** One column of a text table. */
export interface Column<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Longest text shown; the rest is cut with an ellipsis. */
  readonly widthMax?: number;
  text(row: Row): string;
  /** Colours a padded cell; plain otherwise. */
  paint?(cell: string, row: Row): string;
}

const GAP = '  ';

/** Lays rows out in columns as wide as their longest cell: a line of titles, then a line for each row. */
export function layOutTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map((column) => cut(column.text(row), column.widthMax)));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const titles = columns.map((column, index) => pad(column.title, widths[index] ?? 0, column.align));
  const lines = rows.map((row, rowIndex) =>
    columns
      .map((column, index) => {
        const cell = pad(cells[rowIndex]?.[index] ?? '', widths[index] ?? 0, column.align);
        return column.paint?.(cell, row) ?? cell;
      })
      .join(GAP)
      .trimEnd(),
  );
  return [titles.join(GAP).trimEnd(), ...lines];
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

function cut(text: string, widthMax = Number.POSITIVE_INFINITY): string {
  return text.length > widthMax ? `${text.slice(0, widthMax - 1)}…` : text;
}
