/**
 * A foreign key is asked for every row, which for a list of a million people costs as much as writing them. Where all rows
 * of a statement name the same few, triggers say the same once for a statement. See docs/decisions/0013-references.md.
 */
export const name = '0008-references';

const invites = `
alter table invites drop constraint invites_secret_id_fkey, drop constraint invites_invited_by_id_fkey, drop constraint invites_deleted_by_id_fkey;
-- The locks are those of a foreign key: whoever deletes the account meanwhile waits, and then finds the row.
-- Null: not to be asked about.
create function ensure_invite_refers(secret smallint, people integer[]) returns void language plpgsql as $$
declare person integer;
begin
  if secret is not null and not exists (select 1 from secrets where id = secret) then
    raise foreign_key_violation using table = 'invites', constraint = 'invites_of_secret', message = 'invites name a secret that is not there';
  end if;
  foreach person in array array_remove(people, null) loop
    perform 1 from users where id = person for key share;
    if not found then
      raise foreign_key_violation using table = 'invites', constraint = 'invites_of_user', message = 'invites name an account that is not there';
    end if;
  end loop;
end $$;
create function new_invites_refer() returns trigger language plpgsql as $$
begin
  perform ensure_invite_refers(n.secret_id, array[n.invited_by_id, n.deleted_by_id])
  from (select distinct secret_id, invited_by_id, deleted_by_id from new_rows) n;
  return null;
end $$;
create trigger new_invites_refer after insert on invites
  referencing new table as new_rows for each statement execute function new_invites_refer();
-- Only of what has changed: while an account goes, its name is taken off one column after the other.
create function changed_invite_refers() returns trigger language plpgsql as $$
begin
  perform ensure_invite_refers(
    case when new.secret_id is distinct from old.secret_id then new.secret_id end,
    array[case when new.invited_by_id is distinct from old.invited_by_id then new.invited_by_id end,
      case when new.deleted_by_id is distinct from old.deleted_by_id then new.deleted_by_id end]);
  return null;
end $$;
create trigger changed_invite_refers after update on invites for each row
  when (new.secret_id is distinct from old.secret_id
    or (new.invited_by_id is not null and new.invited_by_id is distinct from old.invited_by_id)
    or (new.deleted_by_id is not null and new.deleted_by_id is distinct from old.deleted_by_id))
  execute function changed_invite_refers();
create function leave_invites() returns trigger language plpgsql as $$
begin
  update invites set invited_by_id = null where invited_by_id = old.id;
  update invites set deleted_by_id = null where deleted_by_id = old.id;
  return null;
end $$;
create trigger leave_invites after delete on users for each row execute function leave_invites();
`;

const rows = `
alter table import_rows drop constraint import_rows_import_id_fkey;
create function new_rows_refer() returns trigger language plpgsql as $$
declare list integer;
begin
  for list in select distinct import_id from new_rows loop
    perform 1 from imports where id = list for key share;
    if not found then
      raise foreign_key_violation using table = 'import_rows', constraint = 'import_rows_of_import', message = 'rows name an import that is not there';
    end if;
  end loop;
  return null;
end $$;
create trigger new_rows_refer after insert on import_rows
  referencing new table as new_rows for each statement execute function new_rows_refer();
create function take_rows_along() returns trigger language plpgsql as $$
begin
  delete from import_rows where import_id = old.id;
  return null;
end $$;
create trigger take_rows_along after delete on imports for each row execute function take_rows_along();
`;

// What is named this way keeps its number and is not emptied, and a secret stays: rows would be lost with it.
const kept = `
create function stays() returns trigger language plpgsql as $$
begin
  raise restrict_violation using table = tg_table_name, message = format('%s: rows of this table are named by others and stay as they are', tg_table_name);
end $$;
create trigger secrets_stay before delete or update of id on secrets for each row execute function stays();
create trigger ids_stay before update of id on users for each row when (old.id <> new.id) execute function stays();
create trigger ids_stay before update of id on imports for each row when (old.id <> new.id) execute function stays();
create trigger all_stay before truncate on secrets for each statement execute function stays();
create trigger all_stay before truncate on users for each statement execute function stays();
create trigger all_stay before truncate on imports for each statement execute function stays();
create trigger lists_stay before update of import_id on import_rows for each row when (old.import_id <> new.import_id) execute function stays();
`;

export const up = [invites, rows, kept].join('\n');
