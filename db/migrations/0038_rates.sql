-- Requests that are left out of a rate: proposed by one person, decided by another above, never in silence.
-- @source BJ-32 GH66-RANK
create type rate_name as enum ('responded', 'solved', 'satisfied');
create type rate_exclusion_reason as enum ('elsewhere', 'unlawful', 'impossible', 'disaster', 'mistaken', 'misdirected');

create table rate_exclusion (
  id            uuid        primary key references action,
  matter_id     uuid        not null references matter,
  rate          rate_name   not null,
  reason        rate_exclusion_reason not null,
  proposed_at   timestamptz not null,
  proposed_by   uuid        not null references person,
  proposed_path text        collate "C" not null,
  approved      boolean,
  decided_at    timestamptz,
  decided_by    uuid        references person,
  decided_path  text        collate "C",
  -- whose the request was when it was decided; written by the trigger below
  handler_id    uuid        references person,
  ended_at      timestamptz,
  ended_by      uuid        references person,

  constraint rate_exclusion_decision_is_whole check (
    (approved is null) = (decided_at is null) and (approved is null) = (decided_by is null)
    and (approved is null) = (decided_path is null)),
  constraint rate_exclusion_end_is_whole check ((ended_at is null) = (ended_by is null)),
  constraint rate_exclusion_by_another check (decided_by <> proposed_by),
  constraint rate_exclusion_not_by_handler check (decided_by <> handler_id),
  constraint rate_exclusion_from_above check (length(decided_path) < length(proposed_path))
);

comment on table rate_exclusion is
  'A request proposed to be left out of a rate: why, by whom, decided by whom above. The words are in the content of its action. Counted as left out while approved and not ended.';

-- one that waits or holds for each request and rate
create unique index rate_exclusion_is_one on rate_exclusion (matter_id, rate) where ended_at is null and approved is not false;
create index rate_exclusion_proposed on rate_exclusion (proposed_at desc, id desc);

create function note_handler_of_exclusion() returns trigger language plpgsql as $$
begin
  new.handler_id := (select handler_id from request where matter_id = new.matter_id);
  return new;
end $$;

create trigger rate_exclusion_notes_handler
  before insert or update of decided_by on rate_exclusion
  for each row when (new.decided_by is not null) execute function note_handler_of_exclusion();
