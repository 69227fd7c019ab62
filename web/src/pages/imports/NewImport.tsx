import '../invites/invites.css';
import { Button, Progress } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { ImportListReply } from '../../../../src/shared/wire/imports.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { locale, t } from '../../i18n/index.tsx';
import { type ChosenGroup, GroupPicker } from '../invites/GroupPicker.tsx';
import { keep } from './data.ts';
import { ListSource } from './ListSource.tsx';
import { upload } from './upload.ts';

const number = new Intl.NumberFormat(locale);

/** A list is chosen or pasted, and sent to be checked; nobody is invited by that yet. */
export function NewImport({ limits }: { limits: ImportListReply['limits'] }) {
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const [text, setText] = useState('');
  const [groups, setGroups] = useState<readonly ChosenGroup[]>([]);
  const [missing, setMissing] = useState(false);
  const [part, setPart] = useState(0);
  const stop = useRef<AbortController>(undefined);
  const sending = useAction<void>();
  // Whoever leaves the screen does not wait for the list any more.
  useEffect(() => () => stop.current?.abort(), []);

  const send = () => {
    const empty = !file && text.trim() === '';
    setMissing(empty);
    if (empty) return document.getElementById('list-text')?.focus();
    return sending.run(async () => {
      const stopper = new AbortController();
      stop.current = stopper;
      setPart(0);
      try {
        const names = groups.map(({ name }) => name);
        const options = { file_name: file?.name, groups: names, onProgress: setPart, signal: stopper.signal };
        const { id } = keep(await upload(file ?? new Blob([text]), options));
        await navigate({ to: '/imports/$id', params: { id: String(id) } });
      } catch (problem) {
        // To have stopped it oneself is no failure.
        if (!stopper.signal.aborted) throw problem;
      }
    });
  };

  return (
    <section className="card" aria-label={t('imports.new')}>
      <div className="stack tight">
        <p>{t('imports.intro')}</p>
        <Limits limits={limits} />
      </div>
      <ListSource
        file={file}
        text={text}
        problem={missing ? t('imports.nothing') : undefined}
        onFile={setFile}
        onText={setText}
      />
      <GroupPicker chosen={groups} onChange={setGroups} askFor={undefined} label={t('imports.groups')} optional />
      {sending.problem !== undefined && <Problem problem={sending.problem} />}
      {sending.busy ? (
        <div className="stack tight">
          <p role="status">{t(part < 1 ? 'imports.uploading' : 'imports.checking')}</p>
          <Progress
            value={100 * part}
            animated={part === 1}
            aria-label={t(part < 1 ? 'imports.uploading' : 'imports.checking')}
          />
          <div>
            <Button variant="default" onClick={() => stop.current?.abort()}>
              {t('imports.stop')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="stack tight">
          <div>
            <Button onClick={send}>{t('imports.check')}</Button>
          </div>
          <p className="soft small">{t('imports.check_text')}</p>
        </div>
      )}
    </section>
  );
}

function Limits({ limits: { max_rows, max_bytes, needs_group, per_day } }: { limits: ImportListReply['limits'] }) {
  return (
    <ul className="soft small import-limits">
      <li>{t('imports.limit', { rows: number.format(max_rows), size: Math.floor(max_bytes / 1_048_576) })}</li>
      {needs_group && <li>{t('imports.needs_group')}</li>}
      {per_day !== null && <li>{t('imports.per_day', { count: per_day })}</li>}
    </ul>
  );
}
