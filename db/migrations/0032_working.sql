-- What happens between taking a request up and closing it: more time with a reason, an answer that it cannot be done yet with a
-- plan, supervision from above, and calling back.
-- @source BJ-15 WF-20 WF-26 BJ-23 GB39734
create type request_outcome as enum ('done', 'explained');
create type request_supervision as enum ('overdue', 'refused', 'unsolved', 'bad', 'other');

alter table request
  add column extended_at      timestamptz,
  add column outcome          request_outcome,
  add column plan             varchar(500),
  add column plan_on          date,
  add column supervised_at    timestamptz,
  add column supervision      request_supervision,
  add column supervised_until date,
  add column called_at        timestamptz,
  add column call_tries       smallint not null default 0;

comment on column request.extended_at is 'When its promise was extended; once for each answer.';
comment on column request.outcome is 'What the answer says: done, or that it cannot be done yet, with a plan.';
comment on column request.plan is 'What will be done instead or later, and plan_on by when it is looked at again.';
comment on column request.supervised_at is 'When somebody above took notice and asked for it to be handled; until when is supervised_until.';
comment on column request.called_at is 'When the requester was called back about the answer, or calling was given up after some tries.';

create index request_supervised on request (matter_id) where supervised_at is not null;
create index request_planned    on request (plan_on) where outcome = 'explained';
create index request_to_call    on request (matter_id)
  where called_at is null and replied_at is not null and (service <= 2 or confirmed_by = 'silence');

create or replace function refuse_words_of_erased() returns trigger language plpgsql as $$
begin
  if not (new.title = '已删除' and new.words = '' and cardinality(new.points) = 0 and new.room is null and new.unit is null
    and new.longitude is null and new.latitude is null and new.reply is null and new.plan is null and new.refer is null
    and new.wait_reason is null and new.rating_words is null and new.public_words is null and new.public_reply is null
    and not new.may_publish) then
    raise exception 'an erased request keeps no words' using errcode = 'check_violation', constraint = 'request_erased_is_bare';
  end if;
  return new;
end $$;

drop trigger request_erased_is_bare on request;
create trigger request_erased_is_bare
  before insert or update of erased_at, title, words, points, room, unit, longitude, latitude, reply, plan, refer, wait_reason,
    rating_words, public_words, public_reply, may_publish on request
  for each row when (new.erased_at is not null) execute function refuse_words_of_erased();
