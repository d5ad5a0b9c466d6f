-- Lists that people bring as spreadsheets: what was read, what each row would do, what it did, and how to undo it.
-- @source U30, U06
create table import (
  id          uuid        primary key,
  kind        text        not null,
  path        text        collate "C" not null,
  name        text        not null check (length(name) between 1 and 120),
  state       text        not null check (state in
    ('made', 'read', 'checking', 'checked', 'writing', 'written', 'undoing', 'undone', 'dropped')),
  version     int         not null default 1 check (version > 0),
  made_by     uuid        not null references person,
  made_at     timestamptz not null,
  sheet       text        not null default '',
  header_row  int         check (header_row > 0),
  header      jsonb       not null default '[]',
  sample_sealed text,
  rows        int         not null default 0 check (rows >= 0),
  mapping     jsonb       not null default '{}',
  as_of       date,
  basis       text        check (basis in ('duty', 'consent', 'emergency')),
  basis_words text        not null default '' check (length(basis_words) <= 200),
  written_by  uuid        references person,
  written_at  timestamptz,
  undone_by   uuid        references person,
  undone_at   timestamptz,
  erased_at   timestamptz,
  next_at     timestamptz,
  faults      int         not null default 0 check (faults >= 0),

  constraint import_read_has_header check (state in ('made', 'dropped') or header_row is not null),
  constraint import_writing_is_whole check ((written_at is null) = (written_by is null)),
  constraint import_undoing_is_whole check ((undone_at is null) = (undone_by is null)),
  constraint import_works_when_due check ((next_at is not null) = (state in ('checking', 'writing', 'undoing')))
);

comment on table import is
  'A list brought as a spreadsheet, for one community. The worker carries it on batch by batch while next_at is set; version rises with each step a person takes. basis is why these persons may be recorded. @source PIPL-13';

create index import_path on import (path, made_at desc, id desc);
create index import_due on import (next_at) where next_at is not null;

create table import_batch (
  id          uuid     primary key,
  import_id   uuid     not null references import,
  number      int      not null check (number > 0),
  rows        smallint not null check (rows > 0),
  rows_sealed text,
  checked_at  timestamptz,
  written_at  timestamptz,
  undone_at   timestamptz,

  constraint import_batch_is_unique unique (import_id, number)
);

comment on table import_batch is
  'Up to 500 rows of an import with the texts of their cells, sealed, and erased when they are no longer needed. Each is checked, written and undone in one transaction.';

create table import_row (
  import_id  uuid     not null references import,
  row        int      not null check (row > 0),
  batch      int      not null,
  outcome    text     not null check (outcome in ('new', 'changed', 'same', 'wrong', 'perhaps')),
  mark       bytea,
  makes      text,
  fields     text[]   not null default '{}',
  problems   jsonb    not null default '[]',
  subject_id uuid,
  decision   text     check (decision in ('same', 'new', 'skip')),
  result     text     check (result in ('made', 'changed', 'kept', 'moved', 'undone', 'stays')),
  undo       jsonb,
  stays      text,

  primary key (import_id, row),
  constraint import_row_is_decided_when_open check (decision is null or outcome = 'perhaps'),
  constraint import_row_stays_for_a_reason check ((result = 'stays') = (stays is not null))
);

comment on table import_row is
  'What one row of an import would do and did: codes, ids and column names, no texts but those undo needs, which are erased with the batch. mark finds the same row twice in a file; makes names what later rows may lie in.';

create index import_row_outcome on import_row (import_id, outcome, row);
create index import_row_mark on import_row (import_id, mark) where mark is not null;
create index import_row_makes on import_row (import_id, makes) where makes is not null;
create index import_row_result on import_row (import_id, result, row);

create table import_mapping (
  kind      text        not null,
  signature bytea       not null,
  mapping   jsonb       not null,
  used_at   timestamptz not null,

  primary key (kind, signature)
);

comment on table import_mapping is 'Which column of a header was taken for what, the last time a file had this header.';

-- a person is looked for by name where there is no phone
create index person_name on person (name);
