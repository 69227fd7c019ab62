import { Button, FileButton, Textarea } from '@mantine/core';
import { useState } from 'react';
import { T, t } from '../../i18n/index.tsx';

interface ListSourceProps {
  file: File | undefined;
  text: string;
  problem: string | undefined;
  onFile: (file: File | undefined) => void;
  onText: (text: string) => void;
}

const EXAMPLE = 'email,groups,locale\nana@example.com,readers;hosts,\nnoam@example.com,readers,he';

/** Where the list comes from: a file, dropped or chosen, or what is pasted. */
export function ListSource({ file, text, problem, onFile, onText }: ListSourceProps) {
  const [over, setOver] = useState(false);
  const drop = (event: React.DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped) onFile(dropped);
  };
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button inside does the same. */}
      <div
        className={`drop-zone ${over ? 'over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {file ? (
          <p role="status">
            <T k="imports.chosen" file={<strong>{file.name}</strong>} size={sizeOf(file.size)} />
          </p>
        ) : (
          <p className="soft">{t('imports.drop')}</p>
        )}
        <div className="row">
          <FileButton
            accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
            onChange={(chosen) => chosen && onFile(chosen)}
          >
            {(props) => (
              <Button variant="default" {...props}>
                {t(file ? 'imports.other_file' : 'imports.choose')}
              </Button>
            )}
          </FileButton>
          {file && (
            <Button variant="subtle" onClick={() => onFile(undefined)}>
              {t('imports.no_file')}
            </Button>
          )}
        </div>
      </div>
      {!file && (
        <Textarea
          id="list-text"
          className="paste"
          label={t('imports.paste')}
          description={t('imports.paste_text')}
          error={problem}
          autosize={false}
          rows={6}
          dir="ltr"
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      )}
      <details className="small">
        <summary>{t('imports.format')}</summary>
        <div className="stack tight">
          <p>{t('imports.format_text')}</p>
          <pre className="example" dir="ltr">
            {EXAMPLE}
          </pre>
          <p>{t('imports.format_more')}</p>
        </div>
      </details>
    </div>
  );
}

const sizeOf = (bytes: number) =>
  bytes < 1_048_576
    ? t('imports.kilobytes', { size: Math.ceil(bytes / 1024) })
    : t('imports.megabytes', { size: Math.round(bytes / 1_048_576) });
