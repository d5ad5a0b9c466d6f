-- What officials change at run time: rule values, the calendar, categories and dispatch, templates, privacy texts.
-- @source U35
alter table policy_value
  add column id           uuid not null default gen_random_uuid(),
  add column changed_by   uuid references person,
  add column changed_at   timestamptz,
  add column withdrawn_by uuid references person,
  add column withdrawn_at timestamptz,
  drop constraint policy_value_pkey,
  add primary key (id),
  add constraint policy_value_change_is_whole check ((changed_by is null) = (changed_at is null)),
  add constraint policy_value_withdrawal_is_whole check ((withdrawn_by is null) = (withdrawn_at is null)),
  -- what the documents give stays below everything
  add constraint policy_value_default_stays check (withdrawn_at is null or changed_at is not null);

create unique index policy_value_one_default on policy_value (key, from_on) where changed_at is null;
create index policy_value_in_force on policy_value (key, from_on desc, changed_at desc nulls last) where withdrawn_at is null;

comment on table policy_value is
  'A rule number and the day from which it holds; id is that of the action that set it. In force is the latest from_on not after a day, of one day the one changed last. Never changed but by withdrawing it before its day.';

create function keep_policy_value() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'a rule value is never deleted' using errcode = 'insufficient_privilege';
  end if;
  if (new.id, new.key, new.from_on, new.value, new.unit, new.source, new.changed_by, new.changed_at)
     is distinct from (old.id, old.key, old.from_on, old.value, old.unit, old.source, old.changed_by, old.changed_at)
     or old.withdrawn_at is not null then
    raise exception 'a rule value is never changed, only withdrawn' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create trigger policy_value_is_kept before update or delete on policy_value
  for each row execute function keep_policy_value();

alter table calendar_year
  add column imported_by uuid references person,
  add column imported_at timestamptz,
  add constraint calendar_year_import_is_whole check ((imported_by is null) = (imported_at is null));

comment on table calendar_year is
  'Whether the State Council has published the holidays of a year, and who put its list in; a later list replaces the year.';

alter table request_category add column retired_on date;

comment on table request_category is
  'What requests are about, with the words by which a category is suggested. From retired_on on it is not offered; what carries it keeps it.';

create table dispatch (
  category        text primary key references request_category,
  unit_kind       text,
  organisation_id uuid references organisation,
  note            text not null default '' check (length(note) <= 200),
  days            text not null default '' check (length(days) <= 40),

  constraint dispatch_names_one check (unit_kind is null or organisation_id is null)
);

comment on table dispatch is
  'The dispatch catalogue: to which kind of unit, or to which unit, a category is usually given, and how long that usually takes, in words.';

alter table reply_template add column retired_on date;

alter table privacy_notice
  alter column published_at drop not null,
  add column published_by uuid references person,
  add column drafted_by   uuid references person,
  add column drafted_at   timestamptz,
  add constraint privacy_notice_both_languages check (zh <> '' and en <> '');

comment on table privacy_notice is
  'What a person is told before the first personal field, by version; a draft until published_at. The words of a published version are never changed: consents name it.';

create function keep_privacy_notice() returns trigger language plpgsql as $$
begin
  if old.published_at is not null and (tg_op = 'DELETE'
     or new.published_at is null
     or (new.version, new.zh, new.en) is distinct from (old.version, old.zh, old.en)) then
    raise exception 'a published privacy text is never changed' using errcode = 'insufficient_privilege';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger privacy_notice_is_kept before update or delete on privacy_notice
  for each row execute function keep_privacy_notice();

-- The log of readings is read by time too.
create index reading_at on reading (at desc, id desc);
