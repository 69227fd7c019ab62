/** Lists of people to invite: why a file cannot be used, what is wrong with a row, what became of it. */
export default {
  import_encoding: 'This file is not written in UTF-8 or UTF-16. Save it as “CSV UTF-8” and upload it again.',
  import_not_text: 'This file is not a text. Save the list as CSV and upload it again.',
  import_spreadsheet: 'This is a spreadsheet or a zip file. Save the sheet as CSV and upload that.',
  import_open_quote:
    'A quotation mark in line {{line}} is never closed. Close it, or write it twice if it belongs to the text.',
  import_row_too_long: 'Line {{line}} is longer than {{max}} characters. Is this a list with one person a line?',
  import_too_many_columns: 'Line {{line}} has more than {{max}} columns. Is this a list with one person a line?',
  import_column_twice: 'The file has the column {{name}} twice. Keep one of them.',
  import_too_large: 'The file is larger than {{max}} MB. Split it into several.',
  import_too_many_rows:
    'The file has more than {{max}} rows, which is the limit (site setting max_bulk_invites). Nothing was done; split it into several.',
  import_too_many_rows_a_day:
    'The file has more than {{max}} rows, which is what you may import in a day (site setting max_bulk_invites_per_day). Nothing was done; split it, or ask an administrator, who has no such limit.',
  import_look_limit:
    'You have had more than {{max}} rows checked within a day. Nothing was done; try again tomorrow, or ask an administrator.',
  import_groups_unusable: 'The groups for rows that name none cannot be used: {{why}}',
  import_empty: 'The file is empty.',
  import_no_rows: 'The file has no rows with an address.',
  import_no_file: 'No file was sent.',
  import_option_in_form:
    'Beside a file, {{name}} belongs in the address (?{{name}}=…): in the form it comes too late, or not at all. Nothing was done.',
  import_gone: 'This import was removed while it was being uploaded. Upload the file again.',
  import_not_ready: 'This import does not wait to be started any more. Look at its present state.',
  import_not_running: 'This import does not run. Look at its present state.',
  import_not_ended: 'This import has not ended yet. Wait, or cancel it first.',
  import_running: 'This import is running. Cancel it first.',
  import_has_problems_one: 'One row has a problem. Correct it, or say what to do with such rows. Nothing was done.',
  import_has_problems_other:
    '{{count}} rows have problems. Correct them, or say what to do with such rows. Nothing was done.',
  import_day_limit:
    'You may import {{max}} rows in a day (site setting max_bulk_invites_per_day); {{left}} are left for now. Administrators have no such limit.',
  import_rows_gone: 'The rows of this import have been cleared away. Upload the file again.',
  import_nothing_left: 'There is nothing left to try again: every row has succeeded.',
  import_failed:
    'The import could not go on because of an error in the server; its log says more. What was done stays; “try again” takes up the rest.',
  upload_csv_failed: 'There was an error uploading that file. Please try again later.',

  rule_imports_for_admins:
    'While the site setting max_bulk_invites_per_day is 0, only administrators may import lists.',
  rule_imports_for_owners: 'Lists may be imported by administrators, and by people who own a group.',

  row_email_missing: 'There is no address in this row.',
  row_email_invalid: '“{{value}}” is not an e-mail address.',
  row_email_domain_not_allowed: 'Addresses at the e-mail provider of {{value}} are not allowed here.',
  row_unknown_group: 'There is no group “{{value}}”.',
  row_group_ambiguous: 'Several groups are called “{{value}}”. Write the short name of the one you mean.',
  row_more_groups: 'More names of groups in this row that cannot be used: {{value}}.',
  row_groups_too_long: 'This row names too many groups: “{{value}}”. Split it into several rows with the same address.',
  row_group_automatic: 'Nobody can be invited to “{{value}}”: its members follow from roles and trust levels.',
  row_not_group_owner: 'You do not own the group “{{value}}”.',
  row_moderators_manage_groups_off:
    'Moderators may not invite to “{{value}}” while the site setting moderators_manage_groups is off.',
  row_group_hidden_from_moderators: 'The group “{{value}}” is hidden from moderators.',
  row_group_needed: 'Name a group you may invite to; only administrators may invite without one.',
  row_topic_invalid: '“{{value}}” is not the number of a topic.',
  row_locale_invalid: '“{{value}}” is not a language code such as en or he.',
  row_extra_cell: '“{{value}}” belongs to no column. Is a quotation mark missing?',
  row_uploader_cannot_act: 'The account that imports this list may not act any more.',
  row_silenced: 'The account that imports this list has been silenced.',
  row_admins_only: 'The account that imports this list is no longer an administrator.',
  row_imports_for_admins: 'Only administrators may import lists now.',
  row_imports_for_owners: 'The account that imports this list does not own a group any more.',
  row_not_in_invite_allowed_groups: 'The account that imports this list may not invite any more.',
  row_email_invites_off: 'Invites by e-mail have been switched off (site setting allow_email_invites).',
  row_max_invites_per_day_zero: 'Only staff may invite now.',

  result_invited: 'Invited.',
  result_added: 'Has an account, which was added to the groups.',
  result_refreshed: 'Was invited already: the invite has the groups now, and a new date of expiry.',
  result_merged: 'The same address is in another row; the invite has the groups of both.',
  result_skipped: 'Left out because of a problem.',
  result_refused: 'Left out: no longer allowed when its turn came.',
  result_not_reached: 'Not reached: the import ended before.',
} as const;
