/** The Hebrew of en/screens.ts. Worded so that it fits readers of every gender. */
import account from './screens/account.ts';
import admin from './screens/admin.ts';
import audit from './screens/audit.ts';
import bulk from './screens/bulk.ts';
import charts from './screens/charts.ts';
import explain from './screens/explain.ts';
import groups from './screens/groups.ts';
import invites from './screens/invites.ts';
import keys from './screens/keys.ts';
import mails from './screens/mails.ts';
import settings from './screens/settings.ts';
import shell from './screens/shell.ts';
import users from './screens/users.ts';
import visitors from './screens/visitors.ts';

const screens = {
  ...account,
  ...admin,
  ...audit,
  ...bulk,
  ...charts,
  ...explain,
  ...groups,
  ...invites,
  ...keys,
  ...mails,
  ...settings,
  ...shell,
  ...users,
  ...visitors,
};

export default screens;
