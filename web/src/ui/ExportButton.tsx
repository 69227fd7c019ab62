import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../i18n/index.tsx';
import { csvText } from './csv.ts';
import { tell, tellProblem } from './notices.tsx';

/** Lines in one file; whoever wants more asks for less at once. */
const MOST = 20_000;

interface ExportButtonProps<Line> {
  /** What the file is called, before the day. */
  name: string;
  /** Names of the columns, which are those of the API. */
  columns: readonly (keyof Line & string)[];
  /** @param page from 0 */
  fetchPage: (page: number) => Promise<{ lines: Line[]; last: boolean }>;
}

/** A person by the name. */
const text = (value: unknown): string => {
  if (value !== null && typeof value === 'object') return (value as { username?: string }).username ?? '';
  return value === null || value === undefined ? '' : String(value);
};

function save(name: string, table: string): void {
  const url = URL.createObjectURL(new Blob([table], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves everything that a list's filter finds, not only what is on the screen, as a table. */
export function ExportButton<Line>({ name, columns, fetchPage }: ExportButtonProps<Line>) {
  const [progress, setProgress] = useState<number>();
  const fetchAll = async (): Promise<string[][]> => {
    const lines = new Map<string, string[]>();
    for (let page = 0, last = false; !last && lines.size < MOST; page++) {
      const part = await fetchPage(page);
      // What is written meanwhile moves the pages; a line that comes twice counts once.
      for (const line of part.lines)
        lines.set(
          JSON.stringify(line),
          columns.map((column) => text(line[column])),
        );
      setProgress(lines.size);
      last = part.last;
    }
    return [...lines.values()];
  };
  const run = async () => {
    if (progress !== undefined) return;
    setProgress(0);
    try {
      const lines = await fetchAll();
      save(name, csvText([columns, ...lines]));
      tell(t(lines.length >= MOST ? 'export.done_most' : 'export.done', { count: lines.length }));
    } catch (problem) {
      tellProblem(problem);
    }
    setProgress(undefined);
  };
  return (
    <Button variant="default" aria-disabled={progress !== undefined} onClick={run}>
      {progress === undefined ? t('export.csv') : t('export.busy', { count: progress })}
    </Button>
  );
}
