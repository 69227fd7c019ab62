import { expect, it, test } from 'vitest';
import { csvText } from './csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://evil.example","x")', `"'=HYPERLINK(""http://evil.example"",""x"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@cmd', "'@cmd"],
  ['\t=1', `"'\t'=1"`],
  ['\r=1', `"'\r'=1"`],
  ['x;=1', `"x;'=1"`],
  ['x; "=1"', '"x;\' ""=1"""'],
  ['＝1', "'＝1"],
  ['a=b', 'a=b'],
  ['', ''],
])('%j becomes %j', (value, written) => {
  expect(csvText([[value]])).toBe(`\uFEFF${written}\r\n`);
});

it('takes no longer for many separators in a row', () => {
  const begun = performance.now();
  csvText([['\t\n'.repeat(500_000)]]);
  expect(performance.now() - begun).toBeLessThan(20_000);
});

it('has a line for each row, and the mark of UTF-8 before all', () => {
  expect(
    csvText([
      ['a', 'b'],
      ['שלום', ''],
    ]),
  ).toBe('\uFEFFa,b\r\nשלום,\r\n');
});
