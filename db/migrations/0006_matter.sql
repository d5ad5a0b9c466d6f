-- The engine of everything that has a requester, a clock and an answer.
create sequence matter_number_place;

create table matter (
  id         uuid        primary key,
  -- spread over eight digits so that a number tells nothing about its neighbours; a check digit is added when shown
  number     int         not null default (10000000 + (nextval('matter_number_place') * 37182647) % 90000000)::int,
  kind       text        not null,
  state      text        not null,
  version    int         not null default 1 check (version > 0),
  path       text        collate "C" not null,
  opened_at  timestamptz not null,
  opened_by  uuid        not null references person,
  changed_at timestamptz not null,
  due_at     timestamptz not null,
  due_clock  text,
  closed_at  timestamptz,
  visibility text        not null default 'handler' check (visibility in ('public', 'handler', 'sealed')),

  constraint matter_number_is_unique unique (number)
) with (fillfactor = 85);

comment on table matter is
  'A case: its state, place, promise. due_at and due_clock are the nearest clock that runs.';

create index matter_open_wide    on matter (state, due_at, id, path) where closed_at is null;
create index matter_open_street  on matter (left(path, 9), state, due_at, id, path) where closed_at is null;
create index matter_board_wide   on matter (closed_at desc, id desc, path) where closed_at is not null and visibility = 'public';
create index matter_board_street on matter (left(path, 9), closed_at desc, id desc, path) where closed_at is not null and visibility = 'public';
create index matter_opened_by    on matter (opened_by, opened_at desc);
create index matter_opened_at    on matter (opened_at);

create table clock (
  matter_id  uuid        not null references matter,
  name       text        not null,
  unit       text        not null check (unit in ('hours', 'days', 'workdays', 'months', 'year_end')),
  amount     int         not null check (amount >= 0),
  started_at timestamptz not null,
  due_at     timestamptz not null,
  promise_at timestamptz not null,
  warnings   timestamptz[] not null default '{}',
  next_at    timestamptz,
  paused_at  timestamptz,
  fired_at   timestamptz,
  ended_at   timestamptz,
  outcome    text        check (outcome in ('met', 'late', 'replaced', 'dropped')),
  unsure     boolean     not null default false,

  primary key (matter_id, name),
  constraint clock_end_is_whole check ((ended_at is null) = (outcome is null)),
  constraint clock_paused_or_running check (paused_at is null or ended_at is null)
) with (fillfactor = 85);

comment on table clock is
  'A promise of a matter. next_at is the next instant the worker looks at it (a warning or the end); unsure: a year without a published calendar.';

create index clock_next on clock (next_at) where next_at is not null;

create table clock_pause (
  matter_id uuid        not null references matter,
  name      text        not null,
  from_at   timestamptz not null,
  to_at     timestamptz,
  old_due   timestamptz not null,
  new_due   timestamptz,

  primary key (matter_id, name, from_at),
  constraint clock_pause_is_whole check ((to_at is null) = (new_due is null))
);

comment on table clock_pause is 'When a clock stood still, and the promise before and after.';
