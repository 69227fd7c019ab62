import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isLocale } from '../../../../src/shared/i18n/locales.ts';
import type { Profile, UpdateProfileReply } from '../../../../src/shared/wire/users.ts';
import { request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { locale, switchLocale, t } from '../../i18n/index.tsx';
import { tell } from '../../ui/notices.tsx';

/** What others see, and the language. One button saves all of it. */
export function ProfileForm({ person }: { person: Profile }) {
  const client = useQueryClient();
  const [name, setName] = useState(person.name ?? '');
  const [bio, setBio] = useState(person.bio_raw ?? '');
  const [location, setLocation] = useState(person.location ?? '');
  const [website, setWebsite] = useState(person.website ?? '');
  const [language, setLanguage] = useState(person.locale ?? '');
  const [title, setTitle] = useState(person.title ?? '');
  const [primary, setPrimary] = useState(String(person.primary_group_id ?? ''));
  const saving = useAction<void>();
  const groups = person.groups.filter((group) => !group.automatic);
  // One wears the titles of one's groups; one that staff gave stays a choice until another is taken.
  const titles = [...new Set([...person.groups.map((group) => group.title), person.title])].filter(Boolean) as string[];

  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.run(async () => {
      await request<UpdateProfileReply>('PUT', `/u/${encodeURIComponent(person.username)}.json`, {
        name,
        bio_raw: bio,
        location,
        website,
        locale: language,
        title,
        primary_group_id: primary,
      });
      await Promise.all([
        client.invalidateQueries({ queryKey: ['user'] }),
        client.invalidateQueries({ queryKey: ['current-user'] }),
      ]);
      tell(t('prefs.saved'));
      if (isLocale(language) && language !== locale) switchLocale(language);
    });
  };

  return (
    <form className="stack" onSubmit={save}>
      {saving.problem !== undefined && <Problem problem={saving.problem} />}
      <TextInput label={t('field.name')} dir="auto" value={name} onChange={(e) => setName(e.currentTarget.value)} />
      <NativeSelect
        label={t('prefs.language')}
        description={t('prefs.language_hint')}
        value={language}
        onChange={(e) => setLanguage(e.currentTarget.value)}
        data={[
          { value: '', label: t('prefs.language_site') },
          // A language is named in itself, so that whoever ended in the wrong one finds the way back.
          { value: 'en', label: 'English' },
          { value: 'he', label: 'עברית' },
        ]}
      />
      <Textarea
        label={t('prefs.bio')}
        autosize
        minRows={3}
        maxLength={3000}
        dir="auto"
        value={bio}
        onChange={(e) => setBio(e.currentTarget.value)}
      />
      <TextInput
        label={t('prefs.location')}
        dir="auto"
        value={location}
        onChange={(e) => setLocation(e.currentTarget.value)}
      />
      <TextInput
        label={t('prefs.website')}
        dir="ltr"
        inputMode="url"
        placeholder="https://"
        value={website}
        onChange={(e) => setWebsite(e.currentTarget.value)}
      />
      {groups.length > 0 && (
        <NativeSelect
          label={t('prefs.primary_group')}
          description={t('prefs.primary_group_hint')}
          value={primary}
          onChange={(e) => setPrimary(e.currentTarget.value)}
          data={[
            { value: '', label: t('prefs.none') },
            ...groups.map((group) => ({ value: String(group.id), label: group.full_name || group.name })),
          ]}
        />
      )}
      {titles.length > 0 && (
        <NativeSelect
          label={t('prefs.user_title')}
          description={t('prefs.user_title_hint')}
          value={title}
          onChange={(e) => setTitle(e.currentTarget.value)}
          data={[{ value: '', label: t('prefs.none') }, ...titles]}
        />
      )}
      <div className="row">
        <Button type="submit" aria-disabled={saving.busy}>
          {t('prefs.save')}
        </Button>
      </div>
    </form>
  );
}
