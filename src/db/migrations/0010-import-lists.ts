/**
 * Pages of the rows of a list, of one state or result, however few have it. Ordinary rows, new and without a problem, are
 * in none of these indexes, so a million of them are loaded nearly as quickly as before.
 */
export const name = '0010-import-lists';

export const up = `
create index import_rows_known on import_rows (import_id, state, line) where problems is null and state <> 'new';
create index import_rows_droppable on import_rows (import_id, state, line) where droppable and state <> 'new';
create index import_rows_lost on import_rows (import_id, line) where not droppable;
create index import_rows_refused on import_rows (import_id, line) where refused;
`;
