/** Settings kept in memory and read again when their version in the database has moved on: live in every process. */
import type { LiveSettings } from '../../context.ts';
import { findSettingsVersion } from '../../db/authentication.ts';
import type { Db } from '../../db/open.ts';
import { listSettings } from '../../db/settings.ts';
import { buildSettings, type Settings } from '../../shared/site-settings.ts';

export function liveSettings(db: Db): LiveSettings {
  let known: { version: number; settings: Settings } | undefined;
  const at = async (version: number): Promise<Settings> => {
    if (known && known.version >= version) return known.settings;
    const { version: read, stored } = await listSettings(db);
    const settings = buildSettings(stored);
    if (!known || read > known.version) known = { version: read, settings };
    return settings;
  };
  let asking: Promise<Settings> | undefined;
  const now = (): Promise<Settings> => {
    // Many ask in the same moment: one query, sent when all of them have asked, so that none is told of the past.
    asking ??= new Promise((resolve) => setImmediate(resolve)).then(async () => {
      asking = undefined;
      return at(await findSettingsVersion(db));
    });
    return asking;
  };
  return { at, now };
}
