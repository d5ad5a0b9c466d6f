-- The Merkle tree of each day's actions: what a city publishes so that anybody can keep it and later show a change.
create table checkpoint (
  number     bigint      primary key check (number > 0),
  day        date        not null,
  from_place bigint      not null check (from_place >= 0),
  to_place   bigint      not null,
  size       int         not null check (size >= 0),
  root       bytea       not null check (length(root) = 32),
  chunks     bytea       not null,
  hash       bytea       not null check (length(hash) = 32),
  key_id     text        not null,
  public_key bytea       not null check (length(public_key) = 32),
  signature  bytea       not null check (length(signature) = 64),
  closed_at  timestamptz not null,

  constraint checkpoint_closes_a_day_once unique (day),
  constraint checkpoint_goes_forward check (to_place >= from_place and (size = 0 or to_place > from_place)),
  -- every 1,024 rows are summed up, so that a path to one row needs no more than those around it
  constraint checkpoint_is_whole check (length(chunks) = (size + 1023) / 1024 * 40)
);

comment on table checkpoint is
  'Append-only: the day''s actions with from_place < place_in_log <= to_place as a Merkle tree (RFC 6962). chunks has 40 bytes for each 1,024 rows, the last place and the root of their subtree; hash sums the checkpoint up with the one before; signature is Ed25519, made with key_id of the key file.';

create trigger checkpoint_is_append_only before update or delete on checkpoint
  for each row execute function refuse_change();
create trigger checkpoint_is_never_emptied before truncate on checkpoint
  for each statement execute function refuse_change();
