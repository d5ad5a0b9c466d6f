-- Seals over the journal: what was done and read is summed up every minute under a key that the database does not have.
-- A reading gets a place in its log, as an action has one.
alter table reading add column place_in_log bigint generated always as identity;

-- Rows lie on disk in the order of their places, so a summary per 32 pages finds them and costs an insert nothing.
create index action_place on action using brin (place_in_log) with (pages_per_range = 32);
create index reading_place on reading using brin (place_in_log) with (pages_per_range = 32);

create table journal_seal (
  log        text        not null check (log in ('action', 'reading')),
  number     bigint      not null check (number > 0),
  from_place bigint      not null check (from_place >= 0),
  to_place   bigint      not null,
  row_count  int         not null check (row_count > 0),
  row_hashes bytea       not null,
  hash       bytea       not null check (length(hash) = 32),
  key_id     text        not null,
  mac        bytea       not null check (length(mac) = 32),
  sealed_at  timestamptz not null,

  primary key (log, number),
  constraint journal_seal_covers_a_place_once unique (log, from_place),
  constraint journal_seal_goes_forward check (to_place > from_place),
  constraint journal_seal_is_whole check (length(row_hashes) = row_count * 24)
);

comment on table journal_seal is
  'Append-only: the rows of a log with from_place < place_in_log <= to_place as they were. row_hashes has 24 bytes a row, its place and half of its sha256; hash sums them up with the seal before; mac is over hash, under key_id of the key file.';

create trigger journal_seal_is_append_only before update or delete on journal_seal
  for each row execute function refuse_change();
create trigger journal_seal_is_never_emptied before truncate on journal_seal
  for each statement execute function refuse_change();
