import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailKey } from '../../shared/normalise.ts';
import { buildSettings, type Settings } from '../../shared/site-settings.ts';
import { checkEmail, isEmailDomainAutoApproved, parseAnyEmail, parseEmail } from './email-rules.ts';

/** Code of the refusal, or undefined. */
const emailProblem = (email: string, settings: Settings) => {
  const verdict = checkEmail(email, settings);
  return verdict.ok ? undefined : verdict.code;
};

describe('addresses', () => {
  it.each([
    ['a@example.com', 'a@example.com'],
    ['  Jane@X.COM ', 'jane@x.com'],
    ["o'hara+tag@mail.example.co.uk", "o'hara+tag@mail.example.co.uk"],
    ['info@münchen.de', 'info@xn--mnchen-3ya.de'],
    ['info@דוגמה.co.il', 'info@xn--6dbbec0c.co.il'],
    ['a@ｅxample.com', 'a@example.com'],
  ])('%s is an address with the key %s', (given, key) => {
    expect(parseEmail(given)?.key).toBe(key);
    expect(emailKey(given)).toBe(key);
  });

  it('a look-alike domain is another domain', () => {
    expect(parseEmail('a@ехample.com')?.key).not.toBe(parseEmail('a@example.com')?.key);
  });

  it.each([
    '',
    'nobody',
    '@example.com',
    'a@',
    'a b@example.com',
    'a@b@c.com',
    'a＠example.com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@0x7f.1',
    'a@localhost',
    'a@example.com.',
    'a@example..com',
    'a@-example.com',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    '"a b"@example.com',
    '"a"@example.com',
    'Jane <jane@example.com>',
    'a@example.com\r\nBcc: x@example.com',
    'a\r\nb@example.com',
    'a@exam\u200bple.com',
    'a@ex%41mple.com',
    'a@example.com/x',
    'a@example.com:25',
    'é@example.com',
    '😀@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${`${'b'.repeat(60)}.`.repeat(5)}com`,
    `${'a'.repeat(600)}@example.com`,
  ])('%j is none', (given) => {
    expect(parseEmail(given)).toBeUndefined();
    expect(emailProblem(given, buildSettings())).toBe('email_invalid');
  });

  it('keeps the canonical form only where it differs', () => {
    expect(parseEmail('j.ane+tag@gmail.com')?.canonical).toBe('jane@gmail.com');
    expect(parseEmail('jane@gmail.com')?.canonical).toBeNull();
  });
});

describe('the quick way for plain addresses', () => {
  // Texts that are nearly addresses: the parts of one, with what is allowed here and there, or nowhere.
  const part = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
  const nearly = fc
    .tuple(
      fc.array(part('abz09_+-'), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('.', '..', '+', ''),
      fc.constantFrom('@', '@', '@', '@@', '＠', ''),
      fc.array(part('abz09-'), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('.com', '.c', '.xn--p1ai', '.museum', '.', '.c0m', '.127', '', '.com.', '.קום'),
      fc.constantFrom('', '', '', ' ', '\n', 'A', 'é', '"', '\u200b', '_', "'"),
      fc.nat(40),
    )
    .map(([local, dot, at, host, end, odd, place]) => {
      const text = `${local.join(dot)}${at}${host.join('.')}${end}`;
      return text.slice(0, place) + odd + text.slice(place);
    });

  it('says what the long way says, whatever the text', () => {
    let good = 0;
    const same = (text: string) => {
      const address = parseEmail(text);
      expect(address, JSON.stringify(text)).toEqual(parseAnyEmail(text));
      if (address) good += 1;
    };
    fc.assert(fc.property(fc.oneof(nearly, fc.emailAddress(), fc.string()), same), { numRuns: 2000 });
    expect(good).toBeGreaterThan(200);
    for (const length of [63, 64, 65])
      for (const [before, after] of [
        ['', '@example.com'],
        ['a@', '.com'],
        ['a@b.', ''],
      ])
        same(before + 'a'.repeat(length) + after);
  });
});

describe('domains', () => {
  const settings = (name: string, value: string) => buildSettings([{ name, value }]);

  it('blocked domains take their subdomains along, in any case, and nothing else', () => {
    const blocking = settings('blocked_email_domains', 'spam.org|Bad.net');
    expect(emailProblem('x@spam.org', blocking)).toBe('email_domain_not_allowed');
    expect(emailProblem('x@mail.SPAM.org', blocking)).toBe('email_domain_not_allowed');
    expect(emailProblem('x@bad.net', blocking)).toBe('email_domain_not_allowed');
    expect(emailProblem('x@notspam.org', blocking)).toBeUndefined();
    expect(emailProblem('x@mailinator.com', buildSettings())).toBe('email_domain_not_allowed');
  });

  it('allowed domains shut out all others', () => {
    const only = settings('allowed_email_domains', 'acme.org');
    expect(emailProblem('x@acme.org', only)).toBeUndefined();
    expect(emailProblem('x@acme.org.evil.com', only)).toBe('email_domain_not_allowed');
    expect(emailProblem('x@example.com', only)).toBe('email_domain_not_allowed');
  });

  it('knows the domains that need no approval', () => {
    const trusted = settings('auto_approve_email_domains', 'trusted.example.com');
    expect(isEmailDomainAutoApproved('a@trusted.example.com', trusted)).toBe(true);
    expect(isEmailDomainAutoApproved('a@nottrusted.example.com', trusted)).toBe(false);
    expect(isEmailDomainAutoApproved('a@example.com', buildSettings())).toBe(false);
  });
});
