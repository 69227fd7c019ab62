/** What the site tells about itself. */
import type { Sight } from './groups.ts';
import { type Db, statement } from './open.ts';

export interface SiteGroupRow {
  id: number;
  automatic: boolean;
  name: string;
  full_name: string | null;
  flair_icon: string | null;
  flair_bg_color: string | null;
  flair_color: string | null;
}

const groups = statement<SiteGroupRow>(
  'site.groups',
  `select id, automatic, name, full_name, flair_icon, flair_bg_color, flair_color from groups
   where visibility_level <= $1 or (visibility_level = 2 and id = any ($2::integer[])) or id = any ($3::integer[])
   order by name_key`,
);
export const listVisibleGroups = (db: Db, { level, memberOf, ownerOf }: Sight) =>
  db.query(groups, [level, memberOf, ownerOf]);

export interface StaffMemberRow {
  id: number;
  username: string;
  name: string | null;
  admin: boolean;
  moderator: boolean;
}

const staff = statement<StaffMemberRow>(
  'site.staff',
  `select id, username, name, admin, moderator from users
   where (admin or moderator) and id > 0 and active and (suspended_till is null or suspended_till <= $1) order by id`,
);
/** Admins and moderators who can be reached. */
export const listStaff = (db: Db, now: Date) => db.query(staff, [now]);
